/* etc/init.toml of any bytes. */
#include "../../services/init/config.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void report(void *context, uint32_t line, const char *text)
{
    (void)context;
    (void)line;
    if (strchr(text, '\n') != NULL && strlen(text) > 400)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct config config;

    (void)config_parse(&config, (const char *)data, size, report, NULL);
    for (uint32_t i = 0; i < config.service_count; i++)
        if (config.services[i].group < 0 || config.services[i].group >= (int)config.group_count)
            abort();
    return 0;
}
