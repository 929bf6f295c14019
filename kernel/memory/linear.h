/*
 * Linear memories: what cpu_host gives to contexts. Contiguous and zeroed; the full size is charged
 * at creation, growth and clone, so that a quota never fails at a store. Growth extends in place
 * where it can and else moves, which is allowed because the CPU reloads the base.
 *
 * On a platform with spaces (hal/space.h) a memory is mapped in the space of its task and nowhere
 * else; what is charged is the same.
 */
#ifndef KERNEL_MEMORY_LINEAR_H
#define KERNEL_MEMORY_LINEAR_H

#include <memory/account.h>

struct linear {
    struct cpu_memory memory; /* base, size: as the CPU sees it */
    struct account *account;  /* retained */
    struct hal_space *space;  /* where it is mapped; NULL: it lies in the kernel's pages */
    uint64_t max_size;        /* bytes, 0: none */
    size_t pages;             /* held */
    uint32_t references;
};

/* The memory functions of a struct cpu_host. */
struct cpu_memory *linear_create(const struct cpu_host *host, uint64_t size, uint64_t max_size);
int linear_grow(void *account, struct cpu_memory *memory, uint64_t new_size);
struct cpu_memory *linear_clone(const struct cpu_host *host, struct cpu_memory *memory);
void linear_retain(struct cpu_memory *memory);
void linear_release(struct cpu_memory *memory);

#endif
