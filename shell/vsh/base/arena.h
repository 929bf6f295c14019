/* Memory that is freed at once: a syntax tree and everything in it. Counted, as a function outlives
 * the command that defined it. */
#ifndef VSH_ARENA_H
#define VSH_ARENA_H

#include <stddef.h>

struct arena {
    struct arena_block *blocks;
    int references;
};

/* With one reference, the caller's. */
struct arena *arena_create(void);
struct arena *arena_hold(struct arena *arena);
void arena_release(struct arena *arena);

/* Zeroed. Out of memory ends the shell (strbuf.h). */
void *arena_alloc(struct arena *arena, size_t size);
char *arena_copy(struct arena *arena, const char *text, size_t length);

#endif
