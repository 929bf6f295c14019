/*
 * What was typed, oldest first. Shells that name the same file in HISTFILE share it: each command
 * is appended at once, and what others have appended is read before the history is used.
 *
 * In the file a command is a line. A newline in it has a backslash in front; a command that ends
 * with a backslash gets a blank behind it. A command is appended by one write, which the file
 * system does not mix with others. When the file has more than twice as many commands as are kept,
 * the newest are written to another file that takes its name: who appended to the old one meanwhile
 * finds that the name belongs to another file, and appends again.
 */
#ifndef VSH_HISTORY_H
#define VSH_HISTORY_H

#include "../base/strbuf.h"
#include "../expand/expand.h"

#include <sys/types.h>

enum { HISTORY_DEFAULT = 1000, HISTORY_ENTRY_MAX = 32768, HISTORY_FILE_MAX = 1 << 20 };

struct history {
    struct arguments entries;
    size_t limit;        /* of entries; 0: nothing is kept */
    size_t first_number; /* of the oldest, from 1 on */
    /* private: the file, as far as it was read */
    char *path; /* NULL: none */
    ino_t inode;
    off_t offset;
    size_t file_entries;
};

void history_free(struct history *history);
/* Keep as many as `limit`, in the file of this path, NULL: in none; and read what is new in it. */
void history_sync(struct history *history, const char *path, size_t limit);
/* Note a command, without the newline at its end. One that is longer than HISTORY_ENTRY_MAX does
 * not go to the file. */
void history_add(struct history *history, const char *command, size_t length);

#endif
