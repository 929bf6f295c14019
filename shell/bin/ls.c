#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: ls [-1aAdhlRrStF] [FILE...]\n\n"
    "List files and what is in directories.\n\n"
    "  -a  hidden ones too (-A: without . and ..)   -d  directories themselves\n"
    "  -l  type, links, size, time                  -h  sizes as 1.5K, 2.0M\n"
    "  -1  one a line                               -F  mark directories and links\n"
    "  -R  directories below too                    -r  backwards\n"
    "  -S  by size                                  -t  by time\n";

static struct {
    bool all, almost_all, directory, long_form, human, single, classify, recursive, reverse;
    bool by_size, by_time, colour;
    int columns;
} options;

struct entry {
    char *name, *target;
    struct stat info;
};

struct list {
    struct entry *items;
    size_t count, capacity;
};

static void add(struct list *list, const char *name, const char *path, const struct stat *info)
{
    char target[1024];
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 64;
        list->items = tool_resize(list->items, list->capacity * sizeof *list->items);
    }
    struct entry *entry = &list->items[list->count++];
    *entry = (struct entry){.info = *info};
    entry->name = strcpy(tool_alloc(strlen(name) + 1), name);
    if (options.long_form && S_ISLNK(info->st_mode)) {
        ssize_t length = readlink(path, target, sizeof target - 1);
        target[length > 0 ? length : 0] = '\0';
        entry->target = strcpy(tool_alloc(strlen(target) + 1), target);
    }
}

static void free_list(struct list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        free(list->items[i].name);
        free(list->items[i].target);
    }
    free(list->items);
}

static int compare(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    int order = 0;
    if (options.by_size)
        order = (a->info.st_size < b->info.st_size) - (a->info.st_size > b->info.st_size);
    if (options.by_time)
        order = (a->info.st_mtime < b->info.st_mtime) - (a->info.st_mtime > b->info.st_mtime);
    if (order == 0)
        order = strcmp(a->name, b->name);
    return options.reverse ? -order : order;
}

static const char *colour_of(const struct stat *info)
{
    if (S_ISDIR(info->st_mode))
        return "\033[1;34m";
    if (S_ISLNK(info->st_mode))
        return "\033[1;36m";
    if (S_ISCHR(info->st_mode))
        return "\033[1;33m";
    return "";
}

static const char *mark_of(const struct stat *info)
{
    if (!options.classify)
        return "";
    return S_ISDIR(info->st_mode) ? "/" : S_ISLNK(info->st_mode) ? "@" : "";
}

/* Columns the name takes: characters, as file names rarely hold wide ones. */
static int name_width(const struct entry *entry)
{
    int width = (int)strlen(mark_of(&entry->info));
    for (const char *c = entry->name; *c; c++)
        width += (*c & 0xc0) != 0x80;
    return width;
}

static void show_name(const struct entry *entry)
{
    const char *colour = options.colour ? colour_of(&entry->info) : "";
    printf("%s%s%s%s", colour, entry->name, *colour ? "\033[0m" : "", mark_of(&entry->info));
}

static void format_size(char *out, size_t size, long long bytes)
{
    double value = (double)bytes;
    const char *unit = "KMGTP";
    if (!options.human || bytes < 1024) {
        snprintf(out, size, "%lld", bytes);
        return;
    }
    for (value /= 1024; value >= 1024 && unit[1]; unit++)
        value /= 1024;
    snprintf(out, size, value < 10 ? "%.1f%c" : "%.0f%c", value, *unit);
}

static void show_long(const struct list *list)
{
    int width = 1;
    char size[32], when[32];
    for (size_t i = 0; i < list->count; i++) {
        format_size(size, sizeof size, (long long)list->items[i].info.st_size);
        width = (int)strlen(size) > width ? (int)strlen(size) : width;
    }
    for (size_t i = 0; i < list->count; i++) {
        const struct entry *entry = &list->items[i];
        const struct stat *info = &entry->info;
        char type = S_ISDIR(info->st_mode)   ? 'd'
                    : S_ISLNK(info->st_mode) ? 'l'
                    : S_ISCHR(info->st_mode) ? 'c'
                    : S_ISBLK(info->st_mode) ? 'b'
                    : S_ISREG(info->st_mode) ? '-'
                                             : '?';
        format_size(size, sizeof size, (long long)info->st_size);
        strftime(when, sizeof when, "%Y-%m-%d %H:%M", gmtime(&info->st_mtime));
        printf("%c %2lu %*s %s ", type, (unsigned long)info->st_nlink, width, size, when);
        show_name(entry);
        if (entry->target)
            printf(" -> %s", entry->target);
        putchar('\n');
    }
}

static void show_columns(const struct list *list)
{
    int width = 1;
    for (size_t i = 0; i < list->count; i++)
        width = name_width(&list->items[i]) + 2 > width ? name_width(&list->items[i]) + 2 : width;
    size_t columns = (size_t)(options.columns / width > 0 ? options.columns / width : 1);
    size_t rows = (list->count + columns - 1) / columns;
    for (size_t row = 0; row < rows; row++) {
        for (size_t i = row; i < list->count; i += rows) {
            show_name(&list->items[i]);
            if (i + rows < list->count)
                printf("%*s", width - name_width(&list->items[i]), "");
        }
        putchar('\n');
    }
}

static void show(struct list *list)
{
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, compare);
    if (options.long_form) {
        show_long(list);
    } else if (options.columns && !options.single) {
        show_columns(list);
    } else {
        for (size_t i = 0; i < list->count; i++) {
            show_name(&list->items[i]);
            putchar('\n');
        }
    }
}

static bool hidden(const char *name)
{
    if (name[0] != '.' || options.all)
        return false;
    return !options.almost_all || !strcmp(name, ".") || !strcmp(name, "..");
}

static void list_directory(const char *path, bool title, bool *first)
{
    struct list list = {0};
    struct stat info;
    DIR *stream = opendir(path);
    if (!stream) {
        tool_file_error(path);
        return;
    }
    for (struct dirent *entry; (errno = 0, entry = readdir(stream)) != NULL;) {
        if (hidden(entry->d_name))
            continue;
        char *child = tool_join(path, entry->d_name);
        if (lstat(child, &info) == 0)
            add(&list, entry->d_name, child, &info);
        else
            tool_file_error(child);
        free(child);
    }
    if (errno)
        tool_file_error(path);
    closedir(stream);
    if (title)
        printf("%s%s:\n", *first ? "" : "\n", path);
    *first = false;
    show(&list);
    for (size_t i = 0; options.recursive && i < list.count; i++) {
        const struct entry *entry = &list.items[i];
        if (!S_ISDIR(entry->info.st_mode) || !strcmp(entry->name, ".") ||
            !strcmp(entry->name, ".."))
            continue;
        char *child = tool_join(path, entry->name);
        list_directory(child, true, first);
        free(child);
    }
    free_list(&list);
}

static void parse_options(int argc, char **argv)
{
    for (int o; (o = getopt_long(argc, argv, "1aAdhlRrStFC", tool_help_only, NULL)) != -1;) {
        bool *flag = o == 'a'   ? &options.all
                     : o == 'A' ? &options.almost_all
                     : o == 'd' ? &options.directory
                     : o == 'h' ? &options.human
                     : o == 'l' ? &options.long_form
                     : o == '1' ? &options.single
                     : o == 'F' ? &options.classify
                     : o == 'R' ? &options.recursive
                     : o == 'r' ? &options.reverse
                     : o == 'S' ? &options.by_size
                     : o == 't' ? &options.by_time
                                : NULL;
        if (flag)
            *flag = true;
        else if (o == 'C')
            options.columns = 80;
        else
            tool_option(o);
    }
    if (isatty(1)) {
        const char *columns = getenv("COLUMNS");
        options.columns = columns && atoi(columns) > 0 ? atoi(columns) : 80;
        options.colour = true;
    }
}

int main(int argc, char **argv)
{
    static char here[] = ".";
    char *default_files[] = {here, NULL};
    struct list files = {0};
    bool first = true;
    tool_init("ls", usage);
    parse_options(argc, argv);
    char **names = optind < argc ? argv + optind : default_files;
    int directories = 0;
    struct stat info;
    for (char **name = names; *name; name++) {
        if ((options.long_form || options.directory ? lstat : stat)(*name, &info) != 0 &&
            lstat(*name, &info) != 0)
            tool_file_error(*name);
        else if (options.directory || !S_ISDIR(info.st_mode))
            add(&files, *name, *name, &info);
        else
            directories++;
    }
    if (files.count) {
        show(&files);
        first = false;
    }
    bool titles = options.recursive || directories > 1 || files.count > 0 || tool_status();
    for (char **name = names; directories && *name; name++)
        if (stat(*name, &info) == 0 && S_ISDIR(info.st_mode))
            list_directory(*name, titles, &first);
    free_list(&files);
    return tool_finish();
}
