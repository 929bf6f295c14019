/*
 * Source lines of code offsets, from a module's DWARF line tables (DWARF 5 section 6.2, and the
 * older forms of versions 2 to 4). Internal to the engine; the public entry is
 * module_source_lines().
 *
 * The tables come from whoever made the module: nothing in them is believed, everything is read
 * through a struct reader, and what is damaged has no lines. Work is linear in the section's size,
 * and sections above LINE_TABLE_MAX are not read, so a trap costs the kernel milliseconds at most.
 */
#ifndef ENGINE_SRC_SOURCE_LINES_H
#define ENGINE_SRC_SOURCE_LINES_H

#include "module.h"
#include "reader.h"

#define LINE_TABLE_MAX (4u << 20) /* bytes */

/* The header of one unit (6.2.4), as far as it matters here. Units of code for several operations
 * an instruction do not exist for WebAssembly. */
struct line_unit {
    struct reader tables;  /* directories and files: read when a file's name is wanted */
    struct reader program; /* the instructions */
    uint16_t version;
    uint8_t minimum_length; /* of an instruction of the target */
    int8_t line_base;
    uint8_t line_range, opcode_base;
    const uint8_t *operand_counts; /* of standard opcodes 1 to opcode_base - 1 */
};

/* line_tables.c: the next unit at *section, and *section moved behind it. False at the end, or
 * where what follows cannot be read. A unit of an unknown version has an empty program. */
bool line_unit_next(struct reader *section, struct line_unit *out);
/* line_tables.c: the name of a file without its directories, as the line program numbers files. */
bool line_unit_file(const struct module *module, const struct line_unit *unit, uint64_t file,
                    struct module_name *out);

static inline struct reader module_reader(const struct module *m, struct module_range range)
{
    return (struct reader){m->bytes + range.start, m->bytes + range.start + range.size};
}

#endif
