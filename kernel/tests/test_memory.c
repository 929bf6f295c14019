/* Accounts, memory objects, linear memories and handle tables, called directly. */
#include "world.h"

#include <hal_fake/space.h>
#include <kernel_state.h>
#include <memory/linear.h>
#include <memory/memory_object.h>
#include <memory/space.h>
#include <process/task.h>
#include <string.h>

static struct kernel *begin(struct world *w)
{
    world_begin(w);
    CHECK_EQUAL(VB_OK, kernel_create(&w->config, &w->kernel));
    return w->kernel;
}

static void release(struct kernel *kernel, struct memory_object *memory)
{
    object_release(kernel, &memory->object);
}

/* ---- accounts ----------------------------------------------------------------------------------
 */

static void test_limits(void)
{
    struct world w;
    struct kernel *kernel = begin(&w);
    struct account *outer, *inner;
    int status = VB_OK;
    CHECK_EQUAL(VB_OK, account_create(&kernel->root, 10000, &outer));
    CHECK_EQUAL(VB_OK, account_create(outer, 1000000, &inner));
    uint64_t used = outer->used;
    void *most = kernel_alloc(inner, 8192, &status);
    CHECK(most != NULL);
    CHECK_EQUAL(used + 8192, outer->used);
    CHECK_EQUAL(8192, inner->used);
    CHECK(kernel_alloc(inner, 4096, &status) == NULL); /* the outer limit */
    CHECK_EQUAL(VB_ERR_QUOTA, status);
    CHECK_EQUAL(8192, inner->used);
    outer->limit = 100; /* below what is used: only new charges fail */
    CHECK(kernel_alloc(inner, 16, &status) == NULL);
    kernel_free(inner, most, 8192);
    CHECK_EQUAL(8192, inner->peak);
    CHECK_EQUAL(VB_ERR_QUOTA, account_charge(&kernel->root, UINT64_MAX));
    object_release(kernel, &outer->object); /* the inner one keeps it */
    CHECK_EQUAL(0, inner->used);
    object_release(kernel, &inner->object);
    world_end(&w);
}

static void test_depth(void)
{
    struct world w;
    struct kernel *kernel = begin(&w);
    struct account *account = &kernel->root, *below;
    uint64_t used = kernel->root.used;
    int depth = 0;
    while (account_create(account, UINT64_MAX, &below) == VB_OK) {
        if (account != &kernel->root)
            object_release(kernel, &account->object);
        account = below;
        depth++;
    }
    CHECK_EQUAL(ACCOUNT_DEPTH_MAX - 1, depth);
    object_release(kernel, &account->object);
    CHECK_EQUAL(used, kernel->root.used);
    world_end(&w);
}

/* ---- memory objects ----------------------------------------------------------------------------
 */

static void test_copy_on_write(void)
{
    struct world w;
    struct kernel *kernel = begin(&w);
    struct memory_object *first, *copy, *slice;
    uint8_t *bytes;
    uint64_t used = kernel->root.used;
    CHECK_EQUAL(VB_OK, memory_object_create(&kernel->root, 100000, &first));
    CHECK_EQUAL(VB_OK, memory_object_writable(first, &bytes));
    memset(bytes, 'a', 100000);
    uint64_t one = kernel->root.used - used;
    CHECK_EQUAL(VB_OK, memory_object_share(&kernel->root, first, 0, 100000, &copy));
    CHECK_EQUAL(VB_OK, memory_object_share(&kernel->root, first, 50000, 10, &slice));
    CHECK(kernel->root.used - used < one + 1000);
    CHECK(memory_object_bytes(copy) == memory_object_bytes(first));
    CHECK_EQUAL(VB_OK, memory_object_writable(first, &bytes));
    CHECK(memory_object_bytes(copy) != memory_object_bytes(first));
    memset(bytes, 'b', 100000);
    CHECK_EQUAL('a', memory_object_bytes(copy)[99999]);
    CHECK_EQUAL('a', memory_object_bytes(slice)[9]);
    release(kernel, copy);
    CHECK_EQUAL('a', memory_object_bytes(slice)[0]);
    release(kernel, slice);
    CHECK_EQUAL('b', memory_object_bytes(first)[0]);
    release(kernel, first);
    CHECK_EQUAL(used, kernel->root.used);
    world_end(&w);
}

static void test_external(void)
{
    static const uint8_t outside[] = "outside";
    struct world w;
    struct kernel *kernel = begin(&w);
    struct memory_object *memory;
    uint8_t *bytes;
    CHECK_EQUAL(VB_OK, memory_object_create_external(&kernel->root, outside, 7, &memory));
    CHECK(memory_object_bytes(memory) == outside);
    CHECK_EQUAL(VB_OK, memory_object_resize(memory, 9));
    CHECK_EQUAL(0, memcmp(memory_object_bytes(memory), "outside\0\0", 9));
    CHECK_EQUAL(VB_OK, memory_object_writable(memory, &bytes));
    bytes[0] = 'O';
    CHECK_EQUAL('o', outside[0]);
    release(kernel, memory);
    world_end(&w);
}

/* Grow and cut at random beside a model. */
static void test_resize(void)
{
    static uint8_t model[3000000];
    struct world w;
    struct kernel *kernel = begin(&w);
    struct memory_object *memory;
    uint64_t used = kernel->root.used, random = 1;
    size_t size = 0;
    CHECK_EQUAL(VB_OK, memory_object_create(&kernel->root, 0, &memory));
    for (int i = 0; i < 300; i++) {
        random = random * 6364136223846793005u + 1442695040888963407u;
        size_t next = (random >> 40) % (i % 3 == 0 ? sizeof model : 10000);
        if (i % 7 == 0)
            next = MIN(size + 5000, sizeof model);
        CHECK_EQUAL(VB_OK, memory_object_resize(memory, next));
        if (next > size)
            memset(model + size, 0, next - size);
        size = next;
        CHECK_EQUAL(size, memory->size);
        if (size == 0)
            continue;
        CHECK_EQUAL(0, memcmp(model, memory_object_bytes(memory), size));
        uint8_t *bytes;
        CHECK_EQUAL(VB_OK, memory_object_writable(memory, &bytes));
        memset(bytes, i, size);
        memset(model, i, size);
    }
    release(kernel, memory);
    CHECK_EQUAL(used, kernel->root.used);
    world_end(&w);
}

/* ---- linear memories ---------------------------------------------------------------------------
 */

/* For memories that the test may touch at once. */
static struct cpu_host host_with_space(struct kernel *kernel)
{
    struct hal_space *space;
    CHECK_EQUAL(VB_OK, space_create(&kernel->root, &space));
    space_enter(kernel, space);
    struct cpu_host host = kernel->root.host;
    host.space = space;
    return host;
}

static void grow_by_pages(struct kernel *kernel, bool extend)
{
    hal_fake_allow_extend(extend);
    uint64_t used = kernel->root.used;
    struct cpu_host host = host_with_space(kernel);
    struct cpu_memory *memory = linear_create(&host, 65536, 8 << 20);
    CHECK(memory != NULL);
    for (uint64_t size = 131072; size <= 8 << 20; size += 65536) {
        memset(memory->base, 0x5a, memory->size);
        CHECK_EQUAL(VB_OK, linear_grow(&kernel->root, memory, size));
        CHECK_EQUAL(size, memory->size);
        CHECK_EQUAL(0x5a, memory->base[size - 65537]);
        for (uint64_t i = size - 65536; i < size; i++)
            CHECK(memory->base[i] == 0);
    }
    CHECK_EQUAL(VB_ERR_LIMIT, linear_grow(&kernel->root, memory, (8 << 20) + 65536));
    struct cpu_memory *copy = linear_clone(&host, memory);
    memory->base[0] = 1;
    CHECK_EQUAL(0x5a, copy->base[0]);
    linear_release(memory);
    linear_release(copy);
    space_destroy(&kernel->root, host.space);
    CHECK_EQUAL(used, kernel->root.used);
}

static void test_linear(void)
{
    struct world w;
    struct kernel *kernel = begin(&w);
    grow_by_pages(kernel, true);
    grow_by_pages(kernel, false);
    struct cpu_host host = host_with_space(kernel);
    struct cpu_memory *none = linear_create(&host, 0, 0);
    CHECK_EQUAL(VB_OK, linear_grow(&kernel->root, none, 65536));
    CHECK_EQUAL(0, none->base[65535]);
    linear_release(none);
    CHECK(linear_create(&host, UINT64_MAX, 0) == NULL);
    space_destroy(&kernel->root, host.space);
    world_end(&w);
}

/* What the platform has beside the pages, tables, is charged like them. */
static void test_space_cost(void)
{
    struct world w;
    struct kernel *kernel = begin(&w);
    const uint64_t page = HAL_PAGE_SIZE, pages = 131072 / HAL_PAGE_SIZE;
    hal_fake_space_cost(3, 2);
    uint64_t used = kernel->root.used;
    struct cpu_host host = host_with_space(kernel);
    if (host.space != NULL) {
        CHECK_EQUAL(used + 3 * page, kernel->root.used);
        uint64_t before = kernel->root.used;
        struct cpu_memory *memory = linear_create(&host, 65536, 8 << 20);
        uint64_t one = kernel->root.used - before;
        linear_release(memory);
        CHECK_EQUAL(before, kernel->root.used);
        memory = linear_create(&host, 65536, 8 << 20);
        CHECK_EQUAL(VB_OK, linear_grow(&kernel->root, memory, 131072));
        CHECK_EQUAL(before + one + pages / 2 * page + pages / 4 * page, kernel->root.used);
        linear_release(memory);
        space_destroy(&kernel->root, host.space);
    }
    CHECK_EQUAL(used, kernel->root.used);
    hal_fake_space_cost(0, 0);
    world_end(&w);
}

/* ---- handles -----------------------------------------------------------------------------------
 */

static void test_handles(void)
{
    struct world w;
    struct kernel *kernel = begin(&w);
    struct memory_object *memory;
    struct task *task;
    int64_t values[100];
    CHECK_EQUAL(VB_OK, memory_object_create(&kernel->root, 10, &memory));
    CHECK_EQUAL(VB_OK, task_create(kernel, NULL, kernel->root_job, &kernel->root, &task));
    CHECK(handle_lookup(task, 0) == NULL);
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        values[i] = handle_insert(task, &memory->object, (uint32_t)i, i * 3);
        CHECK(values[i] > 0);
    }
    CHECK_EQUAL(100, memory->object.handles);
    CHECK_EQUAL(100, kernel->counts.handles);
    for (size_t i = 0; i < ARRAY_LEN(values); i++) {
        struct handle *handle = handle_lookup(task, (uint64_t)values[i]);
        CHECK(handle != NULL && handle->rights == i && handle->badge == i * 3);
        CHECK_EQUAL(values[i], handle_value(task, handle));
    }
    handle_close(task, handle_lookup(task, (uint64_t)values[50]));
    CHECK(handle_lookup(task, (uint64_t)values[50]) == NULL);
    int64_t again = handle_insert(task, &memory->object, 1, 0);
    CHECK_EQUAL((uint32_t)values[50], (uint32_t)again); /* the same slot */
    CHECK(again != values[50]);
    CHECK(handle_lookup(task, (uint64_t)values[50]) == NULL);
    CHECK(handle_lookup(task, (uint64_t)again + 0x100000000) == NULL);
    CHECK(handle_lookup(task, 0x1ffffffff) == NULL);
    object_release(kernel, &task->object);
    CHECK_EQUAL(0, memory->object.handles);
    CHECK_EQUAL(0, kernel->counts.handles);
    release(kernel, memory);
    world_end(&w);
}

/* A slot whose generations are used up is never used again. */
static void test_generations(void)
{
    struct world w;
    struct kernel *kernel = begin(&w);
    struct task *task;
    CHECK_EQUAL(VB_OK, task_create(kernel, NULL, kernel->root_job, &kernel->root, &task));
    uint64_t first = (uint64_t)handle_insert(task, &task->job->object, 0, 0);
    handle_lookup(task, first)->generation = 0x7fffffff;
    first = 0x7fffffffull << 32 | (uint32_t)first;
    CHECK((int64_t)first > 0);
    handle_close(task, handle_lookup(task, first));
    CHECK(handle_lookup(task, first) == NULL);
    for (int i = 0; i < 100; i++)
        CHECK((uint32_t)handle_insert(task, &task->job->object, 0, 0) != (uint32_t)first);
    object_release(kernel, &task->object);
    world_end(&w);
}

int main(void)
{
    test_limits();
    test_depth();
    test_copy_on_write();
    test_external();
    test_resize();
    test_linear();
    test_space_cost();
    test_handles();
    test_generations();
    return 0;
}
