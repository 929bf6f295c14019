/*
 * Deadlines: call a function once a moment on the monotonic clock has passed. They need no memory
 * of their own, so setting one cannot fail. Thread waits and timer objects embed them.
 */
#ifndef KERNEL_PROCESS_DEADLINE_H
#define KERNEL_PROCESS_DEADLINE_H

#include <base/heap.h>
#include <stdbool.h>
#include <stdint.h>

struct kernel;

struct deadline {
    struct heap_node node;
    void (*fire)(struct kernel *kernel, struct deadline *deadline); /* it is no longer set then */
    bool set;
};

void deadline_init(struct deadline *deadline,
                   void (*fire)(struct kernel *kernel, struct deadline *deadline));
/* Set or move it. VB_FOREVER cancels it; a moment in the past fires at the kernel's next look. */
void deadline_set(struct kernel *kernel, struct deadline *deadline, uint64_t time);
/* Harmless when it is not set. Must be called before its memory is freed. */
void deadline_cancel(struct kernel *kernel, struct deadline *deadline);

/* Fire all that are due at `now`. */
void deadlines_fire(struct kernel *kernel, uint64_t now);
/* The earliest, VB_FOREVER when there is none. */
uint64_t deadlines_next(const struct kernel *kernel);

#endif
