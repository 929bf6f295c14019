#include "walk.h"

#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct walker {
    int flags;
    walk_visit *visit;
    void *context;
};

char walk_type(const struct stat *info)
{
    return S_ISDIR(info->st_mode)    ? 'd'
           : S_ISLNK(info->st_mode)  ? 'l'
           : S_ISCHR(info->st_mode)  ? 'c'
           : S_ISBLK(info->st_mode)  ? 'b'
           : S_ISFIFO(info->st_mode) ? 'p'
           : S_ISSOCK(info->st_mode) ? 's'
                                     : 'f';
}

static int is_child(const struct dirent *entry)
{
    return strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int is_directory(const struct dirent *entry)
{
    return entry->d_type == DT_DIR && is_child(entry);
}

static int is_visible_directory(const struct dirent *entry)
{
    return entry->d_type == DT_DIR && is_visible(entry);
}

typedef int filter(const struct dirent *entry);
static filter *filter_of(int flags)
{
    if (flags & WALK_VISIBLE)
        return flags & WALK_DIRECTORIES ? is_visible_directory : is_visible;
    return flags & WALK_DIRECTORIES ? is_directory : is_child;
}

static void walk_at(const struct walker *walker, struct walk_entry entry);

static void walk_into(const struct walker *walker, const struct walk_entry *entry)
{
    struct dirent **names;
    if (entry->depth == WALK_MAX_DEPTH) {
        tool_error("%s: nested deeper than %d directories", entry->path, WALK_MAX_DEPTH);
        return;
    }
    int count = scandir(entry->path, &names, filter_of(walker->flags), alphasort);
    if (count < 0) {
        tool_file_error(entry->path);
        return;
    }
    for (int i = 0; i < count; i++) {
        char *path = tool_join(entry->path, names[i]->d_name);
        walk_at(walker, (struct walk_entry){.path = path,
                                            .name = names[i]->d_name,
                                            .depth = entry->depth + 1,
                                            .last = i == count - 1});
        free(path);
        free(names[i]);
    }
    free(names);
}

static void walk_at(const struct walker *walker, struct walk_entry entry)
{
    bool follow =
        walker->flags & WALK_FOLLOW || (entry.depth == 0 && walker->flags & WALK_FOLLOW_ROOT);
    /* A link that leads nowhere is a link. */
    if ((!follow || stat(entry.path, &entry.info) != 0) && lstat(entry.path, &entry.info) != 0) {
        tool_file_error(entry.path);
        return;
    }
    bool into = walker->visit(&entry, walker->context);
    if (!S_ISDIR(entry.info.st_mode))
        return;
    if (into)
        walk_into(walker, &entry);
    entry.after = true;
    walker->visit(&entry, walker->context);
}

void walk(const char *root, int flags, walk_visit *visit, void *context)
{
    struct walker walker = {flags, visit, context};
    walk_at(&walker, (struct walk_entry){.path = root, .name = root, .last = true});
}
