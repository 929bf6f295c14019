/* A folder's thread: takes its requests and carries them out in order. */
#include "hosted.h"
#include "posix.h"

#include <stdlib.h>

static void *serve(void *argument)
{
    struct folder *folder = argument;
    struct hosted_queue *queue = folder->worker;
    for (;;) {
        struct hal_request *request = hosted_queue_take(queue);
        uint32_t size;
        int64_t result = folder_carry_out(folder, request, &size);
        hosted_complete(request, result, size);
        hosted_queue_done(queue);
    }
    return NULL;
}

bool posix_folder_start(struct folder *folder)
{
    struct hosted_queue *queue = calloc(1, sizeof *queue);
    if (!queue) {
        return false;
    }
    pthread_mutex_init(&queue->lock, NULL);
    pthread_cond_init(&queue->changed, NULL);
    folder->worker = queue;
    hosted_thread(serve, folder);
    return true;
}

void posix_folder_submit(struct folder *folder, struct hal_request *request)
{
    hosted_queue_put(folder->worker, request);
}
