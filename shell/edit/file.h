/* Reading and writing the edited file. A file is written to a temporary file next to it, which then
 * takes its name: whatever fails, one of both is whole. */
#ifndef SHELL_EDIT_FILE_H
#define SHELL_EDIT_FILE_H

#include "buffer.h"

#include <sys/stat.h>

struct file {
    char *path; /* NULL: it has no name yet */
    bool exists;
    struct stat info; /* when it was read or written */
};

enum { FILE_REASON = 200 };
/* The text of a file that exists, or none; false: reason says why it cannot be edited. */
bool file_load(struct file *file, const char *path, struct buffer *buffer, char *reason);
/* Write the text to its path; false: reason says why, and the file is as it was. */
bool file_save(struct file *file, struct buffer *buffer, char *reason);
/* Somebody else wrote it since. */
bool file_changed(const struct file *file);
/* Write the text where it can be found again, as PATH.save; the name, or NULL. */
const char *file_rescue(const struct file *file, struct buffer *buffer);

#endif
