/* Processes that nobody waits for yet: what `wait` waits for. */
#include "process.h"

#include <stdlib.h>

enum { SWEEP_AT = 64 };

struct background_process {
    os_process process; /* 0: ended, with this status */
    int pid, status;
};

struct background {
    struct background_process *items;
    size_t count, capacity;
};

/* Close what has ended, and forget the oldest of it when there is much. */
static void sweep(struct background *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++) {
        struct background_process *item = &list->items[i];
        struct os_status ended;
        if (item->process && os_try_wait(item->process, &ended) != 0) {
            item->process = 0;
            item->status = ended.how == OS_EXITED ? ended.code & 0xff : 128 + ended.code;
        }
        bool old = !item->process && i + SWEEP_AT < list->count;
        if (!old)
            list->items[kept++] = *item;
    }
    list->count = kept;
}

void background_add(struct shell *shell, os_process process, int pid)
{
    if (!shell->background)
        shell->background = checked_alloc(sizeof *shell->background);
    struct background *list = shell->background;
    if (list->count == list->capacity) {
        sweep(list);
        list->capacity = list->count < SWEEP_AT ? SWEEP_AT * 2 : list->count * 2;
        list->items = checked_resize(list->items, list->capacity * sizeof *list->items);
    }
    list->items[list->count++] = (struct background_process){process, pid, 0};
}

void background_free(struct shell *shell)
{
    if (shell->background)
        free(shell->background->items);
    free(shell->background);
    shell->background = NULL;
}

/* -1: a signal with a trap came first. */
static int wait_one(struct shell *shell, struct background_process *item)
{
    struct os_status ended = {0};
    if (!item->process)
        return item->status;
    int result = os_wait_or_signal(item->process, &ended);
    if (result == 0)
        return -1;
    item->process = 0;
    item->status = result < 0 ? 127 : status_of(shell, &ended);
    return item->status;
}

int background_wait(struct shell *shell, int pid)
{
    struct background *list = shell->background;
    int status = pid ? -1 : 0;
    for (size_t i = 0; list && i < list->count; i++) {
        if (pid && list->items[i].pid != pid)
            continue;
        int result = wait_one(shell, &list->items[i]);
        if (result < 0)
            return 128 + os_signal_waiting();
        status = pid ? result : 0;
        if (pid) {
            list->items[i] = list->items[--list->count];
            return status;
        }
    }
    if (list && !pid)
        list->count = 0;
    return status;
}
