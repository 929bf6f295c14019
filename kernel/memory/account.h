/*
 * Accounts: limits on memory, in a tree. A charge counts against the account and all above it, or
 * not at all. Every byte the kernel holds for somebody is charged to one.
 */
#ifndef KERNEL_MEMORY_ACCOUNT_H
#define KERNEL_MEMORY_ACCOUNT_H

#include <kernel/cpu.h>
#include <object.h>

#define ACCOUNT_DEPTH_MAX 16u /* a charge walks to the root */

struct account {
    struct object object; /* VB_OBJECT_ACCOUNT, charged to and keeping alive the parent */
    struct kernel *kernel;
    struct account *parent; /* NULL: the root, which is part of struct kernel */
    uint64_t used;          /* bytes, descendants included */
    uint64_t limit;         /* bytes */
    uint64_t peak;
    uint32_t tasks;       /* charged to it, descendants not included */
    uint32_t depth;       /* 0: the root */
    bool refused;         /* the last charge exceeded a limit */
    struct cpu_host host; /* what contexts charged to it get */
};

MUST_CHECK int account_create(struct account *parent, uint64_t limit, struct account **out);
void account_init_root(struct kernel *kernel, struct account *account, uint64_t limit);

/* VB_OK or VB_ERR_QUOTA. */
MUST_CHECK int account_charge(struct account *account, uint64_t bytes);
void account_uncharge(struct account *account, uint64_t bytes);
/* The nearest account that refuses the charge; NULL: none does. */
struct account *account_full(struct account *account, uint64_t bytes);
/* Is `other` the account or one below it? */
bool account_contains(const struct account *account, const struct account *other);
/* The status of a CPU's function that was charging the account: it only sees that memory is
 * missing, so NO_MEMORY becomes QUOTA when it was the account that refused. */
MUST_CHECK int account_cpu_status(const struct account *account, int status);

static inline struct account *account_of(struct object *object)
{
    return CONTAINER_OF(object, struct account, object);
}

#endif
