#include <base/format.h>
#include <kernel_state.h>
#include <memory/memory_object.h>
#include <process/image.h>

void images_init(struct kernel *kernel)
{
    for (size_t i = 0; i < IMAGE_BUCKETS; i++)
        list_init(&kernel->images.buckets[i]);
    list_init(&kernel->images.idle);
}

static struct list *bucket_of(struct kernel *kernel, const struct backing *backing, size_t offset)
{
    uintptr_t key = (uintptr_t)backing / 64 ^ offset / 512;
    return &kernel->images.buckets[key % IMAGE_BUCKETS];
}

static struct image *find(struct kernel *kernel, const struct memory_object *memory)
{
    struct list *bucket = bucket_of(kernel, memory->backing, memory->offset);
    LIST_FOR_EACH (node, bucket) {
        struct image *image = LIST_ENTRY(node, struct image, hash_link);
        if (image->backing == memory->backing && image->offset == memory->offset &&
            image->size == memory->size)
            return image;
    }
    return NULL;
}

static int load(struct kernel *kernel, struct memory_object *memory, struct image **out,
                struct cpu_diagnostic *diagnostic)
{
    struct backing *backing = memory->backing;
    struct account *account = backing->account;
    int status = VB_OK;
    struct image *image = kernel_alloc(account, sizeof *image, &status);
    if (image == NULL)
        return status;
    status =
        kernel->cpu->image_load(kernel->config.cpu, &account->host, memory_object_bytes(memory),
                                memory->size, &image->cpu, diagnostic);
    if (status != VB_OK) {
        kernel_free(account, image, sizeof *image);
        return account_cpu_status(account, status);
    }
    backing_retain(backing);
    image->backing = backing;
    image->offset = memory->offset;
    image->size = memory->size;
    list_init(&image->idle_link);
    list_append(bucket_of(kernel, backing, image->offset), &image->hash_link);
    kernel->counts.images++;
    *out = image;
    return VB_OK;
}

static void unload(struct kernel *kernel, struct image *image)
{
    struct backing *backing = image->backing;
    list_remove(&image->hash_link);
    list_remove(&image->idle_link);
    kernel->images.idle_count--;
    kernel->counts.images--;
    kernel->cpu->image_release(image->cpu);
    kernel_free(backing->account, image, sizeof *image);
    backing_release(backing);
}

/* An image keeps the bytes that it was loaded from, and a device must not change those. */
static int image_get_copy(struct kernel *kernel, struct memory_object *pinned, struct image **out,
                          struct cpu_diagnostic *diagnostic)
{
    struct memory_object *copy;
    int status = memory_object_share(pinned->object.account, pinned, 0, pinned->size, &copy);
    if (status != VB_OK)
        return status;
    status = image_get(kernel, copy, out, diagnostic);
    object_release(kernel, &copy->object);
    return status;
}

int image_get(struct kernel *kernel, struct memory_object *memory, struct image **out,
              struct cpu_diagnostic *diagnostic)
{
    if (memory->pins > 0)
        return image_get_copy(kernel, memory, out, diagnostic);
    if (memory->size == 0) {
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "expected a module, found an empty memory object");
        return VB_ERR_BAD_MODULE;
    }
    struct image *image = find(kernel, memory);
    if (image == NULL) {
        int status = load(kernel, memory, &image, diagnostic);
        if (status != VB_OK)
            return status;
    } else if (image->users == 0) {
        list_remove(&image->idle_link);
        kernel->images.idle_count--;
    }
    image->users++;
    *out = image;
    return VB_OK;
}

void image_retain(struct image *image)
{
    image->users++;
}

/* Bytes that nobody else holds will not be asked for again: an image of a file that has been
 * deleted or replaced goes at once. */
static bool worth_keeping(const struct image *image)
{
    return image->backing->references > 1 || image->backing->capacity == 0;
}

void image_put(struct kernel *kernel, struct image *image)
{
    struct image_cache *cache = &kernel->images;
    if (--image->users > 0)
        return;
    list_append(&cache->idle, &image->idle_link);
    cache->idle_count++;
    if (!worth_keeping(image))
        unload(kernel, image);
    else if (cache->idle_count > IMAGES_IDLE_MAX)
        unload(kernel, LIST_ENTRY(list_first(&cache->idle), struct image, idle_link));
}

bool images_trim(struct kernel *kernel, const struct account *scope)
{
    bool some = false;
    LIST_FOR_EACH (node, &kernel->images.idle) {
        struct image *image = LIST_ENTRY(node, struct image, idle_link);
        if (account_contains(scope, image->backing->account)) {
            unload(kernel, image);
            some = true;
        }
    }
    return some;
}
