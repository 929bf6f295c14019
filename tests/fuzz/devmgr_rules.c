/* etc/devices.table of any bytes: rules are whole, errors are one line. */
#include "../../services/devmgr/rules.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report(void *context, const char *text)
{
    (void)context;
    if (strchr(text, '\n') != NULL)
        abort();
}

static void check(const void *bytes, size_t size)
{
    static struct rules rules;

    rules_read(&rules, bytes, size, report, NULL);
    if (rules.count > VB_DEVMGR_RULES_MAX)
        abort();
    for (uint32_t i = 0; i < rules.count; i++) {
        const struct vb_devmgr_rule *rule = &rules.entries[i];

        if (rule->bus == 0 || rule->class == 0 || rule->driver[0] != '/' ||
            memchr(rule->driver, 0, sizeof rule->driver) == NULL ||
            rules_find(&rules, rule->bus, rule->kind, rule->ids) == NULL)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static uint8_t bytes[RULES_SIZE_MAX];
    struct vb_devmgr_table head = {.magic = VB_DEVMGR_RULES_MAGIC,
                                   .rule_size = sizeof(struct vb_devmgr_rule)};

    check(data, size);
    /* Behind a beginning that is right, as many rules as there are bytes for. */
    size = size < sizeof bytes - sizeof head ? size : sizeof bytes - sizeof head;
    head.count = (uint32_t)(size / sizeof(struct vb_devmgr_rule));
    memcpy(bytes, &head, sizeof head);
    memcpy(bytes + sizeof head, data, size);
    check(bytes, sizeof head + head.count * sizeof(struct vb_devmgr_rule));
    return 0;
}
