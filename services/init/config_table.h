/*
 * etc/init.table: what config_parse() makes of etc/init.toml, made when the boot image is
 * (compile.c), so that init need not read TOML each time the system starts. It is used only for
 * exactly the text that it was made from; any other is parsed.
 *
 * The table is a head, then the services and groups as they lie in memory: the build machine and
 * WebAssembly agree about that (little-endian, natural alignment, no pointers), and the sizes in
 * the head would tell.
 */
#ifndef INIT_CONFIG_TABLE_H
#define INIT_CONFIG_TABLE_H

#include "config.h"

struct config_table {
    uint32_t magic, service_size, group_size;
    uint32_t service_count, group_count, proc;
    uint64_t text_size, text_hash;
};

enum { CONFIG_TABLE_MAGIC = 0x54494256 }; /* VBIT */

/* The head of the table of a configuration that was read from this text. */
struct config_table config_table_head(const struct config *config, const char *text, size_t size);

/* Whether this is the head of a table of the text, and its services and groups have room. */
bool config_table_matches(const struct config_table *head, const char *text, size_t size);

/* Whether what was read after such a head is whole: texts end, indices name something. */
bool config_table_check(const struct config *config);

#endif
