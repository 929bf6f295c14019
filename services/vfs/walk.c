/* See walk.h. */
#include "walk.h"
#include <string.h>

/* The directories that the walk is in, outermost first; one walk at a time. */
static struct level {
    struct node node;
    uint32_t type;
    size_t trail; /* length of walk->trail here */
    size_t path;  /* length of walk->path here, when remote */
} levels[WALK_DEPTH_MAX];
static uint32_t depth;

static bool is_remote(const struct walk *walk, struct node node)
{
    return node.mount >= walk->ops->first_remote;
}

static int append(char *text, size_t *size, const char *name, size_t name_size)
{
    size_t slash = *size > 0;

    if (*size + slash + name_size >= WALK_TEXT)
        return VB_ERR_NAME_TOO_LONG;
    if (slash)
        text[*size] = '/';
    memcpy(text + *size + slash, name, name_size);
    *size += slash + name_size;
    text[*size] = 0;
    return VB_OK;
}

static void begin(struct walk *walk)
{
    depth = 1;
    levels[0] = (struct level){.node = walk->start, .type = VB_TYPE_DIRECTORY};
    walk->trail[0] = walk->path[0] = 0;
    walk->trail_remote = 0;
    if (is_remote(walk, walk->start) && walk->start_remote != NULL &&
        strlen(walk->start_remote) < sizeof walk->path) {
        strcpy(walk->path, walk->start_remote);
        levels[0].path = strlen(walk->path);
    }
    walk->name[0] = 0;
    walk->parent = walk->start;
    walk->directory_wanted = false;
}

static int push(struct walk *walk, struct node node, uint32_t type, const char *name, size_t size)
{
    struct level next = {.node = node, .type = type};
    const struct level *here = &levels[depth - 1];
    int status;

    if (depth == WALK_DEPTH_MAX)
        return VB_ERR_NAME_TOO_LONG;
    next.trail = here->trail;
    status = append(walk->trail, &next.trail, name, size);
    if (status == VB_OK && is_remote(walk, node)) {
        if (is_remote(walk, here->node)) {
            next.path = here->path;
            status = append(walk->path, &next.path, name, size);
        } else {
            walk->path[0] = 0;
            walk->trail_remote = next.trail;
        }
    }
    if (status == VB_OK)
        levels[depth++] = next;
    return status;
}

static int pop(struct walk *walk)
{
    if (depth == 1)
        return walk->start_is_root ? VB_OK : VB_ERR_ACCESS;
    depth--;
    walk->trail[levels[depth - 1].trail] = 0;
    walk->path[levels[depth - 1].path] = 0;
    return VB_OK;
}

/* Put a link's target before what is left. */
static int expand(struct walk *walk, const char *target, size_t size)
{
    const char *left = walk->rest + walk->at;
    size_t rest = strlen(left), slash = rest > 0;

    if (++walk->links > WALK_LINKS_MAX)
        return VB_ERR_LOOP;
    if (size == 0)
        return VB_ERR_NOT_FOUND;
    if (size + slash + rest >= sizeof walk->rest)
        return VB_ERR_NAME_TOO_LONG;
    memmove(walk->rest + size + slash, left, rest + 1);
    if (slash)
        walk->rest[size] = '/';
    memcpy(walk->rest, target, size);
    walk->at = strspn(walk->rest, "/");
    if (target[0] != '/')
        return VB_OK;
    if (!walk->start_is_root)
        return VB_ERR_ACCESS;
    while (depth > 1)
        (void)pop(walk);
    return VB_OK;
}

static int follow(struct walk *walk, struct node link)
{
    static char target[WALK_TEXT];
    int64_t size = walk->ops->readlink(walk->context, link, target, sizeof target);

    return size < 0 ? (int)size : expand(walk, target, (size_t)size);
}

/* The next component, and on to the one after it; *last when nothing but slashes follows. It lies
 * in walk->rest. */
static const char *next_component(struct walk *walk, size_t *size, bool *last)
{
    const char *start = walk->rest + walk->at, *end = start, *after;

    while (*end != '/' && *end != 0)
        end++;
    *size = (size_t)(end - start);
    for (after = end; *after == '/'; after++)
        continue;
    *last = *after == 0;
    walk->directory_wanted = *last && *end == '/';
    walk->at = (size_t)(after - walk->rest);
    return start;
}

/* An ordinary component. */
static int step(struct walk *walk, const char *name, size_t size, bool last)
{
    const struct level *here = &levels[depth - 1];
    struct node child = here->node;
    int64_t type = VB_TYPE_UNKNOWN;

    if (!is_remote(walk, here->node)) {
        if (here->type != VB_TYPE_DIRECTORY)
            return VB_ERR_NOT_DIRECTORY;
        type = walk->ops->lookup(walk->context, here->node, name, size, &child);
        if (type == VB_ERR_NOT_FOUND && last) {
            type = VB_TYPE_UNKNOWN;
            child = (struct node){.mount = here->node.mount};
        }
        if (type < 0)
            return (int)type;
    }
    if (type == VB_TYPE_SYMLINK &&
        (!last || (walk->flags & WALK_FOLLOW) || walk->directory_wanted)) {
        /* The slash that followed belongs to what the link leads to. */
        if (walk->directory_wanted && last) {
            strcpy(walk->rest, ".");
            walk->at = 0;
        }
        return follow(walk, child);
    }
    if (last) {
        walk->parent = here->node;
        memcpy(walk->name, name, size);
        walk->name[size] = 0;
    }
    return push(walk, child, (uint32_t)type, name, size);
}

/* "." and "..". */
static int step_dots(struct walk *walk, size_t size)
{
    const struct level *here = &levels[depth - 1];
    int status;

    if (here->type != VB_TYPE_DIRECTORY && !is_remote(walk, here->node))
        return VB_ERR_NOT_DIRECTORY;
    status = size == 2 ? pop(walk) : VB_OK;
    walk->name[0] = 0;
    walk->parent = levels[depth - 1].node;
    walk->directory_wanted = true;
    return status;
}

static int run(struct walk *walk)
{
    const char *name;
    bool last;
    size_t size;
    int status = VB_OK;

    walk->at = strspn(walk->rest, "/");
    while (status == VB_OK && walk->rest[walk->at] != 0) {
        name = next_component(walk, &size, &last);
        if (size > VB_NAME_MAX)
            return VB_ERR_NAME_TOO_LONG;
        if (name[0] == '.' && (size == 1 || (size == 2 && name[1] == '.')))
            status = step_dots(walk, size);
        else
            status = step(walk, name, size, last);
    }
    return status;
}

static int finish(struct walk *walk, int status)
{
    const struct level *here = &levels[depth - 1];

    if (status < 0)
        return status;
    walk->node = here->node;
    walk->type = here->type;
    walk->remote = is_remote(walk, here->node);
    if (walk->remote && walk->path[0] == 0)
        strcpy(walk->path, ".");
    if (!walk->remote && walk->directory_wanted && walk->type != VB_TYPE_DIRECTORY &&
        walk->type != VB_TYPE_UNKNOWN)
        return VB_ERR_NOT_DIRECTORY;
    return VB_OK;
}

/* ---- the common case: names of local directories, no link, no dots
 * -------------------------------
 */

/* The name at *path, which then is at the next one; its size. *last when nothing follows. */
static size_t plain_component(const char **path, const char *end, bool *last)
{
    const char *at = *path;
    size_t size;

    while (at < end && *at != '/')
        at++;
    size = (size_t)(at - *path);
    *last = at == end;
    while (at < end && *at == '/')
        at++;
    *path = at;
    return size;
}

static int plain_found(struct walk *walk, struct node node, int64_t type, const char *path,
                       size_t size)
{
    memcpy(walk->trail, path, size);
    walk->trail[size] = 0;
    walk->node = node;
    walk->type = (uint32_t)type;
    walk->remote = walk->directory_wanted = false;
    walk->path[0] = 0;
    return VB_OK;
}

enum { NOT_PLAIN = 1 };

/* Walk without remembering the way. NOT_PLAIN: the path wants more than that. */
static int walk_plain(struct walk *walk, const char *path, size_t size)
{
    const char *name = path, *end = path + size;
    struct node here = walk->start;
    int64_t type = VB_TYPE_DIRECTORY;
    bool last = false;

    if (size == 0 || path[0] == '/' || is_remote(walk, here))
        return NOT_PLAIN;
    while (!last) {
        const char *next = name;
        size_t length = plain_component(&next, end, &last);
        struct node child = here;

        if (name[0] == '.' || length > VB_NAME_MAX || (next == end && !last) ||
            type != VB_TYPE_DIRECTORY)
            return NOT_PLAIN;
        type = walk->ops->lookup(walk->context, here, name, length, &child);
        if (type == VB_ERR_NOT_FOUND && last) {
            child = (struct node){.mount = here.mount};
            type = VB_TYPE_UNKNOWN;
        }
        if (type < 0)
            return (int)type;
        if (type == VB_TYPE_SYMLINK || is_remote(walk, child))
            return NOT_PLAIN;
        if (last) {
            walk->parent = here;
            memcpy(walk->name, name, length);
            walk->name[length] = 0;
        }
        here = child;
        name = next;
    }
    return plain_found(walk, here, type, path, size);
}

int walk_path(struct walk *walk, const char *path, size_t size)
{
    int status;

    if (size >= sizeof walk->rest)
        return VB_ERR_NAME_TOO_LONG;
    status = walk_plain(walk, path, size);
    if (status != NOT_PLAIN)
        return status;
    memcpy(walk->rest, path, size);
    walk->rest[size] = 0;
    walk->links = 0;
    begin(walk);
    return finish(walk, run(walk));
}

int walk_relink(struct walk *walk, uint32_t index, const char *target, size_t size)
{
    static char trail[WALK_TEXT];
    const char *from = walk->path;
    char *at;
    size_t before;
    uint32_t i;

    /* The trail and the path end alike: find the component from the path's end in the trail. */
    for (i = 0; i < index; i++)
        from = strchr(from, '/') == NULL ? from : strchr(from, '/') + 1;
    before = strlen(from);
    if (before > strlen(walk->trail))
        return VB_ERR_ACCESS;
    strcpy(trail, walk->trail);
    at = trail + strlen(trail) - before;
    strcpy(walk->rest, at + strcspn(at, "/"));
    if (walk->directory_wanted && strlen(walk->rest) + 2 < sizeof walk->rest)
        strcat(walk->rest, "/");
    *at = 0;
    i = walk->links;
    before = strlen(walk->rest);
    if (++i > WALK_LINKS_MAX)
        return VB_ERR_LOOP;
    if (target[0] == '/' && !walk->start_is_root)
        return VB_ERR_ACCESS;
    if (strlen(trail) + size + before >= sizeof walk->rest)
        return VB_ERR_NAME_TOO_LONG;
    /* rest = trail (or nothing when the target is absolute) + target + rest */
    if (target[0] == '/')
        trail[0] = 0;
    memmove(walk->rest + strlen(trail) + size, walk->rest, before + 1);
    memcpy(walk->rest, trail, strlen(trail));
    memcpy(walk->rest + strlen(trail), target, size);
    begin(walk);
    walk->links = i;
    return finish(walk, run(walk));
}
