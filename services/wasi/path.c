/* Paths of requests: where they may lead, and requests at the place where they do. */
#include "shim.h"
#include <string.h>

static char taken[2][VB_PATH_MAX];
static char normalised[2][VB_PATH_MAX];

static bool is_root(const struct descriptor *preopen)
{
    return preopen->name[0] == '/' && preopen->name[1] == '\0';
}

/* The preopen whose name is the longest beginning of an absolute path. */
static const struct descriptor *covering(const char *path, size_t *covered)
{
    const struct shim *s = shim();
    const struct descriptor *best = NULL;
    size_t size;
    uint32_t i;

    *covered = 0;
    for (i = 0; i < s->preopen_end; i++) {
        if (s->descriptors[i].handle == 0 || s->descriptors[i].name == NULL)
            continue;
        size = wasi_preopen_covers(s->descriptors[i].name, path);
        if (size > *covered) {
            *covered = size;
            best = &s->descriptors[i];
        }
    }
    return best;
}

/* The preopen "/", when it is the only one: most programs have no other. */
static const struct descriptor *root_alone(void)
{
    const struct shim *s = shim();
    const struct descriptor *root = NULL;
    uint32_t i;

    for (i = 0; i < s->preopen_end; i++) {
        if (s->descriptors[i].handle == 0 || s->descriptors[i].name == NULL)
            continue;
        if (root != NULL || !is_root(&s->descriptors[i]))
            return NULL;
        root = &s->descriptors[i];
    }
    return root;
}

const char *path_absolute(unsigned which)
{
    const char *text = taken[which];

    return wasi_normalise(shim()->cwd, text, strlen(text), normalised[which], VB_PATH_MAX) == 0
               ? NULL
               : normalised[which];
}

/* Not normalised: the server knows what ".." after a symbolic link means. */
static int32_t place_below_root(unsigned which, size_t size, struct path *path)
{
    const char *text = taken[which];

    path->count = 1;
    (void)wasi_root_places(text[0] == '/' ? "/" : shim()->cwd, text, size, path->places);
    return WASI_OK;
}

/* A path as it was written: absolute, or relative to the working directory. */
static int32_t place_exactly(unsigned which, size_t size, struct path *path)
{
    const struct descriptor *d = root_alone();
    const char *rest = NULL;
    size_t covered = 0;

    if (d == NULL) {
        rest = path_absolute(which);
        if (rest == NULL)
            return WASI_ENAMETOOLONG;
        d = covering(rest, &covered);
    }
    if (d == NULL)
        return WASI_ENOENT;
    path->directory = d->handle;
    if (is_root(d))
        return place_below_root(which, size, path);
    while (rest[covered] == '/')
        covered++;
    path->count = 1;
    path->places[0] = (struct wasi_place){"", 0, rest + covered, strlen(rest + covered)};
    return WASI_OK;
}

int32_t path_take(int32_t fd, guest address, uint32_t size, unsigned which, struct path *path)
{
    struct descriptor *d = descriptor(fd);
    char *text = taken[which];
    int32_t error;

    if (d == NULL && fd != FD_CWD)
        return WASI_EBADF;
    if (size >= VB_PATH_MAX)
        return WASI_ENAMETOOLONG;
    error = guest_read(text, address, size);
    if (error != WASI_OK)
        return error;
    if (size == 0)
        return WASI_ENOENT;
    if (memchr(text, '\0', size) != NULL)
        return WASI_EINVAL;
    text[size] = '\0';
    if (fd == FD_CWD)
        return place_exactly(which, size, path);
    path->directory = d->handle;
    if (d->name != NULL && is_root(d)) {
        path->count = wasi_root_places(shim()->cwd, text, size, path->places);
        return WASI_OK;
    }
    if (wasi_path_escapes(text, size))
        return WASI_EPERM;
    path->count = 1;
    path->places[0] = (struct wasi_place){"", 0, text, size};
    return WASI_OK;
}

/* Whether a failure at one place says that the path may be at the next. */
static bool elsewhere(int64_t status)
{
    return status == VB_ERR_NOT_FOUND || status == VB_ERR_NOT_DIRECTORY;
}

/* The server looks at both places in one request, when it is one that changes nothing. */
static bool both_places(const struct path *path, struct exchange *x)
{
    size_t first, second;

    if (path->count != 2 || (x->operation != VB_FILE_OPEN && x->operation != VB_FILE_STAT) ||
        (x->request.flags & VB_OPEN_CREATE) != 0)
        return false;
    first = wasi_place_text(&path->places[0], exchange_text, TEXT_MAX);
    if (first == 0 || first >= VB_PATH_MAX)
        return false; /* then the second place has its chance */
    exchange_text[first] = '\0';
    second = wasi_place_text(&path->places[1], exchange_text + first + 1, TEXT_MAX - first - 1);
    x->text_size = first + 1 + second;
    return second != 0;
}

int64_t path_exchange(const struct path *path, struct exchange *x)
{
    int64_t status = VB_ERR_NOT_FOUND;
    unsigned i;

    if (both_places(path, x))
        return exchange(path->directory, x);
    for (i = 0; i < path->count && elsewhere(status); i++) {
        x->text_size = wasi_place_text(&path->places[i], exchange_text, TEXT_MAX);
        status = x->text_size == 0 ? VB_ERR_NAME_TOO_LONG : exchange(path->directory, x);
    }
    return status;
}

static bool exists(const struct path *path, const struct wasi_place *place)
{
    struct path one = {.directory = path->directory, .count = 1, .places = {*place}};
    struct vb_file_stat stat;
    struct exchange x = {.operation = VB_FILE_STAT,
                         .request = {.flags = VB_OPEN_NO_FOLLOW},
                         .answer = &stat,
                         .room = sizeof stat};

    return path_exchange(&one, &x) >= 0;
}

/* Whether the directory that a new file would be in is there. */
static bool has_parent(const struct path *path, const struct wasi_place *place)
{
    struct wasi_place parent = *place;

    while (parent.path_size > 0 && parent.path[parent.path_size - 1] == '/')
        parent.path_size--;
    while (parent.path_size > 0 && parent.path[parent.path_size - 1] != '/')
        parent.path_size--;
    return exists(path, &parent);
}

static unsigned choose(const struct path *path, bool new_file)
{
    unsigned i;

    for (i = 0; i < path->count; i++)
        if (exists(path, &path->places[i]))
            return i;
    for (i = 0; new_file && i < path->count; i++)
        if (has_parent(path, &path->places[i]))
            return i;
    return path->count - 1;
}

void path_settle(struct path *path, bool new_file)
{
    if (path->count > 1)
        path->places[0] = path->places[choose(path, new_file)];
    path->count = 1;
}
