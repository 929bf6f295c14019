#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/backing.h>
#include <memory/lazy.h>
#include <string.h>

void backing_retain(struct backing *backing)
{
    backing->references++;
}

void backing_release(struct backing *backing)
{
    if (backing == NULL || --backing->references > 0)
        return;
    struct account *account = backing->account;
    if (backing->lazy)
        lazy_free(account, backing->bytes, backing->capacity);
    else if (backing->capacity > 0)
        kernel_free(account, backing->bytes, backing->capacity);
    kernel_free(account, backing, sizeof *backing);
    object_release(account->kernel, &account->object);
}

/* In lazy pages, where the platform has them and it is worth it. */
static int take_lazy(struct backing *backing, struct account *account,
                     const struct backing_contents *contents)
{
    if (contents->contiguous || backing->capacity < LAZY_MIN)
        return VB_ERR_NOT_SUPPORTED;
    const bool shared = contents->lazy && (uintptr_t)contents->from % HAL_PAGE_SIZE == 0;
    int status = shared ? lazy_copy(account, contents->from, contents->kept, backing->capacity,
                                    &backing->bytes)
                        : lazy_alloc(account, backing->capacity, &backing->bytes);
    if (status != VB_OK)
        return status;
    backing->lazy = true;
    if (!shared && contents->kept > 0)
        memcpy(backing->bytes, contents->from, contents->kept);
    return VB_OK;
}

static int take_bytes(struct backing *backing, struct account *account,
                      const struct backing_contents *contents)
{
    int status = take_lazy(backing, account, contents);
    if (status != VB_ERR_NOT_SUPPORTED)
        return status;
    status = VB_OK;
    backing->bytes = kernel_alloc(account, backing->capacity, &status);
    if (backing->bytes != NULL && contents->kept > 0)
        memcpy(backing->bytes, contents->from, contents->kept);
    return status;
}

int backing_new(struct account *account, struct backing **out)
{
    int status = VB_OK;
    struct backing *backing = kernel_alloc(account, sizeof *backing, &status);
    if (backing == NULL)
        return status;
    backing->account = account;
    backing->references = 1;
    object_retain(&account->object);
    *out = backing;
    return VB_OK;
}

int backing_create(struct account *account, size_t capacity,
                   const struct backing_contents *contents, struct backing **out)
{
    int status = backing_new(account, out);
    if (status != VB_OK)
        return status;
    (*out)->capacity = capacity;
    status = take_bytes(*out, account, contents);
    if (status != VB_OK) {
        (*out)->capacity = 0;
        backing_release(*out);
    }
    return status;
}

bool backing_extend(struct backing *backing, size_t capacity)
{
    if (backing->capacity <= ALLOC_SLAB_MAX)
        return false;
    if (backing->lazy) {
        bool grown = lazy_extend(backing->account, backing->bytes, backing->capacity, capacity);
        backing->capacity = grown ? capacity : backing->capacity;
        return grown;
    }
    size_t old_pages = pages_for(backing->capacity), pages = pages_for(capacity);
    if (pages > old_pages && !kernel_extend(backing->account, backing->bytes, old_pages, pages))
        return false;
    backing->capacity = capacity;
    return true;
}
