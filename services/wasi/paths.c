/* Path resolution: see paths.h. */
#include "paths.h"
#include <string.h>

size_t wasi_place_text(const struct wasi_place *place, char *text, size_t room)
{
    size_t size = 0;

    if (place->prefix_size + place->path_size + 2 > room)
        return 0;
    memcpy(text, place->prefix, place->prefix_size);
    size = place->prefix_size;
    if (size > 0 && place->path_size > 0)
        text[size++] = '/';
    memcpy(text + size, place->path, place->path_size);
    size += place->path_size;
    if (size == 0)
        text[size++] = '.';
    return size;
}

unsigned wasi_root_places(const char *cwd, const char *path, size_t size,
                          struct wasi_place places[2])
{
    unsigned count = 0;
    bool absolute = size > 0 && path[0] == '/';

    while (size > 0 && path[0] == '/') {
        path++;
        size--;
    }
    if (!absolute && cwd[1] != '\0')
        places[count++] = (struct wasi_place){cwd + 1, strlen(cwd + 1), path, size};
    places[count++] = (struct wasi_place){"", 0, path, size};
    return count;
}

/* The next component of a path; its size, 0 at the end. */
static size_t component(const char **path, size_t *size)
{
    size_t length = 0;

    while (*size > 0 && **path == '/') {
        (*path)++;
        (*size)--;
    }
    while (length < *size && (*path)[length] != '/')
        length++;
    return length;
}

bool wasi_path_escapes(const char *path, size_t size)
{
    size_t length, depth = 0;

    if (size > 0 && path[0] == '/')
        return true;
    while ((length = component(&path, &size)) > 0) {
        if (length == 2 && memcmp(path, "..", 2) == 0) {
            if (depth == 0)
                return true;
            depth--;
        } else if (length != 1 || path[0] != '.') {
            depth++;
        }
        path += length;
        size -= length;
    }
    return false;
}

/* Append the components of a path to a normalised one of at bytes ("" is the root); -1: too long.
 */
static long append(const char *path, size_t size, char *result, size_t at, size_t room)
{
    size_t length;

    while ((length = component(&path, &size)) > 0) {
        if (length == 2 && memcmp(path, "..", 2) == 0) {
            while (at > 0 && result[--at] != '/')
                continue;
        } else if (length != 1 || path[0] != '.') {
            if (at + length + 2 > room)
                return -1;
            result[at++] = '/';
            memcpy(result + at, path, length);
            at += length;
        }
        path += length;
        size -= length;
    }
    return (long)at;
}

size_t wasi_normalise(const char *cwd, const char *path, size_t size, char *result, size_t room)
{
    long at = 0;

    if (room < 2)
        return 0;
    if (size == 0 || path[0] != '/')
        at = append(cwd, strlen(cwd), result, 0, room);
    if (at >= 0)
        at = append(path, size, result, (size_t)at, room);
    if (at < 0)
        return 0;
    if (at == 0)
        result[at++] = '/';
    result[at] = '\0';
    return (size_t)at;
}

size_t wasi_preopen_covers(const char *name, const char *path)
{
    size_t size;

    while (*name == '/' || (name[0] == '.' && (name[1] == '/' || name[1] == '\0')))
        name++;
    size = strlen(name);
    while (size > 0 && name[size - 1] == '/')
        size--;
    if (size == 0)
        return 1;
    path++; /* its slash: names are relative to the root, whether they say so or not */
    if (strncmp(name, path, size) != 0 || (path[size] != '/' && path[size] != '\0'))
        return 0;
    return size + 1;
}
