/* What somebody may have meant by the name of a command that is not there. */
#ifndef VSH_SUGGEST_H
#define VSH_SUGGEST_H

#include "../shell.h"

/* How far `a` is from `b`: 2 for each letter that is inserted, left out or changed, 1 for two that
 * are exchanged; more than `most` is most + 1. */
int edit_distance(const char *a, const char *b, int most);
/* The command with the name that is most like it; NULL: none is. The caller frees. */
char *suggest_command(struct shell *shell, const char *name);

#endif
