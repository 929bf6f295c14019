/* Listing and extracting. All names are used below a handle to the folder that is extracted into,
 * out of which neither
 * ".." nor a link leads: the file system refuses it (docs/services.md). */
#include "tar_work.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char members[] = "member names", targets[] = "hard link targets";

/* A directory whose time is set when all is in it. */
struct later {
    char *name;
    int64_t time;
};

static struct {
    const struct tar_options *options;
    struct tar_archive archive;
    struct tar_reader reader;
    int folder;
    struct later *later;
    size_t later_count, later_room;
} work;

/* ---- which members ---- */

static bool below(const char *name, const char *folder)
{
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/')
        length--;
    return strncmp(name, folder, length) == 0 && (name[length] == '/' || name[length] == '\0');
}

static bool wanted(const char *name)
{
    const struct tar_options *options = work.options;
    bool any = false, found = false;
    for (size_t i = 0; i < options->operand_count; i++) {
        struct tar_operand *operand = &options->operands[i];
        if (operand->kind != TAR_NAME)
            continue;
        any = true;
        if (below(name, operand->text))
            found = operand->found = true;
    }
    return (found || !any) && !tar_excluded(options, name);
}

static void say_missing(void)
{
    for (size_t i = 0; i < work.options->operand_count; i++) {
        const struct tar_operand *operand = &work.options->operands[i];
        if (operand->kind == TAR_NAME && !operand->found)
            tool_error("%s: Not found in archive", operand->text);
    }
}

/* ---- listing ---- */

static char kind_of(const struct tar_entry *entry)
{
    static const char kinds[] = "-hlcbdp";
    return entry->type >= '0' && entry->type <= '6' ? kinds[entry->type - '0'] : '?';
}

static void show_owner(char *out, size_t room, const char *name, int64_t id)
{
    if (*name && !work.options->numeric)
        snprintf(out, room, "%s", name);
    else
        snprintf(out, room, "%lld", (long long)id);
}

static void show_long(const struct tar_entry *entry)
{
    static int width = 19;
    char mode[11] = "?rwxrwxrwx", user[40], group[40], size[24], when[32] = "?";
    struct tm parts;
    time_t time = (time_t)entry->time;
    mode[0] = kind_of(entry);
    for (int bit = 0; bit < 9; bit++)
        if (!(entry->mode & (0400u >> bit)))
            mode[bit + 1] = '-';
    show_owner(user, sizeof user, entry->user, entry->uid);
    show_owner(group, sizeof group, entry->group, entry->gid);
    snprintf(size, sizeof size, "%llu", (unsigned long long)entry->size);
    int used = (int)(strlen(user) + strlen(group) + strlen(size) + 2);
    width = used > width ? used : width;
    if (gmtime_r(&time, &parts))
        strftime(when, sizeof when, "%Y-%m-%d %H:%M", &parts);
    printf("%s %s/%s %*s %s ", mode, user, group, width - used + (int)strlen(size), size, when);
}

static void show(const struct tar_entry *entry, bool long_form)
{
    FILE *stream = work.options->to_output ? stderr : stdout;
    if (long_form)
        show_long(entry);
    tar_show_name(stream, entry->name);
    if (long_form && *entry->target) {
        fputs(entry->type == TAR_HARD_LINK ? " link to " : " -> ", stream);
        tar_show_name(stream, entry->target);
    }
    putc('\n', stream);
}

/* ---- extracting ---- */

static bool make_parents(const char *name)
{
    char path[PATH_MAX];
    if (strlen(name) >= sizeof path)
        return false;
    strcpy(path, name);
    for (char *at = strchr(path, '/'); at; at = strchr(at + 1, '/')) {
        *at = '\0';
        if (mkdirat(work.folder, path, 0777) != 0 && errno != EEXIST)
            return false;
        *at = '/';
    }
    return true;
}

/* How a member is made under a name: 0, a descriptor, or -1 and errno. */
typedef int make(const struct tar_entry *entry, const char *name);

static int make_file(const struct tar_entry *entry, const char *name)
{
    (void)entry;
    return openat(work.folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0666);
}

static int make_link(const struct tar_entry *entry, const char *name)
{
    return symlinkat(entry->target, work.folder, name);
}

static int make_hard_link(const struct tar_entry *entry, const char *name)
{
    const char *target = tar_strip(tar_remove_prefix(entry->target, targets), work.options->strip);
    if (!target) {
        errno = ENOENT;
        return -1;
    }
    return linkat(work.folder, target, work.folder, name, 0);
}

static int make_directory(const struct tar_entry *entry, const char *name)
{
    struct stat info;
    (void)entry;
    if (mkdirat(work.folder, name, 0777) == 0)
        return 0;
    if (errno == EEXIST && fstatat(work.folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
        S_ISDIR(info.st_mode))
        return 0;
    return -1;
}

/* Makes directories on the way, and removes what is there already. */
static int make_member(make *how, const struct tar_entry *entry, const char *name)
{
    int result = how(entry, name);
    if (result < 0 && errno == ENOENT && strchr(name, '/') && make_parents(name))
        result = how(entry, name);
    bool exists = result < 0 && (errno == EEXIST || errno == EISDIR);
    if (exists && !work.options->keep_old &&
        (unlinkat(work.folder, name, 0) == 0 || unlinkat(work.folder, name, AT_REMOVEDIR) == 0))
        result = how(entry, name);
    else if (exists)
        errno = EEXIST;
    return result;
}

static void set_time(const char *name, int64_t time)
{
    struct timespec times[2] = {{.tv_sec = (time_t)time}, {.tv_sec = (time_t)time}};
    if (!work.options->no_times && utimensat(work.folder, name, times, AT_SYMLINK_NOFOLLOW) != 0 &&
        errno != EINVAL)
        tool_error("%s: Cannot utime: %s", name, strerror(errno));
}

static void set_time_later(const char *name, int64_t time)
{
    if (work.later_count == work.later_room) {
        work.later_room = work.later_room ? 2 * work.later_room : 64;
        work.later = tool_resize(work.later, work.later_room * sizeof *work.later);
    }
    work.later[work.later_count++] = (struct later){strdup(name), time};
}

/* The data to a descriptor; false when it could not be written. What is missing ends the program.
 */
static bool copy_data(int fd, const char *name)
{
    ssize_t n;
    while ((n = tar_data(&work.reader, tool_block, sizeof tool_block)) > 0)
        for (ssize_t at = 0; at < n;) {
            ssize_t written = write(fd, tool_block + at, (size_t)(n - at));
            if (written < 0) {
                tool_error("%s: Cannot write: %s", name, strerror(errno));
                return false;
            }
            at += written;
        }
    if (n < 0)
        tar_fatal("Unexpected EOF in archive");
    return true;
}

static void extract_file(const struct tar_entry *entry, const char *name)
{
    int fd = make_member(make_file, entry, name);
    if (fd < 0) {
        tool_error("%s: Cannot open: %s", entry->name, strerror(errno));
        return;
    }
    bool good = copy_data(fd, name);
    if (close(fd) != 0 && good)
        tool_error("%s: Cannot close: %s", name, strerror(errno));
    set_time(name, entry->time);
}

static void extract_member(const struct tar_entry *entry, const char *name)
{
    switch (entry->type) {
    case TAR_FILE:
        extract_file(entry, name);
        break;
    case TAR_DIRECTORY:
        if (make_member(make_directory, entry, name) < 0)
            tool_error("%s: Cannot mkdir: %s", entry->name, strerror(errno));
        else
            set_time_later(name, entry->time);
        break;
    case TAR_LINK:
        if (make_member(make_link, entry, name) < 0)
            tool_error("%s: Cannot create symlink to '%s': %s", entry->name, entry->target,
                       strerror(errno));
        else
            set_time(name, entry->time);
        break;
    case TAR_HARD_LINK:
        if (make_member(make_hard_link, entry, name) < 0)
            tool_error("%s: Cannot hard link to '%s': %s", entry->name,
                       tar_safe_name(entry->target), strerror(errno));
        break;
    case TAR_SPARSE:
        tool_error("%s: sparse files are not supported", entry->name);
        break;
    default:
        tool_error("%s: members of type '%c' are not supported", entry->name, entry->type);
    }
}

static void extract(const struct tar_entry *entry)
{
    const char *name = tar_remove_prefix(entry->name, members);
    if (tar_climbs(entry->name)) {
        tool_error("%s: Member name contains '..'", entry->name);
        return;
    }
    name = tar_strip(name, work.options->strip);
    if (!name)
        return;
    if (work.options->verbose)
        show(entry, false);
    if (!work.options->to_output)
        extract_member(entry, name);
    else if (entry->type == TAR_FILE && !copy_data(STDOUT_FILENO, "standard output"))
        exit(2);
}

static void list(const struct tar_entry *entry)
{
    tar_remove_prefix(entry->name, members);
    if (entry->type == TAR_HARD_LINK)
        tar_remove_prefix(entry->target, targets);
    show(entry, work.options->verbose);
}

/* ---- all members ---- */

static void each(void (*use)(const struct tar_entry *entry))
{
    enum tar_status status;
    bool any = false, skipping = false;
    while ((status = tar_next(&work.reader)) == TAR_ENTRY || status == TAR_NO_HEADER ||
           status == TAR_MALFORMED) {
        if (status == TAR_ENTRY) {
            any = true;
            skipping = false;
            if (wanted(work.reader.entry.name))
                use(&work.reader.entry);
            continue;
        }
        if (!skipping && status == TAR_MALFORMED)
            tool_error("Malformed extended header");
        else if (!skipping && !any)
            tool_error("This does not look like a tar archive");
        if (!skipping)
            tool_error("Skipping to next header");
        skipping = true;
    }
    if (status == TAR_NO_MEMORY)
        tar_fatal("out of memory");
    if (status == TAR_TRUNCATED && any)
        tar_fatal("Unexpected EOF in archive");
    if (status == TAR_TRUNCATED && !skipping)
        tool_error("This does not look like a tar archive");
}

static void run(const struct tar_options *options, void (*use)(const struct tar_entry *entry))
{
    work.options = options;
    tar_open_input(&work.archive, options);
    work.reader.read = tar_archive_read;
    work.reader.context = &work.archive;
    for (size_t i = 0; i < options->operand_count; i++)
        if (options->operands[i].kind == TAR_FOLDER)
            tar_go_to(options->operands[i].text);
    work.folder = open(".", O_RDONLY | O_DIRECTORY);
    if (work.folder < 0)
        tar_fatal(".: Cannot open: %s", strerror(errno));
    if (work.archive.ready_size == 0)
        tool_error("This does not look like a tar archive");
    each(use);
    for (size_t i = work.later_count; i > 0; i--)
        set_time(work.later[i - 1].name, work.later[i - 1].time);
    tar_reader_free(&work.reader);
    tar_close_input(&work.archive);
    say_missing();
}

void tar_list(const struct tar_options *options)
{
    run(options, list);
}

void tar_extract(const struct tar_options *options)
{
    run(options, extract);
}
