/* Path resolution over a small tree: links, "..", mounts, remote folders. */
#include "../walk.h"
#include <check.h>

/*
 * /            1
 * /a           2      /a/b   3 (directory)   /a/b/file 4
 * /abs   -> /a/b      /a/up -> ../a          /loop -> loop    /dangling -> nowhere
 * /mnt   mount 5, remote                     /mnt2: remote root of mount 6
 */
static const struct entry {
    uint64_t directory;
    const char *name;
    uint32_t mount;
    uint64_t id;
    uint32_t type;
    const char *target;
} entries[] = {
    {1, "a", 0, 2, VB_TYPE_DIRECTORY, NULL},        {2, "b", 0, 3, VB_TYPE_DIRECTORY, NULL},
    {3, "file", 0, 4, VB_TYPE_REGULAR, NULL},       {1, "abs", 0, 10, VB_TYPE_SYMLINK, "/a/b"},
    {2, "up", 0, 11, VB_TYPE_SYMLINK, "../a"},      {1, "loop", 0, 12, VB_TYPE_SYMLINK, "loop"},
    {1, "dangling", 0, 13, VB_TYPE_SYMLINK, "no"},  {1, "mnt", 5, 0, VB_TYPE_DIRECTORY, NULL},
    {2, "out", 0, 14, VB_TYPE_SYMLINK, "../mnt/x"},
};
enum { ENTRIES = sizeof entries / sizeof entries[0] };

static int64_t lookup(void *context, struct node directory, const char *name, size_t size,
                      struct node *child)
{
    (void)context;
    for (int i = 0; i < ENTRIES; i++)
        if (entries[i].directory == directory.id && strlen(entries[i].name) == size &&
            memcmp(entries[i].name, name, size) == 0) {
            *child = (struct node){entries[i].mount, entries[i].id};
            return entries[i].type;
        }
    return VB_ERR_NOT_FOUND;
}

static int64_t read_link(void *context, struct node link, char *target, size_t room)
{
    (void)context;
    for (int i = 0; i < ENTRIES; i++)
        if (entries[i].id == link.id && entries[i].target != NULL &&
            strlen(entries[i].target) < room) {
            memcpy(target, entries[i].target, strlen(entries[i].target));
            return (int64_t)strlen(entries[i].target);
        }
    return VB_ERR_INVALID;
}

static const struct walk_ops ops = {lookup, read_link, 5};
static struct walk walk;

static int run(uint64_t start, const char *path, uint32_t flags)
{
    walk.ops = &ops;
    walk.start = (struct node){0, start};
    walk.start_is_root = start == 1;
    walk.start_remote = "";
    walk.flags = flags;
    return walk_path(&walk, path, strlen(path));
}

static void check_found(const char *path, uint32_t flags, uint64_t id)
{
    CHECK_EQ(run(1, path, flags), VB_OK);
    CHECK_EQ(walk.node.id, id);
}

static void finds_what_is_there(void)
{
    check_found("/", 0, 1);
    check_found("", 0, 1);
    check_found("a/b/file", 0, 4);
    check_found("//a/./b//file", 0, 4);
    check_found("/a/b/../b/file", 0, 4);
    check_found("/../../a", 0, 2);
    CHECK_TEXT(walk.name, "a");
    CHECK_EQ(walk.parent.id, 1);
    check_found("/a/..", 0, 1);
    CHECK_TEXT(walk.name, "");
}

static void follows_links(void)
{
    check_found("/abs/file", 0, 4);
    check_found("/abs", WALK_FOLLOW, 3);
    check_found("/abs", 0, 10);
    check_found("/abs/", 0, 3);
    check_found("/a/up/b", 0, 3);
    CHECK_EQ(run(1, "/loop", WALK_FOLLOW), VB_ERR_LOOP);
    CHECK_EQ(run(1, "/loop", 0), VB_OK);
    CHECK_EQ(run(1, "/dangling", WALK_FOLLOW), VB_OK);
    CHECK_EQ(walk.type, VB_TYPE_UNKNOWN);
    CHECK_TEXT(walk.name, "no");
}

static void reports_what_is_missing(void)
{
    CHECK_EQ(run(1, "/a/new", 0), VB_OK);
    CHECK_EQ(walk.type, VB_TYPE_UNKNOWN);
    CHECK_EQ(walk.parent.id, 2);
    CHECK_TEXT(walk.name, "new");
    CHECK_EQ(run(1, "/a/new/x", 0), VB_ERR_NOT_FOUND);
    CHECK_EQ(run(1, "/a/b/file/x", 0), VB_ERR_NOT_DIRECTORY);
    CHECK_EQ(run(1, "/a/b/file/..", 0), VB_ERR_NOT_DIRECTORY);
    CHECK_EQ(run(1, "/a/b/file/", 0), VB_ERR_NOT_DIRECTORY);
}

static void stays_beneath_its_start(void)
{
    CHECK_EQ(run(2, "b/file", 0), VB_OK);
    CHECK_EQ(run(2, "b/..", 0), VB_OK);
    CHECK_EQ(run(2, "..", 0), VB_ERR_ACCESS);
    CHECK_EQ(run(2, "b/../..", 0), VB_ERR_ACCESS);
    CHECK_EQ(run(2, "up", WALK_FOLLOW), VB_ERR_ACCESS);
    CHECK_EQ(run(2, "/b/file", 0), VB_OK); /* a leading slash is the start */
}

static void collects_remote_paths(void)
{
    CHECK_EQ(run(1, "/mnt", 0), VB_OK);
    CHECK(walk.remote);
    CHECK_TEXT(walk.path, ".");
    CHECK_EQ(run(1, "/mnt/x//y/./z", 0), VB_OK);
    CHECK_TEXT(walk.path, "x/y/z");
    CHECK_EQ(run(1, "/mnt/x/../y", 0), VB_OK);
    CHECK_TEXT(walk.path, "y");
    CHECK_EQ(run(1, "/mnt/x/../../a", 0), VB_OK);
    CHECK(!walk.remote);
    CHECK_EQ(walk.node.id, 2);
    CHECK_EQ(run(1, "/a/out/y", 0), VB_OK);
    CHECK_TEXT(walk.path, "x/y");
}

static void walks_again_after_a_remote_link(void)
{
    CHECK_EQ(run(1, "/mnt/x/y/z", 0), VB_OK);
    CHECK_EQ(walk_relink(&walk, 1, "w", 1), VB_OK);
    CHECK_TEXT(walk.path, "x/w/z");
    CHECK_EQ(walk_relink(&walk, 0, "../mnt/q", 8), VB_OK);
    CHECK_TEXT(walk.path, "q/w/z");
    CHECK_EQ(walk_relink(&walk, 0, "/a/b", 4), VB_ERR_NOT_FOUND);
    CHECK_EQ(run(1, "/mnt/l/file", 0), VB_OK);
    CHECK_EQ(walk_relink(&walk, 0, "/a/b", 4), VB_OK);
    CHECK(!walk.remote);
    CHECK_EQ(walk.node.id, 4);
    CHECK_EQ(run(1, "/mnt/l", 0), VB_OK);
    for (int i = 0; i < WALK_LINKS_MAX; i++)
        CHECK_EQ(walk_relink(&walk, 0, "l", 1), VB_OK);
    CHECK_EQ(walk_relink(&walk, 0, "l", 1), VB_ERR_LOOP);
}

static void remote_starts_are_floors(void)
{
    CHECK_EQ(run(1, "/", 0), VB_OK);
    walk.start = (struct node){5, 7};
    walk.start_is_root = false;
    walk.start_remote = "base/dir";
    CHECK_EQ(walk_path(&walk, "f", 1), VB_OK);
    CHECK_TEXT(walk.path, "base/dir/f");
    CHECK_EQ(walk_path(&walk, "x/../..", 7), VB_ERR_ACCESS);
    CHECK_EQ(walk_path(&walk, "f", 1), VB_OK);
    CHECK_EQ(walk_relink(&walk, 2, "../../../etc", 12), VB_ERR_ACCESS);
    CHECK_EQ(walk_path(&walk, "f", 1), VB_OK);
    CHECK_EQ(walk_relink(&walk, 2, "/etc", 4), VB_ERR_ACCESS);
}

static void bounds_its_text(void)
{
    static char path[WALK_TEXT];

    memset(path, 'a', sizeof path);
    CHECK_EQ(walk_path(&walk, path, sizeof path), VB_ERR_NAME_TOO_LONG);
    CHECK_EQ(walk_path(&walk, path, 300), VB_ERR_NAME_TOO_LONG);
    for (size_t i = 1; i < sizeof path; i += 2)
        path[i] = '/';
    CHECK(run(1, "/mnt", 0) == VB_OK);
    walk.start = (struct node){5, 0};
    CHECK_EQ(walk_path(&walk, path, sizeof path - 1), VB_ERR_NAME_TOO_LONG);
}

int main(void)
{
    RUN(finds_what_is_there);
    RUN(follows_links);
    RUN(reports_what_is_missing);
    RUN(stays_beneath_its_start);
    RUN(collects_remote_paths);
    RUN(walks_again_after_a_remote_link);
    RUN(remote_starts_are_floors);
    RUN(bounds_its_text);
    return check_exit();
}
