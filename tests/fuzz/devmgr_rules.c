/* etc/devices.toml of any bytes: entries are whole, errors are one line. */
#include "../../services/devmgr/rules.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report(void *context, uint32_t line, const char *text)
{
    (void)context;
    (void)line;
    if (strchr(text, '\n') != NULL)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct rules rules;

    rules_parse(&rules, (const char *)data, size, report, NULL);
    if (rules.count > RULES_MAX)
        abort();
    for (uint32_t i = 0; i < rules.count; i++) {
        const struct rule *rule = &rules.entries[i];

        if (rule->bus == 0 || rule->class == 0 || rule->driver[0] != '/' ||
            memchr(rule->driver, 0, sizeof rule->driver) == NULL)
            abort();
        (void)rules_find(&rules, rule->bus, rule->kind, rule->ids);
    }
    return 0;
}
