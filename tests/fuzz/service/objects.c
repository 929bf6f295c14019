/* Objects and the service's handles. */
#include "fake.h"

enum { HANDLES = 4096 };

static struct {
    struct fake_object *object; /* NULL: free */
    uint32_t generation;
} table[HANDLES];
static uint32_t used; /* slots that were ever used */
static uint32_t objects;

struct fake_object *fake_object(uint32_t type)
{
    struct fake_object *object = calloc(1, sizeof *object);

    if (object == NULL)
        abort();
    object->type = type;
    object->references = 1;
    object->alive = true;
    objects++;
    return object;
}

void fake_release(struct fake_object *object)
{
    if (--object->references > 0)
        return;
    if (object->watch != NULL)
        fake_release(object->watch);
    if (object->channel != NULL) {
        if (object->type == VB_OBJECT_RECEIVER)
            object->channel->alive = false;
        fake_release(object->channel);
    }
    free(object->bytes);
    free(object);
    objects--;
}

uint64_t fake_handle(struct fake_object *object)
{
    uint32_t i = 0;

    while (i < HANDLES && table[i].object != NULL)
        i++;
    if (i == HANDLES)
        fake_wrong("more than %d handles", HANDLES);
    if (i >= used)
        used = i + 1;
    table[i].object = object;
    /* Values differ from run to run of a slot, as the kernel's do. */
    table[i].generation++;
    return (uint64_t)table[i].generation << 32 | i;
}

struct fake_object *fake_find(uint64_t handle)
{
    uint32_t i = (uint32_t)handle;

    if (handle == 0)
        return NULL;
    if (i >= HANDLES || table[i].object == NULL || table[i].generation != handle >> 32)
        fake_wrong("handle %llx is not the service's", (unsigned long long)handle);
    return table[i].object;
}

struct fake_object *fake_find_type(uint64_t handle, uint32_t type)
{
    struct fake_object *object = fake_find(handle);

    return object != NULL && object->type == type ? object : NULL;
}

/* The last sender with a badge is gone: its owner, the service, is told. */
static void gone(uint32_t type, uint64_t badge)
{
    if (!fake_service.is_init && type == VB_OBJECT_SENDER && badge > 1 &&
        fake_badge_count(badge) == 0)
        fake_fire(badge, VB_BADGE_CLOSED);
}

void fake_close(uint64_t handle)
{
    struct fake_object *object = fake_find(handle);
    uint32_t type = object->type;
    uint64_t badge = object->badge;

    table[(uint32_t)handle].object = NULL;
    fake_release(object);
    gone(type, badge);
}

struct fake_object *fake_move(uint64_t handle)
{
    struct fake_object *object = fake_find(handle);

    table[(uint32_t)handle].object = NULL;
    return object;
}

int64_t fake_count_badge(uint64_t badge)
{
    int64_t count = 0;

    for (uint32_t i = 0; i < used; i++)
        count += table[i].object != NULL && table[i].object->type == VB_OBJECT_SENDER &&
                 table[i].object->badge == badge;
    return count;
}

void fake_each_memory(void (*check)(const uint8_t *bytes, uint64_t size))
{
    for (uint32_t i = 0; i < used; i++)
        if (table[i].object != NULL && table[i].object->type == VB_OBJECT_MEMORY)
            check(table[i].object->bytes, table[i].object->size);
}

void fake_close_all(void)
{
    for (uint32_t i = 0; i < used; i++)
        if (table[i].object != NULL) {
            fake_release(table[i].object);
            table[i].object = NULL;
        }
    used = 0;
}

void fake_close_type(uint32_t type)
{
    for (uint32_t i = 0; i < used; i++)
        if (table[i].object != NULL && table[i].object->type == type) {
            fake_release(table[i].object);
            table[i].object = NULL;
        }
}

uint32_t fake_count(uint32_t type)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < used; i++)
        count += table[i].object != NULL && table[i].object->type == type;
    return count;
}

bool fake_all_kept(uint32_t type)
{
    for (uint32_t i = 0; i < used; i++)
        if (table[i].object != NULL && table[i].object->type == type &&
            !fake_is_kept(table[i].object))
            return false;
    return true;
}

void fake_objects_end(void)
{
    fake_close_all();
    if (objects != 0)
        abort(); /* the fake's own fault */
}
