/* Reading the configuration from the boot image: the table that was made with it, or else the text.
 */
#include "config_table.h"
#include "init.h"
#include <stdlib.h>
#include <vibee/syscalls.h>

enum { CONFIG_SIZE_MAX = 1 << 18 };

static void report(void *context, uint32_t line, const char *text)
{
    (void)context;
    complain("init: etc/init.toml:%u: %s", line, text);
}

/* Read `count` elements of `size` bytes and move *offset behind them. */
static bool read_part(const struct init *init, uint64_t *offset, void *to, uint32_t count,
                      size_t size)
{
    const uint64_t bytes = (uint64_t)count * size;
    bool good = vb_memory_read(init->boot.memory, *offset, VB_ADDRESS(to), bytes) == (int64_t)bytes;

    *offset += bytes;
    return good;
}

/* False when there is no table of this text; then the configuration is to be read again. */
static bool read_table(struct init *init, const char *text, size_t size)
{
    const struct boot_file *file = boot_find(&init->boot, "etc/init.table");
    struct config *config = &init->config;
    struct config_table head;
    uint64_t offset = file == NULL ? 0 : file->offset;

    if (file == NULL || file->size < sizeof head ||
        !read_part(init, &offset, &head, 1, sizeof head) ||
        !config_table_matches(&head, text, size) ||
        file->size != sizeof head + head.service_count * sizeof config->services[0] +
                          head.group_count * sizeof config->groups[0] ||
        !read_part(init, &offset, config->services, head.service_count,
                   sizeof config->services[0]) ||
        !read_part(init, &offset, config->groups, head.group_count, sizeof config->groups[0]))
        return false;
    config->service_count = head.service_count;
    config->group_count = head.group_count;
    config->proc = (enum config_proc)head.proc;
    return config_table_check(config);
}

/* Not part of its caller: what is not called need not be translated, and this is most of init. */
__attribute__((noinline)) static void parse(struct init *init, const char *text, size_t size)
{
    (void)config_parse(&init->config, text, size, report, init);
}

void read_config(struct init *init)
{
    const struct boot_file *file = boot_find(&init->boot, "etc/init.toml");
    char *text;

    if (file == NULL || file->size > CONFIG_SIZE_MAX) {
        report(init, 0, "expected it in the boot image, found none");
        return;
    }
    text = malloc(file->size + 1);
    if (text == NULL || vb_memory_read(init->boot.memory, file->offset, VB_ADDRESS(text),
                                       file->size) != (int64_t)file->size)
        report(init, 0, "cannot be read");
    else if (!read_table(init, text, file->size))
        parse(init, text, file->size);
    free(text);
}
