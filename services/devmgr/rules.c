/* See rules.h. */
#include "rules.h"
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* What is wrong with the table as a whole; NULL: nothing. */
static const char *check_table(const struct vb_devmgr_table *table, size_t size)
{
    if (table->magic != VB_DEVMGR_RULES_MAGIC)
        return "expected a table of devices.py";
    if (table->rule_size != sizeof(struct vb_devmgr_rule))
        return "expected rules of this version";
    if (table->count > VB_DEVMGR_RULES_MAX)
        return "expected fewer rules";
    if (size != sizeof *table + (size_t)table->count * sizeof(struct vb_devmgr_rule))
        return "expected as many bytes as the rules have";
    return NULL;
}

static const char *check_rule(const struct vb_devmgr_rule *rule)
{
    bool pci = rule->bus == VB_DEVMGR_PCI;

    if (!pci && rule->bus != VB_DEVMGR_PARAVIRTUAL && rule->bus != VB_DEVMGR_LEGACY)
        return "expected a bus";
    if ((!pci && rule->mask != 0) || (rule->mask != 0 && (rule->kind & ~rule->mask) != 0))
        return "expected a class code within its mask";
    if (rule->class < VB_DEVMGR_TERMINAL || rule->class > VB_DEVMGR_ENTROPY)
        return "expected a class";
    if (rule->driver[0] != '/' || memchr(rule->driver, 0, sizeof rule->driver) == NULL)
        return "expected a driver's path";
    return NULL;
}

void rules_read(struct rules *rules, const void *bytes, size_t size, rules_report *report,
                void *context)
{
    struct vb_devmgr_table table = {0};
    const uint8_t *at = (const uint8_t *)bytes + sizeof table;
    const char *wrong;
    char text[80];

    rules->count = 0;
    if (size >= sizeof table)
        memcpy(&table, bytes, sizeof table);
    wrong = check_table(&table, size);
    if (wrong != NULL)
        report(context, wrong);
    for (uint32_t i = 0; wrong == NULL && i < table.count; i++) {
        struct vb_devmgr_rule *rule = &rules->entries[rules->count];
        const char *why;

        memcpy(rule, at + i * sizeof *rule, sizeof *rule);
        why = check_rule(rule);
        rules->count += why == NULL;
        snprintf(text, sizeof text, "driver %u: %s", (unsigned)i + 1, why != NULL ? why : "");
        if (why != NULL)
            report(context, text);
    }
}

const struct vb_devmgr_rule *rules_find(const struct rules *rules, uint32_t bus, uint32_t kind,
                                        uint32_t ids)
{
    for (uint32_t i = 0; i < rules->count; i++) {
        const struct vb_devmgr_rule *rule = &rules->entries[i];
        bool same = bus != VB_DEVMGR_PCI ? rule->kind == kind
                    : rule->mask != 0    ? rule->kind == (kind & rule->mask)
                                         : rule->ids == ids;

        if (rule->bus == bus && same)
            return rule;
    }
    return NULL;
}
