/*
 * Where a path may mean to go: the decisions of the shim's path resolution, without any system
 * call.
 *
 * wasi-libc takes "/" and "./" away from the start of a path before it comes here, so "etc/motd"
 * below the preopened "/" is "etc/motd" in the working directory or "/etc/motd": both places are
 * tried, in that order. A path given with SDK_FD_CWD or with its "/" is exact.
 */
#ifndef WASI_PATHS_H
#define WASI_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A path as text of a request: below a directory, prefix and path joined by "/". */
struct wasi_place {
    const char *prefix; /* not NUL-terminated */
    size_t prefix_size;
    const char *path;
    size_t path_size;
};

/* The text of a place into room bytes; its size, or 0 when it does not fit. Never empty: ".". */
size_t wasi_place_text(const struct wasi_place *place, char *text, size_t room);

/*
 * The places of a path below the preopened "/" with the working directory cwd (absolute): 1 or 2,
 * working directory first.
 */
unsigned wasi_root_places(const char *cwd, const char *path, size_t size,
                          struct wasi_place places[2]);

/* Whether a relative path leads out of where it starts, by its ".." alone; an absolute one does. */
bool wasi_path_escapes(const char *path, size_t size);

/*
 * An exact path (absolute, or relative to cwd) as an absolute one without ".", ".." and double
 * slashes: its size, NUL-terminated in room bytes; 0 when it does not fit.
 */
size_t wasi_normalise(const char *cwd, const char *path, size_t size, char *result, size_t room);

/* How much of an absolute normalised path a preopen's name covers; 0: none of it. "/" and "." cover
 * 1; a relative name is one below "/". */
size_t wasi_preopen_covers(const char *name, const char *path);

#endif
