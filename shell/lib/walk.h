/* Walking a tree of files, in the order of their names. */
#ifndef SHELL_LIB_WALK_H
#define SHELL_LIB_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

struct walk_entry {
    const char *path, *name; /* name: the last component; the whole path for the root */
    struct stat info;
    int depth;  /* 0: the root */
    bool after; /* a directory, after what is in it; it was visited before, too */
    bool last;  /* the last one of its directory */
};

/* Whether to go into the directory (before it), or not; of other visits nothing is asked. */
typedef bool walk_visit(const struct walk_entry *entry, void *context);
enum { WALK_FOLLOW_ROOT = 1, WALK_FOLLOW = 2, WALK_VISIBLE = 4, WALK_DIRECTORIES = 8 };
enum { WALK_MAX_DEPTH = 256 };
/* WALK_VISIBLE leaves out names with a dot in front, WALK_DIRECTORIES all but directories; neither
 * the root. What cannot be read is reported and left out. No directory stays open during a visit.
 */
void walk(const char *root, int flags, walk_visit *visit, void *context);
/* d, l, c, b, p, s or f for an ordinary file. */
char walk_type(const struct stat *info);

#endif
