/*
 * etc/devices.toml: which driver serves which device. Pure: text in, a table out.
 *
 * Of TOML it has what such a table needs, and nothing else: comments, [[driver]], and lines of
 * key = "text" (basic strings without escapes, or literal strings). So devmgr starts in a fraction
 * of the time that a TOML library takes to load. Each error is reported with its line; entries that
 * are right are kept.
 */
#ifndef DEVMGR_RULES_H
#define DEVMGR_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RULES_MAX = 48, RULE_PATH = 96 };

struct rule {
    uint32_t bus;   /* vb_devmgr_bus; 0: incomplete */
    uint32_t kind;  /* by bus; of PCI: the class code, or its first bytes */
    uint32_t mask;  /* of PCI: which bits of the class code count; 0: the ids do */
    uint32_t ids;   /* of PCI: vendor << 16 | device */
    uint32_t class; /* vb_devmgr_class */
    uint32_t line;
    char driver[RULE_PATH];
};

struct rules {
    struct rule entries[RULES_MAX];
    uint32_t count;
};

/* Gets each error as one line of text. */
typedef void rules_report(void *context, uint32_t line, const char *text);

void rules_parse(struct rules *rules, const char *text, size_t size, rules_report *report,
                 void *context);

/* The first entry that matches a device; NULL: none. ids: PCI's vendor << 16 | device, else 0. */
const struct rule *rules_find(const struct rules *rules, uint32_t bus, uint32_t kind, uint32_t ids);

#endif
