/* The file around what the kernel writes and reads of a stopped task, and what its handles stand
 * for (docs/snapshot-format.md). */
#ifndef SDK_SNAPSHOT_FORMAT_H
#define SDK_SNAPSHOT_FORMAT_H

#include <sdk/snapshot.h>
#include <stdbool.h>
#include <vibee/file.h>
#include <vibee/objects.h>

#define SNAPSHOT_VERSION 3u /* 1 had no files, 2 one thread */

#define PROCESS_VERSION 2u /* of its section */

enum section_kind {
    SECTION_MODULES = 1,
    SECTION_PROCESS = 2,
    SECTION_HANDLES = 3,
    SECTION_STATE = 4,
    SECTION_PAGES = 5,
    SECTION_END = 255,
};
/* What a handle stands for. */
enum description {
    DESCRIBED_DEAD,
    DESCRIBED_FREE,
    DESCRIBED_STREAM,
    DESCRIBED_PREOPEN,
    DESCRIBED_FILE,
    DESCRIBED_THREAD,
    DESCRIPTIONS
};

struct item {
    uint32_t description;
    int32_t fd;       /* of a stream */
    uint32_t number;  /* of a file's open description, which several handles may share */
    uint32_t flags;   /* of a file: vb_open_flags */
    uint64_t offset;  /* of a file */
    const char *name; /* of a preopened directory; path of a file */
    uint64_t thread;  /* of the task: object, badge and rights of its vb_saved_handle */
    uint64_t exit;
    uint32_t rights;
};

/* A task's table, and what its start block says of it. */
struct table {
    uint64_t task;
    struct vb_saved_handle *slots;
    uint32_t count;
    char *start; /* the start block */
    size_t start_size;
    char path[VB_PATH_MAX + 1]; /* of the item that was described last */
};
/* Freed by table_close(), also when it failed. */
int64_t table_open(struct table *table, uint64_t task);
void table_close(struct table *table);
/* What a slot stands for: by the start block, and of files by the service that has them. */
struct item table_describe(struct table *table, uint32_t slot);
/* The handle that the start block gave for the same, 0: none. */
uint64_t table_find(const struct table *table, const struct item *item);
/* Under which a file is given to a task that goes on. */
void file_entry_name(uint32_t number, char *out, size_t size);

/* One line, by the function, which may be NULL. */
__attribute__((format(printf, 2, 3))) void snapshot_tell(void (*tell)(const char *line),
                                                         const char *format, ...);

#endif
