/* Folders: every operation, and everything that could lead out of one or make it wait. */
#include "check.h"
#include "hosted.h"
#include "posix.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vibee/file.h>

static char root[] = "/tmp/vibee-folder-XXXXXX";
static struct hal_ring ring;
static uint8_t output[4096];
static uint32_t output_size;
static uint32_t writable, read_only; /* devices: the same folder twice */

static int64_t finish(struct hal_request *request)
{
    hal_device_submit(request);
    while (!atomic_load(&request->done)) {
        struct hal_interrupt interrupt;
        hal_idle(&ring, hal_clock_monotonic() + 1000000000);
        while (hal_ring_take(&ring, &interrupt)) {
        }
    }
    output_size = request->output_size;
    return request->result;
}

struct call {
    uint32_t device, operation, flags;
    uint64_t node, offset;
    const char *input;
    size_t input_size; /* 0: strlen(input) */
};

static int64_t run(struct call call)
{
    struct hal_request request = {.device = call.device,
                                  .operation = call.operation,
                                  .flags = call.flags,
                                  .node = call.node,
                                  .offset = call.offset,
                                  .input = (const uint8_t *)call.input,
                                  .input_size = (uint32_t)call.input_size,
                                  .output = output,
                                  .output_size = sizeof output,
                                  .ring = &ring};
    if (call.input && call.input_size == 0) {
        request.input_size = (uint32_t)strlen(call.input);
    }
    return finish(&request);
}

static int64_t on_path(uint32_t operation, const char *path)
{
    return run((struct call){.device = writable, .operation = operation, .input = path});
}

static int64_t open_path(const char *path, uint32_t flags)
{
    return run((struct call){
        .device = writable, .operation = VB_FOLDER_OPEN, .flags = flags, .input = path});
}

static int64_t on_node(uint32_t operation, int64_t node, uint64_t offset, const char *input)
{
    return run((struct call){.device = writable,
                             .operation = operation,
                             .node = (uint64_t)node,
                             .offset = offset,
                             .input = input});
}

/* Two paths, separated by a NUL. */
static int64_t on_pair(uint32_t operation, const char *first, const char *second)
{
    char both[512];
    size_t size = strlen(first) + 1;
    memcpy(both, first, size);
    memcpy(both + size, second, strlen(second));
    return run((struct call){.device = writable,
                             .operation = operation,
                             .input = both,
                             .input_size = size + strlen(second)});
}

static const char *host(const char *name)
{
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", root, name);
    return path;
}

static void files_read_back_what_was_written(void)
{
    uint32_t flags = VB_OPEN_READ | VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_EXCLUSIVE;
    int64_t node = open_path("file", flags);
    CHECK(node > 0);
    CHECK_EQUAL(VB_ERR_EXISTS, open_path("file", flags));
    CHECK_EQUAL(5, on_node(VB_FOLDER_WRITE, node, 0, "hello"));
    CHECK_EQUAL(2, on_node(VB_FOLDER_WRITE, node, 5, "!\n"));
    CHECK_EQUAL(7, on_node(VB_FOLDER_READ, node, 0, NULL));
    CHECK(memcmp(output, "hello!\n", 7) == 0);
    CHECK_EQUAL(0, on_node(VB_FOLDER_READ, node, 7, NULL));
    CHECK_EQUAL(VB_OK, on_node(VB_FOLDER_SET_SIZE, node, 3, NULL));
    CHECK_EQUAL(VB_OK, on_node(VB_FOLDER_STAT, node, 0, NULL));
    struct vb_file_stat stat;
    memcpy(&stat, output, sizeof stat);
    CHECK_EQUAL(VB_TYPE_REGULAR, stat.type);
    CHECK_EQUAL(3, stat.size);
    CHECK_EQUAL(VB_OK, on_node(VB_FOLDER_SYNC, node, 0, NULL));
    CHECK_EQUAL(VB_ERR_FILE_TOO_BIG, on_node(VB_FOLDER_WRITE, node, UINT64_MAX, "x"));
    CHECK_EQUAL(VB_OK, on_node(VB_FOLDER_CLOSE, node, 0, NULL));
    CHECK_EQUAL(VB_ERR_BAD_HANDLE, on_node(VB_FOLDER_CLOSE, node, 0, NULL));
    CHECK_EQUAL(VB_ERR_BAD_HANDLE, on_node(VB_FOLDER_READ, 0, 0, NULL));
    CHECK_EQUAL(VB_ERR_BAD_HANDLE, on_node(VB_FOLDER_READ, 99999, 0, NULL));

    node = open_path("file", VB_OPEN_WRITE | VB_OPEN_APPEND);
    CHECK_EQUAL(3, on_node(VB_FOLDER_WRITE, node, 0, "end"));
    CHECK_EQUAL(VB_ERR_ACCESS, on_node(VB_FOLDER_READ, node, 0, NULL));
    CHECK_EQUAL(VB_OK, on_node(VB_FOLDER_CLOSE, node, 0, NULL));
    node = open_path("file", VB_OPEN_READ);
    CHECK_EQUAL(6, on_node(VB_FOLDER_READ, node, 0, NULL));
    CHECK(memcmp(output, "helend", 6) == 0);
    CHECK_EQUAL(VB_ERR_ACCESS, on_node(VB_FOLDER_WRITE, node, 0, "x"));
    CHECK_EQUAL(VB_OK, on_node(VB_FOLDER_CLOSE, node, 0, NULL));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_UNLINK, "file"));
}

static void names_are_made_moved_and_removed(void)
{
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_MKDIR, "a"));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_MKDIR, "a/b/"));
    CHECK_EQUAL(VB_ERR_EXISTS, on_path(VB_FOLDER_MKDIR, "./a//b"));
    int64_t node = open_path("a/b/f", VB_OPEN_WRITE | VB_OPEN_CREATE);
    CHECK_EQUAL(VB_OK, on_node(VB_FOLDER_CLOSE, node, 0, NULL));
    CHECK_EQUAL(VB_ERR_NOT_DIRECTORY, on_path(VB_FOLDER_STAT, "a/b/f/"));
    CHECK_EQUAL(VB_ERR_NOT_DIRECTORY, on_path(VB_FOLDER_STAT, "a/b/f/g"));
    CHECK_EQUAL(VB_OK, on_pair(VB_FOLDER_LINK, "a/b/f", "a/g"));
    CHECK_EQUAL(VB_OK, on_pair(VB_FOLDER_RENAME, "a/g", "h"));
    CHECK_EQUAL(VB_ERR_NOT_FOUND, on_pair(VB_FOLDER_RENAME, "a/g", "h"));
    CHECK_EQUAL(VB_ERR_INVALID, on_path(VB_FOLDER_RENAME, "h"));
    CHECK_EQUAL(VB_ERR_IS_DIRECTORY, on_path(VB_FOLDER_UNLINK, "a"));
    CHECK_EQUAL(VB_ERR_NOT_DIRECTORY, on_path(VB_FOLDER_RMDIR, "h"));
    CHECK_EQUAL(VB_ERR_NOT_EMPTY, on_path(VB_FOLDER_RMDIR, "a"));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_UNLINK, "a/b/f"));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_UNLINK, "h"));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_RMDIR, "a/b"));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_RMDIR, "a"));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_SPACE, "."));
    CHECK_EQUAL(16, output_size);
}

static void listings_are_whole(void)
{
    static const char *const names[] = {"x y", "-rf", "new\nline", "\xff\xfe", "\xc3\xa9"};
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_MKDIR, "many"));
    for (size_t i = 0; i < 200; i++) {
        char path[64];
        snprintf(path, sizeof path, "many/%s%zu", names[i % ARRAY_LEN(names)], i);
        CHECK_EQUAL(VB_OK, on_node(VB_FOLDER_CLOSE, open_path(path, VB_OPEN_WRITE | VB_OPEN_CREATE),
                                   0, NULL));
    }
    int64_t node = open_path("many", VB_OPEN_READ | VB_OPEN_DIRECTORY);
    size_t count = 0;
    for (uint64_t cookie = 0;;) {
        CHECK(on_node(VB_FOLDER_LIST, node, cookie, NULL) >= 0);
        if (output_size == 0) {
            break;
        }
        uint8_t records[sizeof output];
        size_t size = output_size;
        memcpy(records, output, size);
        for (size_t at = 0; at < size;) { /* remove each: nothing may be missed */
            struct vb_file_entry entry;
            char path[300] = "many/";
            memcpy(&entry, records + at, sizeof entry);
            memcpy(path + 5, records + at + sizeof entry, entry.name_size);
            CHECK_EQUAL(VB_TYPE_REGULAR, entry.type);
            CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_UNLINK, path));
            at += sizeof entry + ALIGN_UP(entry.name_size, 8u);
            cookie = entry.next;
            count++;
        }
    }
    CHECK_EQUAL(200, count);
    CHECK_EQUAL(0, on_node(VB_FOLDER_LIST, node, UINT64_MAX, NULL));
    CHECK_EQUAL(VB_OK, on_node(VB_FOLDER_CLOSE, node, 0, NULL));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_RMDIR, "many"));
}

static void nothing_leads_out(void)
{
    static const char *const outside[] = {"..", "../x", "a/../..", "./..", "..//x"};
    for (size_t i = 0; i < ARRAY_LEN(outside); i++) {
        CHECK_EQUAL(VB_ERR_ACCESS, on_path(VB_FOLDER_STAT, outside[i]));
        CHECK_EQUAL(VB_ERR_ACCESS, open_path(outside[i], VB_OPEN_READ));
        CHECK_EQUAL(VB_ERR_ACCESS, on_pair(VB_FOLDER_RENAME, outside[i], "y"));
    }
    CHECK_EQUAL(VB_ERR_INVALID, open_path("/etc/passwd", VB_OPEN_READ));
    CHECK_EQUAL(VB_ERR_NOT_FOUND, open_path("", VB_OPEN_READ));
    CHECK_EQUAL(
        VB_ERR_INVALID,
        run((struct call){
            .device = writable, .operation = VB_FOLDER_OPEN, .input = "a\0b", .input_size = 3}));

    CHECK(symlink("/etc", host("etc")) == 0);
    CHECK(symlink("/etc/passwd", host("passwd")) == 0);
    CHECK_EQUAL(VB_ERR_LOOP, open_path("etc/passwd", VB_OPEN_READ));
    CHECK_EQUAL(VB_ERR_LOOP, open_path("etc", VB_OPEN_READ | VB_OPEN_DIRECTORY));
    CHECK_EQUAL(VB_ERR_LOOP, open_path("etc/", VB_OPEN_READ));
    CHECK_EQUAL(VB_ERR_LOOP, open_path("passwd", VB_OPEN_READ));
    CHECK_EQUAL(VB_ERR_LOOP, open_path("passwd", VB_OPEN_WRITE | VB_OPEN_CREATE));
    CHECK_EQUAL(VB_ERR_LOOP, on_path(VB_FOLDER_MKDIR, "etc/new"));
    CHECK_EQUAL(VB_ERR_LOOP, on_pair(VB_FOLDER_LINK, "etc/passwd", "p"));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_STAT, "etc"));
    struct vb_file_stat stat;
    memcpy(&stat, output, sizeof stat);
    CHECK_EQUAL(VB_TYPE_SYMLINK, stat.type);
    CHECK_EQUAL(11, on_path(VB_FOLDER_READLINK, "passwd"));
    CHECK(memcmp(output, "/etc/passwd", 11) == 0);
    CHECK_EQUAL(VB_ERR_ACCESS, on_pair(VB_FOLDER_SYMLINK, "/etc/passwd", "new"));
    CHECK_EQUAL(VB_OK, on_pair(VB_FOLDER_SYMLINK, "../x", "new"));
    CHECK_EQUAL(VB_ERR_LOOP, open_path("new", VB_OPEN_READ));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_UNLINK, "new"));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_UNLINK, "etc"));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_UNLINK, "passwd"));
}

static void a_fifo_answers_at_once(void)
{
    CHECK(mkfifo(host("fifo"), 0600) == 0);
    CHECK_EQUAL(VB_ERR_NOT_SUPPORTED, open_path("fifo", VB_OPEN_READ));
    CHECK_EQUAL(VB_ERR_NOT_SUPPORTED, open_path("fifo", VB_OPEN_WRITE));
    CHECK_EQUAL(VB_ERR_NOT_SUPPORTED, open_path("fifo", VB_OPEN_WRITE | VB_OPEN_CREATE));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_UNLINK, "fifo"));
}

static void read_only_changes_nothing(void)
{
    static const uint32_t operations[] = {VB_FOLDER_MKDIR,    VB_FOLDER_UNLINK,   VB_FOLDER_RMDIR,
                                          VB_FOLDER_RENAME,   VB_FOLDER_LINK,     VB_FOLDER_SYMLINK,
                                          VB_FOLDER_SET_SIZE, VB_FOLDER_SET_TIMES};
    static const uint32_t flags[] = {VB_OPEN_WRITE, VB_OPEN_CREATE, VB_OPEN_TRUNCATE};
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        CHECK_EQUAL(VB_ERR_READ_ONLY, run((struct call){.device = read_only,
                                                        .operation = operations[i],
                                                        .input = "a\0b",
                                                        .input_size = 3}));
    }
    for (size_t i = 0; i < ARRAY_LEN(flags); i++) {
        CHECK_EQUAL(VB_ERR_READ_ONLY, run((struct call){.device = read_only,
                                                        .operation = VB_FOLDER_OPEN,
                                                        .flags = VB_OPEN_READ | flags[i],
                                                        .input = "a"}));
    }
    CHECK(access(host("a"), F_OK) != 0);
    CHECK_EQUAL(VB_OK,
                run((struct call){.device = read_only, .operation = VB_FOLDER_STAT, .input = "."}));
}

static void times_are_set(void)
{
    CHECK_EQUAL(VB_OK,
                on_node(VB_FOLDER_CLOSE, open_path("t", VB_OPEN_WRITE | VB_OPEN_CREATE), 0, NULL));
    char input[17];
    int64_t times[2] = {-1, -1500000000}; /* leave; before 1970 */
    memcpy(input, times, sizeof times);
    input[16] = 't';
    CHECK_EQUAL(VB_OK, run((struct call){.device = writable,
                                         .operation = VB_FOLDER_SET_TIMES,
                                         .input = input,
                                         .input_size = sizeof input}));
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_STAT, "t"));
    struct vb_file_stat stat;
    memcpy(&stat, output, sizeof stat);
    CHECK_EQUAL(-1500000000, stat.modification_time);
    CHECK(stat.access_time > 0);
    CHECK_EQUAL(VB_OK, on_path(VB_FOLDER_UNLINK, "t"));
}

int main(void)
{
    CHECK(mkdtemp(root) != NULL);
    CHECK(posix_add_folder(root, "/rw", false) == NULL);
    CHECK(posix_add_folder(root, "/ro", true) == NULL);
    CHECK(posix_add_folder("/nonexistent", "/x", true) != NULL);
    writable = 1;
    read_only = 2;
    CHECK_EQUAL(3, hal_device_count());

    files_read_back_what_was_written();
    names_are_made_moved_and_removed();
    listings_are_whole();
    nothing_leads_out();
    a_fifo_answers_at_once();
    read_only_changes_nothing();
    times_are_set();
    CHECK(rmdir(root) == 0); /* nothing is left */
    return 0;
}
