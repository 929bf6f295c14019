/*
 * A program of the build machine: compiles etc/init.toml to etc/init.table (config_table.h).
 *
 *   compile INIT.toml OUT
 *
 * Reports what is wrong with the file as init would, and then writes nothing.
 */
#include "config_table.h"
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX = 1 << 18 };

static struct config config;
static unsigned errors;

static void report(void *context, uint32_t line, const char *text)
{
    fprintf(stderr, "%s:%u: %s\n", (const char *)context, (unsigned)line, text);
    errors++;
}

static size_t read_text(const char *path, char *text)
{
    FILE *file = fopen(path, "rb");
    size_t size = file == NULL ? 0 : fread(text, 1, TEXT_MAX, file);

    if (file == NULL || ferror(file) || size == TEXT_MAX) {
        fprintf(stderr, "%s: expected a file of less than %d bytes\n", path, TEXT_MAX);
        exit(1);
    }
    fclose(file);
    return size;
}

static bool write_table(const char *path, const struct config_table *head)
{
    FILE *file = fopen(path, "wb");
    bool good = file != NULL && fwrite(head, sizeof *head, 1, file) == 1 &&
                fwrite(config.services, sizeof config.services[0], config.service_count, file) ==
                    config.service_count &&
                fwrite(config.groups, sizeof config.groups[0], config.group_count, file) ==
                    config.group_count;

    if (file != NULL && fclose(file) != 0)
        good = false;
    if (!good)
        fprintf(stderr, "%s: cannot be written\n", path);
    return good;
}

int main(int count, char **arguments)
{
    static char text[TEXT_MAX];
    struct config_table head;
    size_t size;

    if (count != 3) {
        fprintf(stderr, "usage: compile INIT.toml OUT\n");
        return 2;
    }
    size = read_text(arguments[1], text);
    (void)config_parse(&config, text, size, report, arguments[1]);
    head = config_table_head(&config, text, size);
    return errors == 0 && write_table(arguments[2], &head) ? 0 : 1;
}
