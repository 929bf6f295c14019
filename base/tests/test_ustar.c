/* The archive parser against entries made here, and against every kind of damage. */
#include <base/ustar.h>
#include <check.h>
#include <string.h>

static uint8_t archive[16 * USTAR_BLOCK];
static uint64_t end;

static void set_checksum(uint8_t *block)
{
    memset(block + 148, ' ', 8);
    unsigned sum = 0;
    for (size_t i = 0; i < USTAR_BLOCK; i++) {
        sum += block[i];
    }
    snprintf((char *)block + 148, 8, "%06o", sum);
}

/* Append an entry as tar does; returns its header. */
static uint8_t *add(const char *name, char type, const char *contents)
{
    uint8_t *block = archive + end;
    memset(block, 0, USTAR_BLOCK);
    memcpy(block, name, strlen(name));
    memcpy(block + 100, "0000755", 8);
    snprintf((char *)block + 124, 12, "%011o", (unsigned)strlen(contents));
    memcpy(block + 136, "00000000017", 12);
    block[156] = (uint8_t)type;
    memcpy(block + 257,
           "ustar\0"
           "00",
           8);
    set_checksum(block);
    memcpy(block + USTAR_BLOCK, contents, strlen(contents));
    end += USTAR_BLOCK + ustar_padded(strlen(contents));
    return block;
}

static void start(void)
{
    memset(archive, 0, sizeof archive);
    end = 0;
}

static void reads_what_tar_writes(void)
{
    start();
    add("./bin/", '5', "");
    uint8_t *link = add("bin/sh", '2', "");
    memcpy(link + 157, "vsh", 3);
    set_checksum(link);
    add("bin/vsh", '0', "first");
    add("bin/vsh", '0', "second");
    uint8_t *deep = add("name", '0', "");
    memcpy(deep + 345, "some/prefix", 11);
    set_checksum(deep);

    struct ustar_entry entry;
    uint64_t at = 0;
    CHECK_EQ(ustar_next(archive, end, &at, &entry), USTAR_ENTRY);
    CHECK_EQ(entry.type, USTAR_DIRECTORY);
    CHECK(strcmp(entry.path, "bin") == 0);
    CHECK_EQ(entry.mode, 0755);
    CHECK_EQ(entry.mtime, 15);
    CHECK_EQ(ustar_next(archive, end, &at, &entry), USTAR_ENTRY);
    CHECK_EQ(entry.type, USTAR_SYMLINK);
    CHECK(strcmp(entry.link, "vsh") == 0);

    CHECK_EQ(ustar_find(archive, end, "bin/vsh", &entry), USTAR_ENTRY);
    CHECK_EQ(entry.size, 6);
    CHECK(memcmp(archive + entry.data, "second", 6) == 0);
    CHECK_EQ(ustar_find(archive, sizeof archive, "some/prefix/name", &entry), USTAR_ENTRY);
    CHECK_EQ(ustar_find(archive, end, "bin/sh", &entry), USTAR_END); /* no regular file */
    CHECK_EQ(ustar_find(archive, 0, "bin/vsh", &entry), USTAR_END);
}

static void fields_may_fill_their_place(void)
{
    start();
    char name[101];
    memset(name, 'n', 100);
    name[100] = '\0';
    uint8_t *block = add("x", '0', "");
    memcpy(block, name, 100);
    memset(block + 345, 'p', 155);
    memset(block + 157, 'l', 100);
    set_checksum(block);
    struct ustar_entry entry;
    CHECK_EQ(ustar_parse(block, &entry), USTAR_ENTRY);
    CHECK_EQ(strlen(entry.path), 256);
    CHECK_EQ(strlen(entry.link), 100);
}

static void refuses_damage(void)
{
    struct ustar_entry entry;
    uint64_t at = 0;
    start();
    uint8_t *block = add("file", '0', "contents");
    block[0] ^= 1; /* the checksum no longer matches */
    CHECK_EQ(ustar_next(archive, end, &at, &entry), USTAR_MALFORMED);
    block[0] ^= 1;
    CHECK_EQ(ustar_next(archive, USTAR_BLOCK + 7, &at, &entry), USTAR_MALFORMED);
    CHECK_EQ(ustar_next(archive, 100, &at, &entry), USTAR_MALFORMED);
    at = UINT64_MAX;
    CHECK_EQ(ustar_next(archive, end, &at, &entry), USTAR_END);
    at = 0;
    CHECK_EQ(ustar_next(archive, USTAR_BLOCK + 8, &at, &entry), USTAR_ENTRY); /* no padding */
    CHECK_EQ(at, USTAR_BLOCK + 8);
    memset(block + 124, '7', 12); /* 64 GiB of contents */
    set_checksum(block);
    at = 0;
    CHECK_EQ(ustar_next(archive, end, &at, &entry), USTAR_MALFORMED);
    memcpy(block + 124, "0000000000x", 12);
    set_checksum(block);
    CHECK_EQ(ustar_next(archive, end, &at, &entry), USTAR_MALFORMED);
    memcpy(block + 257, "nothe", 5);
    set_checksum(block);
    CHECK_EQ(ustar_next(archive, end, &at, &entry), USTAR_MALFORMED);
}

int main(void)
{
    RUN(reads_what_tar_writes);
    RUN(fields_may_fill_their_place);
    RUN(refuses_damage);
    return check_exit();
}
