/* What was killed (Ctrl-K, Ctrl-W ...), to be yanked (Ctrl-Y, Alt-Y). */
#ifndef VSH_KILL_H
#define VSH_KILL_H

#include "../base/strbuf.h"

#include <stdbool.h>

enum { KILLS = 16 };

struct kill_ring {
    struct strbuf items[KILLS];
    size_t count, last; /* the place of the newest */
};

/* append: to the newest, as kills that follow each other do; backward: in front of it. */
void kill_add(struct kill_ring *ring, const char *text, size_t length, bool append, bool backward);
/* The one that is `back` kills older than the newest, around and around; NULL: there is none. */
const struct strbuf *kill_get(const struct kill_ring *ring, size_t back);
void kill_free(struct kill_ring *ring);

#endif
