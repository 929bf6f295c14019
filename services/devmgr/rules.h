/*
 * etc/devices.table: which driver serves which device. Pure: bytes in, a table out.
 *
 * tools/image/devices.py compiles it from etc/devices.toml. What is read is checked all the same:
 * the table as a whole is taken or refused, and of its rules those are kept that make sense.
 */
#ifndef DEVMGR_RULES_H
#define DEVMGR_RULES_H

#include <stddef.h>
#include <stdint.h>
#include <vibee/devmgr.h>

struct rules {
    struct vb_devmgr_rule entries[VB_DEVMGR_RULES_MAX];
    uint32_t count;
};

/* Bytes of the largest table there can be. */
#define RULES_SIZE_MAX                                                                             \
    (sizeof(struct vb_devmgr_table) + VB_DEVMGR_RULES_MAX * sizeof(struct vb_devmgr_rule))

/* Gets each error as one line of text. */
typedef void rules_report(void *context, const char *text);

void rules_read(struct rules *rules, const void *bytes, size_t size, rules_report *report,
                void *context);

/* The first rule that matches a device; NULL: none. ids: PCI's vendor << 16 | device, else 0. */
const struct vb_devmgr_rule *rules_find(const struct rules *rules, uint32_t bus, uint32_t kind,
                                        uint32_t ids);

#endif
