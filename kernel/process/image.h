/*
 * Loaded images: one for each (backing, offset, size) of a memory object, shared by every task that
 * runs it, and kept for a while when none does, so that starting a program again translates
 * nothing. An image holds a reference to its backing, which keeps the bytes unchanged.
 */
#ifndef KERNEL_PROCESS_IMAGE_H
#define KERNEL_PROCESS_IMAGE_H

#include <base/list.h>
#include <kernel/cpu.h>

struct account;
struct backing;
struct kernel;
struct memory_object;

#define IMAGE_BUCKETS   32u
#define IMAGES_IDLE_MAX 32u /* images without a user that stay loaded */

struct image {
    struct list hash_link;
    struct list idle_link; /* while unused, oldest first */
    struct cpu_image *cpu;
    struct backing *backing; /* retained; its account pays for the image */
    size_t offset, size;
    uint32_t users;
};

struct image_cache {
    struct list buckets[IMAGE_BUCKETS];
    struct list idle;
    uint32_t idle_count;
};

void images_init(struct kernel *kernel);
/* Unload the idle images that are charged to the account or one below it. False: there are none. */
bool images_trim(struct kernel *kernel, const struct account *scope);
/* The image of a memory object's bytes with one more user. VB_ERR_BAD_MODULE and others with a
 * diagnostic. */
MUST_CHECK int image_get(struct kernel *kernel, struct memory_object *memory, struct image **out,
                         struct cpu_diagnostic *diagnostic);
void image_retain(struct image *image);
void image_put(struct kernel *kernel, struct image *image);

#endif
