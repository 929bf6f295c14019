#include "tar_work.h"
#include "tool.h"
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char members[] = "member names", targets[] = "hard link targets";

/* A file that has several names, and the one that is in the archive. */
struct known {
    dev_t device;
    ino_t inode;
    char *name;
};

static struct {
    const struct tar_options *options;
    struct tar_archive archive;
    struct known *known;
    size_t known_count, known_room;
} work;

/* The name in the archive of what has another name there; else NULL, and it is kept. */
static const char *known_as(const struct walk_entry *entry, const char *name)
{
    if (entry->info.st_nlink < 2 || S_ISDIR(entry->info.st_mode))
        return NULL;
    for (size_t i = 0; i < work.known_count; i++)
        if (work.known[i].inode == entry->info.st_ino && work.known[i].device == entry->info.st_dev)
            return work.known[i].name;
    if (work.known_count == work.known_room) {
        work.known_room = work.known_room ? 2 * work.known_room : 64;
        work.known = tool_resize(work.known, work.known_room * sizeof *work.known);
    }
    work.known[work.known_count++] =
        (struct known){entry->info.st_dev, entry->info.st_ino, strdup(name)};
    return NULL;
}

static void set_owner(char *field, int64_t *id, const struct tar_owner *owner)
{
    snprintf(field, 33, "%s", owner->name);
    *id = owner->id;
}

/* Writes the headers; false when the format has no room. */
static bool put_headers(struct tar_entry *member)
{
    size_t size;
    const struct tar_options *options = work.options;
    set_owner(member->user, &member->uid, &options->owner);
    set_owner(member->group, &member->gid, &options->group);
    if (options->has_time)
        member->time = options->time;
    unsigned char *blocks = tar_headers(member, options->format, &size);
    if (!blocks)
        tar_fatal("out of memory");
    if (size)
        tar_archive_write(&work.archive, blocks, size);
    else
        tool_error("%s: %s; not dumped", member->name,
                   strlen(member->target) > 100 ? "link name is too long"
                   : strlen(member->name) > 100 ? "file name is too long (cannot be split)"
                                                : "a number does not fit into the format's header");
    free(blocks);
    return size != 0;
}

static void fill(const char *name, uint64_t missing)
{
    if (missing)
        tool_error("%s: File shrank by %llu bytes; padding with zeros", name,
                   (unsigned long long)missing);
    memset(tool_block, 0, sizeof tool_block);
    while (missing) {
        size_t part = missing < sizeof tool_block ? (size_t)missing : sizeof tool_block;
        tar_archive_write(&work.archive, tool_block, part);
        missing -= part;
    }
}

/* As many bytes as the header says, whatever happens to the file. */
static void put_data(int fd, const char *name, uint64_t size)
{
    static const char zeros[TAR_BLOCK];
    uint64_t left = size;
    while (left) {
        ssize_t n =
            read(fd, tool_block, left < sizeof tool_block ? (size_t)left : sizeof tool_block);
        if (n < 0)
            tool_error("%s: Read error: %s", name, strerror(errno));
        if (n <= 0)
            break;
        tar_archive_write(&work.archive, tool_block, (size_t)n);
        left -= (uint64_t)n;
    }
    fill(name, left);
    tar_archive_write(&work.archive, zeros, -size % TAR_BLOCK);
}

static void add_file(const struct walk_entry *entry, struct tar_entry *member)
{
    int fd = open(entry->path, O_RDONLY);
    if (fd < 0) {
        tool_error("%s: Cannot open: %s", entry->path, strerror(errno));
        return;
    }
    member->size = (uint64_t)entry->info.st_size;
    if (put_headers(member))
        put_data(fd, entry->path, member->size);
    close(fd);
}

static void add_link(const struct walk_entry *entry, struct tar_entry *member)
{
    char target[PATH_MAX + 1];
    ssize_t length = readlink(entry->path, target, sizeof target - 1);
    if (length < 0) {
        tool_error("%s: Cannot read link: %s", entry->path, strerror(errno));
        return;
    }
    target[length] = '\0';
    member->target = target;
    member->mode = 0777;
    put_headers(member);
}

/* In another folder than the archive was named in: by what it is. */
static bool is_archive(const struct stat *info)
{
    const struct stat *own = &work.archive.info;
    return S_ISREG(own->st_mode) && own->st_ino == info->st_ino && own->st_dev == info->st_dev;
}

static void say(const char *name)
{
    FILE *stream = work.archive.fd == STDOUT_FILENO ? stderr : stdout;
    if (!work.options->verbose)
        return;
    tar_show_name(stream, name);
    putc('\n', stream);
}

/* False for a directory that is left out, and with it all that is in it. */
static bool add(const struct walk_entry *entry, const char *path)
{
    bool good = true;
    char none[] = "", *name = strdup(tar_remove_prefix(path, members));
    struct tar_entry member = {.name = name, .target = none, .mode = 0644, .type = TAR_FILE};
    const char *other = known_as(entry, name);
    member.time = entry->info.st_mtime;
    say(path);
    if (other) {
        member.type = TAR_HARD_LINK;
        member.target = strdup(tar_remove_prefix(other, targets));
        put_headers(&member);
        free(member.target);
    } else if (S_ISDIR(entry->info.st_mode)) {
        member.type = TAR_DIRECTORY;
        member.mode = 0755;
        good = put_headers(&member);
    } else if (S_ISLNK(entry->info.st_mode)) {
        member.type = TAR_LINK;
        add_link(entry, &member);
    } else {
        add_file(entry, &member);
    }
    free(name);
    return good;
}

static bool visit(const struct walk_entry *entry, void *context)
{
    bool directory = S_ISDIR(entry->info.st_mode);
    size_t length = strlen(entry->path);
    (void)context;
    if (entry->after || (work.options->excluded_count && tar_excluded(work.options, entry->path)))
        return false;
    if (is_archive(&entry->info)) {
        tool_warning("%s: file is the archive; not dumped", entry->path);
        return false;
    }
    if (!directory && !S_ISREG(entry->info.st_mode) && !S_ISLNK(entry->info.st_mode)) {
        tool_warning("%s: not a file, directory or link; not dumped", entry->path);
        return false;
    }
    char *path = tool_alloc(length + 2);
    strcpy(path, entry->path);
    if (directory && (length == 0 || path[length - 1] != '/'))
        path[length] = '/';
    bool good = add(entry, path);
    free(path);
    return good;
}

static void add_operand(const char *name)
{
    struct stat info;
    if ((work.options->follow ? stat : lstat)(name, &info) != 0)
        tool_error("%s: Cannot stat: %s", name, strerror(errno));
    else
        walk(name, work.options->follow ? WALK_FOLLOW : 0, visit, NULL);
}

void tar_create(const struct tar_options *options)
{
    work.options = options;
    tar_open_output(&work.archive, options);
    for (size_t i = 0; i < options->operand_count; i++) {
        if (options->operands[i].kind == TAR_FOLDER)
            tar_go_to(options->operands[i].text);
        else
            add_operand(options->operands[i].text);
    }
    tar_close_output(&work.archive);
}
