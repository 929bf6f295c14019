/*
 * Requests on their way to a helper thread. hal_request has no room for a link (the kernel owns
 * it), so entries are taken from the heap; when there is none the request ends with an error.
 */
#include "hosted.h"

#include <stdlib.h>

struct hosted_entry {
    struct hosted_entry *next;
    struct hal_request *request;
};

void hosted_queue_put(struct hosted_queue *queue, struct hal_request *request)
{
    struct hosted_entry *entry = malloc(sizeof *entry);
    if (!entry) {
        hosted_complete(request, VB_ERR_NO_MEMORY, 0);
        return;
    }
    *entry = (struct hosted_entry){.request = request};
    pthread_mutex_lock(&queue->lock);
    if (queue->last) {
        queue->last->next = entry;
    } else {
        queue->first = entry;
    }
    queue->last = entry;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}

struct hal_request *hosted_queue_take(struct hosted_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (!queue->first) {
        pthread_cond_wait(&queue->changed, &queue->lock);
    }
    struct hosted_entry *entry = queue->first;
    queue->first = entry->next;
    if (!queue->first) {
        queue->last = NULL;
    }
    queue->busy = true;
    pthread_mutex_unlock(&queue->lock);
    struct hal_request *request = entry->request;
    free(entry);
    return request;
}

void hosted_queue_done(struct hosted_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    queue->busy = false;
    pthread_cond_broadcast(&queue->changed);
    pthread_mutex_unlock(&queue->lock);
}

bool hosted_queue_remove(struct hosted_queue *queue, const struct hal_request *request)
{
    bool found = false;
    pthread_mutex_lock(&queue->lock);
    struct hosted_entry *before = NULL;
    for (struct hosted_entry *entry = queue->first; entry; before = entry, entry = entry->next) {
        if (entry->request != request) {
            continue;
        }
        if (before) {
            before->next = entry->next;
        } else {
            queue->first = entry->next;
        }
        if (queue->last == entry) {
            queue->last = before;
        }
        free(entry);
        found = true;
        break;
    }
    pthread_mutex_unlock(&queue->lock);
    return found;
}

void hosted_queue_drain(struct hosted_queue *queue)
{
    pthread_mutex_lock(&queue->lock);
    while (queue->first || queue->busy) {
        pthread_cond_wait(&queue->changed, &queue->lock);
    }
    pthread_mutex_unlock(&queue->lock);
}
