/* Directory entries: from the server's records to a program's buffer of any size. */
#include "dirents.h"
#include "wasi.h"
#include <check.h>
#include <vibee/file.h>

static unsigned char records[512];

/* Append a record; the new size. */
static size_t record(size_t at, uint64_t next, const char *name)
{
    struct vb_file_entry entry = {
        .next = next, .inode = next * 10, .type = VB_TYPE_REGULAR, .name_size = strlen(name)};

    memcpy(records + at, &entry, sizeof entry);
    memcpy(records + at + sizeof entry, name, entry.name_size);
    return (at + sizeof entry + entry.name_size + 7) & ~(size_t)7;
}

static size_t three(void)
{
    size_t size = record(0, 1, ".");

    size = record(size, 2, "alpha");
    return record(size, 3, "be");
}

static void converts_and_leaves_dots_out(void)
{
    unsigned char buffer[256];
    struct wasi_dirents into = {buffer, sizeof buffer, 0};
    struct wasi_dirent entry;

    CHECK_EQ(wasi_dirents_convert(&into, records, three()), 3);
    CHECK_EQ(into.used, 24 + 5 + 24 + 2);
    memcpy(&entry, buffer, sizeof entry);
    CHECK_EQ(entry.next, 2 + WASI_COOKIE_BASE);
    CHECK_EQ(entry.inode, 20);
    CHECK_EQ(entry.name_size, 5);
    CHECK_EQ(entry.filetype, WASI_TYPE_REGULAR);
    CHECK_EQ(memcmp(buffer + 24, "alpha", 5), 0);
}

static void cuts_at_every_size(void)
{
    unsigned char whole[256], buffer[256];
    struct wasi_dirents all = {whole, sizeof whole, 0};
    size_t room, size = three();

    (void)wasi_dirents_convert(&all, records, size);
    for (room = 0; room <= all.used; room++) {
        struct wasi_dirents into = {buffer, room, 0};

        CHECK_EQ(wasi_dirents_convert(&into, records, size), UINT64_MAX);
        CHECK_EQ(into.used, room);
        CHECK_EQ(memcmp(buffer, whole, room), 0);
    }
}

static void malformed_records_end_it(void)
{
    unsigned char buffer[256];
    struct wasi_dirents into = {buffer, sizeof buffer, 0};
    struct vb_file_entry entry = {.next = 1, .name_size = 4000};

    memcpy(records, &entry, sizeof entry);
    CHECK_EQ(wasi_dirents_convert(&into, records, 40), UINT64_MAX);
    CHECK_EQ(into.used, 0);
    CHECK_EQ(wasi_dirents_convert(&into, records, 7), UINT64_MAX);
}

int main(void)
{
    RUN(converts_and_leaves_dots_out);
    RUN(cuts_at_every_size);
    RUN(malformed_records_end_it);
    return check_exit();
}
