#include <base/format.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/memory_object.h>
#include <memory/space.h>
#include <process/start_block.h>
#include <process/task.h>
#include <string.h>

#define PLAN_ENTRY_FLAGS ((uint32_t)(VB_START_COPY | VB_START_IF_IMPORTED))

#define REFUSE(diagnostic, status, ...)                                                            \
    (format_text((diagnostic)->text, sizeof(diagnostic)->text, "start block: " __VA_ARGS__), status)

static struct vb_start_handle entry_at(const uint8_t *bytes, const struct vb_start_header *header,
                                       uint32_t index)
{
    struct vb_start_handle entry; /* the block may lie at any address */
    memcpy(&entry, bytes + header->handles + index * sizeof entry, sizeof entry);
    return entry;
}

/* ---- format ------------------------------------------------------------------------------------
 */

/* Do `count` NUL-terminated strings, one behind the other, lie inside? */
static bool has_strings(const uint8_t *bytes, uint32_t size, uint32_t offset, uint32_t count)
{
    for (; count > 0; count--) {
        while (offset < size && bytes[offset] != 0)
            offset++;
        if (offset >= size)
            return false;
        offset++;
    }
    return true;
}

static int check_header(const struct vb_start_header *header, size_t size, bool replace,
                        struct cpu_diagnostic *d)
{
    const uint32_t flags = replace ? 0 : VB_START_STOPPED | VB_START_PAUSE | VB_START_REPRODUCIBLE;
    if (header->magic != VB_START_MAGIC)
        return REFUSE(d, VB_ERR_PROTOCOL, "expected magic 0x%x, found 0x%x", VB_START_MAGIC,
                      header->magic);
    if (header->version != 1)
        return REFUSE(d, VB_ERR_PROTOCOL, "expected version 1, found %u", header->version);
    if (header->size < sizeof *header || header->size > size || header->size > VB_START_MAX)
        return REFUSE(d, VB_ERR_PROTOCOL, "expected a size from %zu to %zu, found %u",
                      sizeof *header, MIN(size, (size_t)VB_START_MAX), header->size);
    if ((header->flags & ~flags) != 0)
        return REFUSE(d, VB_ERR_INVALID, "expected no flags but 0x%x, found 0x%x", flags,
                      header->flags);
    if (header->handle_count > VB_START_HANDLES_MAX)
        return REFUSE(d, VB_ERR_PROTOCOL, "expected at most %u handles, found %u",
                      VB_START_HANDLES_MAX, header->handle_count);
    uint64_t end =
        header->handles + (uint64_t)header->handle_count * sizeof(struct vb_start_handle);
    if (header->handles % 8 != 0 || end > header->size)
        return REFUSE(d, VB_ERR_PROTOCOL,
                      "expected a handle list inside %u bytes, found %u handles at offset %u",
                      header->size, header->handle_count, header->handles);
    return VB_OK;
}

static int check_strings(const uint8_t *bytes, const struct vb_start_header *header,
                         struct cpu_diagnostic *d)
{
    if (!has_strings(bytes, header->size, header->arguments, header->argument_count))
        return REFUSE(d, VB_ERR_PROTOCOL, "expected %u arguments at offset %u inside the block",
                      header->argument_count, header->arguments);
    if (!has_strings(bytes, header->size, header->environment, header->environment_count))
        return REFUSE(d, VB_ERR_PROTOCOL,
                      "expected %u environment strings at offset %u inside "
                      "the block",
                      header->environment_count, header->environment);
    if (!has_strings(bytes, header->size, header->working_directory, 1))
        return REFUSE(d, VB_ERR_PROTOCOL,
                      "expected a working directory at offset %u inside the "
                      "block",
                      header->working_directory);
    return VB_OK;
}

/* ---- handles -----------------------------------------------------------------------------------
 */

/* What each kind of entry must name, and with which right; type NONE: anything. */
static const struct entry_rule {
    uint32_t type, right;
} entry_rules[] = {
    [VB_START_IMAGE] = {VB_OBJECT_MEMORY, VB_RIGHT_READ},
    [VB_START_NAMESPACE] = {VB_OBJECT_NAMESPACE, VB_RIGHT_READ},
    [VB_START_ACCOUNT] = {VB_OBJECT_ACCOUNT, VB_RIGHT_SPAWN},
    [VB_START_JOB] = {VB_OBJECT_JOB, VB_RIGHT_SPAWN},
    [VB_START_FAULT] = {VB_OBJECT_SENDER, VB_RIGHT_SEND},
};

static int check_rights(const struct handle *handle, const struct vb_start_handle *entry,
                        uint32_t index, struct cpu_diagnostic *d)
{
    const struct entry_rule *rule = &entry_rules[entry->kind];
    uint32_t type = handle->object->type;
    uint32_t needed = rule->right | VB_RIGHT_TRANSFER;
    if ((entry->flags & VB_START_COPY) != 0)
        needed |= VB_RIGHT_DUPLICATE;
    if (type == VB_OBJECT_NONE || (rule->type != VB_OBJECT_NONE && type != rule->type))
        return REFUSE(d, VB_ERR_BAD_TYPE,
                      "handle %u of kind %u: expected an object of type %u, "
                      "found %u",
                      index, entry->kind, rule->type, type);
    if ((entry->flags & VB_START_COPY) != 0 &&
        (type == VB_OBJECT_RECEIVER || type == VB_OBJECT_REPLY))
        return REFUSE(d, VB_ERR_BAD_TYPE, "handle %u: objects of type %u cannot be copied", index,
                      type);
    if ((handle->rights & needed) != needed)
        return REFUSE(d, VB_ERR_ACCESS, "handle %u: expected rights 0x%x, found 0x%x", index,
                      needed, handle->rights);
    return VB_OK;
}

/* A handle that moves is listed once. */
static bool moves_and_recurs(const struct start_plan *plan, uint32_t index,
                             const struct vb_start_handle *entry)
{
    for (uint32_t i = 0; i < index; i++) {
        struct vb_start_handle other = entry_at(plan->bytes, &plan->header, i);
        if (other.handle == entry->handle && (other.flags & entry->flags & VB_START_COPY) == 0)
            return true;
    }
    return false;
}

static int check_entry(const struct task *giver, const struct start_plan *plan, uint32_t index,
                       bool replace, struct cpu_diagnostic *d)
{
    struct vb_start_handle entry = entry_at(plan->bytes, &plan->header, index);
    if (entry.kind < VB_START_FD || entry.kind > VB_START_FAULT)
        return REFUSE(d, VB_ERR_INVALID, "handle %u: unknown kind %u", index, entry.kind);
    if ((entry.flags & ~PLAN_ENTRY_FLAGS) != 0)
        return REFUSE(d, VB_ERR_INVALID, "handle %u: unknown flags 0x%x", index, entry.flags);
    if (entry.kind == VB_START_FD && entry.fd < 0)
        return REFUSE(d, VB_ERR_INVALID, "handle %u: expected a descriptor, found %d", index,
                      entry.fd);
    if (replace && (entry.kind == VB_START_ACCOUNT || entry.kind == VB_START_JOB))
        return REFUSE(d, VB_ERR_INVALID, "handle %u: exec keeps account and job", index);
    if (entry.name != 0 && !has_strings(plan->bytes, plan->header.size, entry.name, 1))
        return REFUSE(d, VB_ERR_PROTOCOL, "handle %u: expected a name at offset %u", index,
                      entry.name);
    const struct handle *handle = handle_lookup(giver, entry.handle);
    if (handle == NULL)
        return REFUSE(d, VB_ERR_BAD_HANDLE, "handle %u: no such handle", index);
    if (moves_and_recurs(plan, index, &entry))
        return REFUSE(d, VB_ERR_INVALID, "handle %u: listed before, but one of them moves", index);
    return check_rights(handle, &entry, index, d);
}

/* ---- the plan ----------------------------------------------------------------------------------
 */

static int add_image(struct kernel *kernel, struct start_plan *plan, struct object *object,
                     const struct vb_start_handle *entry, struct cpu_diagnostic *d)
{
    struct program *program = &plan->program;
    if (program->image_count == TASK_IMAGES_MAX)
        return REFUSE(d, VB_ERR_LIMIT, "expected at most %u images", TASK_IMAGES_MAX);
    struct image **image = &program->images[program->image_count];
    int status = image_get(kernel, memory_object_of(object), image, d);
    if (status != VB_OK)
        return status;
    plan->links[program->image_count++] = (struct cpu_link){
        .image = (*image)->cpu,
        .provides = entry->name != 0 ? (const char *)plan->bytes + entry->name : NULL,
        .if_imported = (entry->flags & VB_START_IF_IMPORTED) != 0};
    return VB_OK;
}

/* Once only, but for images and what the program looks up. */
static int use_entry(struct kernel *kernel, struct start_plan *plan, const struct handle *handle,
                     const struct vb_start_handle *entry, struct cpu_diagnostic *d)
{
    struct object *object = handle->object;
    bool again = false;
    switch (entry->kind) {
    case VB_START_IMAGE:
        return add_image(kernel, plan, object, entry, d);
    case VB_START_NAMESPACE:
        again = plan->namespace != NULL;
        plan->namespace = object;
        break;
    case VB_START_ACCOUNT:
        again = plan->account != NULL;
        plan->account = account_of(object);
        break;
    case VB_START_JOB:
        again = plan->job != NULL;
        plan->job = job_of(object);
        break;
    case VB_START_FAULT:
        again = plan->fault.object != NULL;
        plan->fault = (struct right){object, handle->badge, VB_RIGHT_SEND};
        break;
    default: /* what the program looks up: as many as it likes */
        break;
    }
    return again ? REFUSE(d, VB_ERR_INVALID, "two handles of kind %u", entry->kind) : VB_OK;
}

static int use_entries(struct task *giver, struct start_plan *plan, struct cpu_diagnostic *d)
{
    for (uint32_t i = 0; i < plan->header.handle_count; i++) {
        struct vb_start_handle entry = entry_at(plan->bytes, &plan->header, i);
        int status = use_entry(giver->kernel, plan, handle_lookup(giver, entry.handle), &entry, d);
        if (status != VB_OK)
            return status;
    }
    if (plan->account == NULL)
        plan->account = giver->account;
    if (plan->job == NULL)
        plan->job = giver->job;
    if (plan->program.image_count == 0)
        return REFUSE(d, VB_ERR_INVALID, "expected an image, found none");
    return VB_OK;
}

static int check_priority(struct start_plan *plan, uint8_t most, struct cpu_diagnostic *d)
{
    uint32_t priority = plan->header.priority;
    if (priority > most)
        return REFUSE(d, VB_ERR_INVALID, "expected a priority of at most %u, found %u", most,
                      priority);
    plan->priority = (uint8_t)(priority != 0 ? priority : MIN(most, VB_PRIORITY_DEFAULT));
    return VB_OK;
}

int start_plan_make(struct thread *giver, const uint8_t *bytes, size_t size, bool replace,
                    struct start_plan *plan, struct cpu_diagnostic *diagnostic)
{
    *plan = (struct start_plan){.bytes = bytes};
    diagnostic->text[0] = '\0';
    if (size < sizeof plan->header)
        return REFUSE(diagnostic, VB_ERR_PROTOCOL, "expected at least %zu bytes, found %zu",
                      sizeof plan->header, size);
    memcpy(&plan->header, bytes, sizeof plan->header);
    int status = check_header(&plan->header, size, replace, diagnostic);
    if (status == VB_OK)
        status = check_strings(bytes, &plan->header, diagnostic);
    if (status == VB_OK)
        status = check_priority(plan, giver->priority, diagnostic);
    for (uint32_t i = 0; status == VB_OK && i < plan->header.handle_count; i++)
        status = check_entry(giver->task, plan, i, replace, diagnostic);
    if (status != VB_OK)
        return status;
    status = use_entries(giver->task, plan, diagnostic);
    if (status != VB_OK)
        start_plan_release(giver->task->kernel, plan);
    return status;
}

void program_release(struct kernel *kernel, struct program *program)
{
    for (uint32_t i = 0; i < program->image_count; i++)
        image_put(kernel, program->images[i]);
    program->image_count = 0;
}

static size_t scratch_size(const struct start_plan *plan)
{
    return MAX(plan->header.handle_count, 1u) * sizeof(struct right);
}

void start_plan_release(struct kernel *kernel, struct start_plan *plan)
{
    program_release(kernel, &plan->program);
    kernel_free(plan->account, plan->copy, plan->header.size);
    kernel_free(plan->account, plan->rights, scratch_size(plan));
    space_destroy(plan->account, plan->space);
    plan->copy = NULL;
    plan->rights = NULL;
    plan->space = NULL;
}

int context_create(struct account *account, struct hal_space *space,
                   const struct cpu_program *program, struct cpu_context **out,
                   struct cpu_diagnostic *diagnostic)
{
    struct kernel *kernel = account->kernel;
    struct hal_space *before = kernel->space;
    struct cpu_host host = account->host;
    host.space = space;
    space_enter(kernel, space); /* data segments are written */
    int status = kernel->cpu->create(kernel->config.cpu, &host, program, out, diagnostic);
    space_enter(kernel, before);
    return status;
}

int start_plan_prepare(struct start_plan *plan, struct cpu_context **context,
                       struct cpu_diagnostic *diagnostic)
{
    int status = VB_OK;
    plan->rights = kernel_alloc(plan->account, scratch_size(plan), &status);
    if (plan->rights == NULL)
        return status;
    plan->copy = kernel_alloc(plan->account, plan->header.size, &status);
    if (plan->copy == NULL)
        return status;
    memcpy(plan->copy, plan->bytes, plan->header.size);
    struct cpu_program program = {.links = plan->links,
                                  .count = plan->program.image_count,
                                  .stack_limit = plan->header.stack_limit,
                                  .memory_limit = plan->header.memory_limit};
    status = space_create(plan->account, &plan->space);
    if (status != VB_OK)
        return status;
    status = context_create(plan->account, plan->space, &program, context, diagnostic);
    return account_cpu_status(plan->account, status);
}

/* ---- carrying it out ---------------------------------------------------------------------------
 */

static bool child_gets(uint32_t kind)
{
    return kind <= VB_START_NAMED || kind == VB_START_NAMESPACE;
}

void start_plan_collect(struct task *giver, struct start_plan *plan)
{
    for (uint32_t i = 0; i < plan->header.handle_count; i++) {
        struct vb_start_handle entry = entry_at(plan->bytes, &plan->header, i);
        struct handle *handle = handle_lookup(giver, entry.handle);
        uint32_t rights = entry.rights == 0 ? ~0u : entry.rights;
        if ((entry.flags & VB_START_COPY) != 0) {
            plan->rights[i] = handle_copy(giver, handle, rights);
        } else {
            plan->rights[i] = handle_take(giver, handle);
            right_restrict(giver->kernel, &plan->rights[i], rights);
        }
    }
}

void start_plan_place(struct task *task, struct start_plan *plan)
{
    for (uint32_t i = 0; i < plan->header.handle_count; i++) {
        struct vb_start_handle entry = entry_at(plan->copy, &plan->header, i);
        if (child_gets(entry.kind)) {
            entry.handle = (uint64_t)handle_place(task, plan->rights[i]);
        } else {
            entry.handle = 0;
            right_close(task->kernel, &plan->rights[i]);
        }
        memcpy(plan->copy + plan->header.handles + i * sizeof entry, &entry, sizeof entry);
    }
}

void start_plan_adopt(struct task *task, struct start_plan *plan)
{
    task->program = plan->program;
    plan->program.image_count = 0;
    task->space = plan->space;
    plan->space = NULL;
    task->start_block = plan->copy;
    task->start_size = plan->header.size;
    plan->copy = NULL;
    task->memory_limit = plan->header.memory_limit;
    task->stack_limit = plan->header.stack_limit;
    format_text(task->name, sizeof task->name, "%s",
                plan->header.argument_count > 0 ? (const char *)plan->bytes + plan->header.arguments
                                                : "");
}
