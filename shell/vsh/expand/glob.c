/* Pathname expansion (XCU 2.6.6, 2.13.3). */
#include "internal.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Whether a part of a pattern means anything but itself. */
static bool is_pattern(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\\')
            i++;
        else if (strchr("*?[", text[i]))
            return true;
    }
    return false;
}

static bool exists(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

static void walk(struct strbuf *path, const char *pattern, struct arguments *out);

/* Every entry of the directory `path` that the pattern's part names. */
static void walk_directory(struct strbuf *path, const char *part, const char *rest,
                           struct arguments *out)
{
    const size_t length = path->length;
    DIR *directory = opendir(length ? path->data : ".");
    for (struct dirent *entry; directory && (entry = readdir(directory)) != NULL;) {
        const char *name = entry->d_name;
        if ((name[0] == '.' && part[0] != '.') || !pattern_match(part, name, strlen(name)))
            continue;
        strbuf_adds(path, name);
        walk(path, rest, out);
        strbuf_remove(path, length, path->length - length);
    }
    if (directory)
        closedir(directory);
}

/* Add the files below path, which is empty or ends with a slash unless the pattern begins with one.
 */
static void walk(struct strbuf *path, const char *pattern, struct arguments *out)
{
    const size_t before = path->length;
    while (*pattern == '/')
        strbuf_addc(path, *pattern++);
    size_t length = strcspn(pattern, "/");
    if (length == 0) {
        if (exists(path->data))
            arguments_add(out, checked_copy(path->data, path->length));
    } else {
        char *part = checked_copy(pattern, length);
        if (is_pattern(part, length)) {
            walk_directory(path, part, pattern + length, out);
        } else {
            char *name = unescape(part);
            strbuf_adds(path, name);
            free(name);
            walk(path, pattern + length, out);
        }
        free(part);
    }
    strbuf_remove(path, before, path->length - before);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

bool glob_add(const char *pattern, struct arguments *out)
{
    struct strbuf path = {0};
    const size_t before = out->count;
    if (!is_pattern(pattern, strlen(pattern)))
        return false;
    strbuf_clear(&path);
    walk(&path, pattern, out);
    strbuf_free(&path);
    if (out->count > before)
        qsort(out->items + before, out->count - before, sizeof *out->items, by_text);
    return out->count > before;
}
