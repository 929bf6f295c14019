/* Requests to vfs: decoded, and their paths walked over a tree of links and remote folders. */
#include "../../services/vfs/request.h"
#include "../../services/vfs/walk.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Names say what they are: d a directory, l and m links, r a remote folder, others files. */
static int64_t lookup(void *context, struct node directory, const char *name, size_t size,
                      struct node *child)
{
    (void)context;
    *child = (struct node){directory.mount, (uint8_t)name[0]};
    if (size > 3)
        return VB_ERR_NOT_FOUND;
    if (name[0] == 'r')
        *child = (struct node){9, 0};
    return name[0] == 'd' || name[0] == 'r'   ? VB_TYPE_DIRECTORY
           : name[0] == 'l' || name[0] == 'm' ? VB_TYPE_SYMLINK
                                              : VB_TYPE_REGULAR;
}

static int64_t read_link(void *context, struct node link, char *target, size_t room)
{
    static const char *const targets[] = {"d/../d/r/x", "/d/l"};
    const char *text = targets[link.id == 'm'];

    (void)context;
    (void)room;
    memcpy(target, text, strlen(text));
    return (int64_t)strlen(text);
}

static void walk_it(const char *path, size_t size, bool root)
{
    static const struct walk_ops ops = {lookup, read_link, 9};
    static struct walk walk;

    walk.ops = &ops;
    walk.start = (struct node){0, 'd'};
    walk.start_is_root = root;
    walk.start_remote = "";
    walk.flags = size & 1;
    if (walk_path(&walk, path, size) == VB_OK && walk.remote) {
        if (strstr(walk.path, "..") == walk.path && walk.path[2] == '/')
            abort(); /* out of the folder */
        (void)walk_relink(&walk, (uint32_t)(size % 5), path, size < 40 ? size : 40);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct request request;

    if (size < 2 || size > VB_MESSAGE_MAX ||
        request_decode(data[0] % 56, data + 2, size - 2, data[1] & 3, data[1] >> 6, &request) < 0)
        return 0;
    if (request.path != NULL)
        walk_it(request.path, request.path_size, data[1] & 4);
    if (request.second != NULL)
        walk_it(request.second, request.second_size, data[1] & 8);
    return 0;
}
