#include <ipc/state.h>
#include <kernel_state.h>
#include <process/schedule.h>
#include <process/task.h>

#define DEFAULT_ENTRY_REDUCTIONS 2000u /* tens of microseconds */
#define DEFAULT_QUANTUM_ENTRIES  50u

/* ---- objects that are part of the kernel: their first reference is never dropped ---------------
 */

static void never_destroyed(struct kernel *kernel, struct object *object)
{
    (void)kernel;
    (void)object;
}

static const struct object_ops builtin_ops = {.destroy = never_destroyed};

static struct object builtin(uint32_t type)
{
    return (struct object){.ops = &builtin_ops, .type = type, .references = 1};
}

/* ---- making one --------------------------------------------------------------------------------
 */

static uint64_t root_limit(const struct kernel_config *config)
{
    size_t pages = hal_pages_available();
    if (config->memory_limit != 0)
        return config->memory_limit;
    return pages == SIZE_MAX ? UINT64_MAX : (uint64_t)pages * HAL_PAGE_SIZE;
}

static void configure(struct kernel *kernel, const struct kernel_config *config)
{
    kernel->config = *config;
    kernel->cpu = config->cpu_ops;
    if (kernel->config.entry_reductions == 0)
        kernel->config.entry_reductions = DEFAULT_ENTRY_REDUCTIONS;
    if (kernel->config.quantum_entries == 0)
        kernel->config.quantum_entries = DEFAULT_QUANTUM_ENTRIES;
    kernel->config.quantum_entries = MIN(kernel->config.quantum_entries, UINT16_MAX);
}

int kernel_create(const struct kernel_config *config, struct kernel **out)
{
    struct kernel *kernel = hal_pages_get(pages_for(sizeof *kernel));
    if (kernel == NULL)
        return VB_ERR_NO_MEMORY;
    configure(kernel, config);
    kernel->pages.held = pages_for(sizeof *kernel);
    pages_init(kernel);
    alloc_init(kernel);
    images_init(kernel);
    atomic_waits_init(&kernel->atomic_waits);
    account_init_root(kernel, &kernel->root, root_limit(config));
    kernel->dead = builtin(VB_OBJECT_NONE);
    kernel->system = builtin(VB_OBJECT_SYSTEM);
    kernel->system.id = ++kernel->next_object;
    list_init(&kernel->tasks);
    for (size_t i = 0; i < VB_PRIORITIES; i++)
        list_init(&kernel->ready[i]);
    (void)kernel_now(kernel);
    ipc_init(kernel);
    int status = job_create(kernel, &kernel->root, NULL, &kernel->root_job);
    if (status != VB_OK) {
        hal_pages_release(kernel, pages_for(sizeof *kernel));
        return status;
    }
    *out = kernel;
    return VB_OK;
}

/* ---- and taking it apart -----------------------------------------------------------------------
 */

static struct task *some_living_task(struct kernel *kernel)
{
    LIST_FOR_EACH (node, &kernel->tasks) {
        struct task *task = LIST_ENTRY(node, struct task, link);
        if (!task->ended)
            return task;
    }
    return NULL;
}

void kernel_destroy(struct kernel *kernel)
{
    struct task *task;
    kernel->ending = true;
    while ((task = some_living_task(kernel)) != NULL)
        task_end(task, VB_EXIT_SIGNAL, VB_SIGKILL, "");
    devices_end(kernel);
    dma_end(kernel);
    object_release(kernel, &kernel->root_job->object);
    (void)images_trim(kernel, &kernel->root);
    alloc_trim(kernel);
    pages_trim(kernel);
    hal_pages_release(kernel, pages_for(sizeof *kernel));
}

/* ---- running -----------------------------------------------------------------------------------
 */

enum kernel_state kernel_step(struct kernel *kernel, uint64_t budget, uint64_t *deadline)
{
    return schedule_run(kernel, budget, deadline);
}

void kernel_stop_reason(const struct kernel *kernel, enum vb_system_action *action, int *status)
{
    *action = kernel->stop_action;
    *status = kernel->stop_status;
}

void kernel_count(const struct kernel *kernel, struct kernel_counts *out)
{
    *out = kernel->counts;
    out->pages_held = kernel->pages.held;
    out->bytes_charged = kernel->root.used;
}
