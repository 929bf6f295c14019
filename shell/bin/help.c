#include "input.h"
#include "options.h"
#include "pages.h"
#include "tool.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: help [NAME...]\n\n"
                            "List the commands, all or these, with a line each.\n\n"
                            "man NAME tells more.\n";
static const struct tool_row rows[] = {{0}};

/* The first line of a page is "# NAME: SUMMARY". */
static bool show(const char *file)
{
    struct line line = {0};
    char *path = tool_join(PAGES_FOLDER, file);
    FILE *stream = fopen(path, "r");
    bool good = stream && line_read(&line, stream, '\n');
    char *colon = good ? strstr(line.text, ": ") : NULL;
    if (colon && strncmp(line.text, "# ", 2) == 0)
        printf("%-12.*s %s\n", (int)(colon - line.text - 2), line.text + 2, colon + 2);
    if (stream)
        fclose(stream);
    line_free(&line);
    free(path);
    return good;
}

static int is_page(const struct dirent *entry)
{
    return strstr(entry->d_name, PAGES_SUFFIX) != NULL;
}

static void show_all(void)
{
    struct dirent **entries;
    int count = scandir(PAGES_FOLDER, &entries, is_page, alphasort);
    if (count < 0) {
        tool_file_error(PAGES_FOLDER);
        return;
    }
    for (int i = 0; i < count; i++) {
        show(entries[i]->d_name);
        free(entries[i]);
    }
    free(entries);
}

int main(int argc, char **argv)
{
    tool_init("help", usage);
    tool_parse(argc, argv, rows);
    if (optind == argc)
        show_all();
    for (; optind < argc; optind++) {
        char *file = tool_alloc(strlen(argv[optind]) + sizeof PAGES_SUFFIX);
        if (strchr(argv[optind], '/') || !show(strcat(strcpy(file, argv[optind]), PAGES_SUFFIX)))
            tool_error("%s: no command of that name with a page", argv[optind]);
        free(file);
    }
    return tool_finish();
}
