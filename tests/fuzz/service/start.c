/* Start handles (sdk/start.h), and what init keeps for the next incarnation. */
#include "fake.h"
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>

enum { ENTRIES = 32, KEPT = 16 };

static struct vb_start_handle entries[ENTRIES];
static char names[ENTRIES][40];
static uint32_t entry_count;
static struct {
    char name[32];
    struct fake_object *object;
} kept[KEPT];

void fake_give_object(const char *name, struct fake_object *object)
{
    if (entry_count == ENTRIES)
        abort();
    snprintf(names[entry_count], sizeof names[0], "%s", name);
    if (object->type == VB_OBJECT_SENDER)
        snprintf(object->name, sizeof object->name, "%s", name);
    entries[entry_count] = (struct vb_start_handle){
        .handle = fake_handle(object), .kind = VB_START_NAMED, .name = entry_count + 1};
    entry_count++;
}

uint64_t fake_give(const char *name, uint32_t type)
{
    fake_give_object(name, fake_object(type));
    return entries[entry_count - 1].handle;
}

void fake_keep(const char *name, struct fake_object *object)
{
    uint32_t i = 0, free_slot = KEPT;

    for (i = 0; i < KEPT && (kept[i].object == NULL || strcmp(kept[i].name, name) != 0); i++)
        if (kept[i].object == NULL)
            free_slot = i;
    if (i < KEPT)
        fake_release(kept[i].object);
    else
        i = free_slot;
    if (i == KEPT)
        fake_wrong("more is kept than init has room for");
    strcpy(kept[i].name, name);
    kept[i].object = object;
}

void fake_forget(const char *name)
{
    for (uint32_t i = 0; i < KEPT; i++)
        if (kept[i].object != NULL && strcmp(kept[i].name, name) == 0) {
            fake_release(kept[i].object);
            kept[i].object = NULL;
        }
}

bool fake_is_kept(const struct fake_object *object)
{
    for (uint32_t i = 0; i < KEPT; i++)
        if (kept[i].object == object)
            return true;
    return false;
}

void fake_start_again(void)
{
    char name[40];

    for (uint32_t i = 0; i < KEPT; i++)
        if (kept[i].object != NULL) {
            snprintf(name, sizeof name, "kept.%s", kept[i].name);
            kept[i].object->references++;
            fake_give_object(name, kept[i].object);
        }
}

void fake_start_reset(bool all)
{
    entry_count = 0;
    for (uint32_t i = 0; all && i < KEPT; i++)
        if (kept[i].object != NULL) {
            fake_release(kept[i].object);
            kept[i].object = NULL;
        }
}

uint64_t sdk_start_named(const char *name)
{
    for (uint32_t i = 0; i < entry_count; i++)
        if (strcmp(names[i], name) == 0)
            return entries[i].handle;
    return 0;
}

const struct vb_start_handle *sdk_start_entry(uint32_t index)
{
    return index < entry_count ? &entries[index] : NULL;
}

const char *sdk_start_string(uint32_t offset)
{
    return offset == 0 || offset > entry_count ? "" : names[offset - 1];
}

const struct vb_start_header *sdk_start(void)
{
    static struct vb_start_header header;

    return &header;
}

const char *sdk_argument(uint32_t index)
{
    return index == 0 ? "program" : NULL;
}
