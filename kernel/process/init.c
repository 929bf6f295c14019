/* Task 1: how it is started, and started again. */
#include <base/format.h>
#include <ipc/state.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/memory_object.h>
#include <memory/space.h>
#include <process/schedule.h>
#include <process/signal.h>
#include <process/task.h>
#include <string.h>

#define SYSTEM_RIGHTS (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_MANAGE)

struct init_arguments {
    const char *const *arguments;
    size_t argument_count;
    const char *const *environment;
    size_t environment_count;
    const struct kernel_blob *blobs;
    size_t blob_count;
};

/* ---- the start block ---------------------------------------------------------------------------
 */

/* Written twice: once with bytes NULL to learn the size. Handles come first, strings behind. */
struct block_writer {
    uint8_t *bytes;
    size_t strings; /* next free byte */
    struct vb_start_header header;
};

static size_t text_length(const char *text)
{
    return format_text(NULL, 0, "%s", text);
}

static uint32_t write_string(struct block_writer *writer, const char *text)
{
    size_t size = text_length(text) + 1, offset = writer->strings;
    if (writer->bytes != NULL)
        memcpy(writer->bytes + offset, text, size);
    writer->strings += size;
    return (uint32_t)offset;
}

static uint32_t write_strings(struct block_writer *writer, const char *const *texts, size_t count)
{
    size_t first = writer->strings;
    for (size_t i = 0; i < count; i++)
        (void)write_string(writer, texts[i]);
    return (uint32_t)first;
}

static void write_handle(struct block_writer *writer, const char *name, int64_t value)
{
    struct vb_start_handle entry = {.handle = (uint64_t)value, .kind = VB_START_NAMED, .fd = -1};
    size_t offset = writer->header.handles + writer->header.handle_count * sizeof entry;
    entry.name = write_string(writer, name);
    if (writer->bytes != NULL)
        memcpy(writer->bytes + offset, &entry, sizeof entry);
    writer->header.handle_count++;
}

static size_t named_count(const struct init_arguments *arguments)
{
    return 5 + hal_device_count() + arguments->blob_count;
}

static void writer_begin(struct block_writer *writer, uint8_t *bytes,
                         const struct init_arguments *arguments)
{
    *writer = (struct block_writer){.bytes = bytes};
    writer->header = (struct vb_start_header){
        .magic = VB_START_MAGIC, .version = 1, .handles = sizeof writer->header};
    writer->strings =
        sizeof writer->header + named_count(arguments) * sizeof(struct vb_start_handle);
    writer->header.argument_count = (uint32_t)arguments->argument_count;
    writer->header.arguments =
        write_strings(writer, arguments->arguments, arguments->argument_count);
    writer->header.environment_count = (uint32_t)arguments->environment_count;
    writer->header.environment =
        write_strings(writer, arguments->environment, arguments->environment_count);
    writer->header.working_directory = write_string(writer, "/");
}

/* ---- its handles -------------------------------------------------------------------------------
 */

/* Names an object that `make` left to us: one reference, which ends here. */
static void give(struct task *init, struct block_writer *writer, const char *name,
                 struct object *object, uint32_t rights)
{
    struct kernel *kernel = init->kernel;
    write_handle(writer, name, handle_place(init, right_open(kernel, object, rights, 0)));
    object_release(kernel, object);
}

static int bind_scheme(struct kernel *kernel, struct object *namespace, const char *name,
                       struct object *scheme)
{
    int status =
        namespace_bind(kernel, namespace, name, text_length(name), scheme, SCHEME_RIGHTS_ALL, 0);
    object_release(kernel, scheme);
    return status;
}

static int make_namespace(struct kernel *kernel, struct object **out)
{
    struct object *scheme;
    int status = namespace_create(kernel, &kernel->root, out);
    if (status != VB_OK)
        return status;
    status = scheme_proc_create(kernel, &kernel->root, NULL, &scheme);
    if (status == VB_OK)
        status = bind_scheme(kernel, *out, "proc", scheme);
    if (status == VB_OK)
        status = scheme_mem_create(kernel, &kernel->root, &scheme);
    if (status == VB_OK)
        status = bind_scheme(kernel, *out, "mem", scheme);
    if (status != VB_OK)
        object_release(kernel, *out);
    return status;
}

static int give_devices(struct task *init, struct block_writer *writer)
{
    for (size_t i = 0; i < hal_device_count(); i++) {
        struct object *device;
        char name[32];
        int status = device_create(init->kernel, &init->kernel->root, i, &device);
        if (status != VB_OK)
            return status;
        if (hal_device(i)->kind == VB_DEVICE_MACHINE)
            format_text(name, sizeof name, "device.machine");
        else
            format_text(name, sizeof name, "device.%zu", i);
        give(init, writer, name, device, DEVICE_RIGHTS_ALL);
    }
    return VB_OK;
}

static int give_memories(struct task *init, struct block_writer *writer,
                         const struct init_arguments *arguments)
{
    struct memory_object *memory;
    for (size_t i = 0; i < arguments->blob_count; i++) {
        const struct kernel_blob *blob = &arguments->blobs[i];
        int status =
            memory_object_create_external(&init->kernel->root, blob->bytes, blob->size, &memory);
        if (status != VB_OK)
            return status;
        give(init, writer, blob->name, &memory->object, MEMORY_RIGHTS_ALL);
    }
    int status = memory_object_create(&init->kernel->root, 0, &memory);
    if (status == VB_OK)
        give(init, writer, "manifest", &memory->object, MEMORY_RIGHTS_ALL);
    return status;
}

static int give_all(struct task *init, struct block_writer *writer,
                    const struct init_arguments *arguments)
{
    struct kernel *kernel = init->kernel;
    int status = make_namespace(kernel, &init->namespace);
    if (status != VB_OK) {
        init->namespace = NULL;
        return status;
    }
    struct object *own[] = {&kernel->root.object, init->namespace, &kernel->system,
                            &kernel->root_job->object};
    static const char *const names[] = {"account", "namespace", "system", "job"};
    static const uint32_t rights[] = {ACCOUNT_RIGHTS_ALL, NAMESPACE_RIGHTS_ALL, SYSTEM_RIGHTS,
                                      JOB_RIGHTS_ALL};
    for (size_t i = 0; i < ARRAY_LEN(own); i++) {
        object_retain(own[i]);
        give(init, writer, names[i], own[i], rights[i]);
    }
    status = give_devices(init, writer);
    return status != VB_OK ? status : give_memories(init, writer, arguments);
}

/* The names of all handles, for their lengths alone. */
static size_t block_size(const struct init_arguments *arguments)
{
    struct block_writer writer;
    writer_begin(&writer, NULL, arguments);
    for (size_t i = 0; i < arguments->blob_count; i++)
        (void)write_string(&writer, arguments->blobs[i].name);
    size_t others = named_count(arguments) - arguments->blob_count;
    return writer.strings + others * sizeof "device.4294967295";
}

static int fill(struct task *init, const struct init_arguments *arguments)
{
    struct block_writer writer;
    size_t size = block_size(arguments);
    int status = VB_OK;
    if (size > VB_START_MAX || named_count(arguments) > VB_START_HANDLES_MAX)
        return VB_ERR_TOO_BIG;
    uint8_t *bytes = kernel_alloc(init->account, size, &status);
    if (bytes == NULL)
        return status;
    init->start_block = bytes;
    init->start_size = size;
    writer_begin(&writer, bytes, arguments);
    status = handle_reserve(init, (uint32_t)named_count(arguments));
    if (status == VB_OK)
        status = give_all(init, &writer, arguments);
    writer.header.size = (uint32_t)size;
    memcpy(bytes, &writer.header, sizeof writer.header);
    const char *name = arguments->argument_count > 0 ? arguments->arguments[0] : "init";
    format_text(init->name, sizeof init->name, "%s", name);
    return status;
}

/* ---- starting ----------------------------------------------------------------------------------
 */

static int load_program(struct task *init, const uint8_t *image, size_t size,
                        struct cpu_diagnostic *diagnostic)
{
    struct kernel *kernel = init->kernel;
    struct memory_object *memory;
    int status = memory_object_create_external(&kernel->root, image, size, &memory);
    if (status != VB_OK)
        return status;
    status = image_get(kernel, memory, &init->program.images[0], diagnostic);
    if (status == VB_OK)
        init->program.image_count = 1;
    object_release(kernel, &memory->object);
    return status;
}

/* init may make tasks of every priority, so it has the highest itself. */
enum { INIT_PRIORITY = VB_PRIORITIES - 1 };

/* A first thread for the task's program, ready to run. */
static int start_thread(struct task *init, struct cpu_diagnostic *diagnostic)
{
    struct kernel *kernel = init->kernel;
    struct cpu_link link = {.image = init->program.images[0]->cpu};
    struct cpu_program program = {.links = &link, .count = 1};
    struct cpu_context *context;
    struct thread *thread;
    int status = VB_OK;
    if (init->space == NULL) /* it is empty when init is started again */
        status = space_create(init->account, &init->space);
    if (status == VB_OK)
        status = context_create(init->account, init->space, &program, &context, diagnostic);
    if (status != VB_OK)
        return status;
    init->priority = INIT_PRIORITY;
    status = thread_create(init, context, INIT_PRIORITY, &thread);
    if (status != VB_OK) {
        kernel->cpu->destroy(context);
        return status;
    }
    schedule_ready(kernel, thread);
    object_release(kernel, &thread->object);
    return VB_OK;
}

int kernel_start_init(struct kernel *kernel, const uint8_t *image, size_t size,
                      const char *const *arguments, size_t argument_count,
                      const char *const *environment, size_t environment_count,
                      const struct kernel_blob *blobs, size_t blob_count,
                      struct cpu_diagnostic *diagnostic)
{
    struct init_arguments all = {arguments,         argument_count, environment,
                                 environment_count, blobs,          blob_count};
    struct task *init;
    diagnostic->text[0] = '\0';
    if (kernel->init != NULL)
        return VB_ERR_EXISTS;
    int status = task_create(kernel, NULL, kernel->root_job, &kernel->root, &init);
    if (status != VB_OK)
        return status;
    status = fill(init, &all);
    if (status == VB_OK)
        status = load_program(init, image, size, diagnostic);
    if (status == VB_OK)
        status = start_thread(init, diagnostic);
    if (status == VB_OK) {
        kernel->init = init;
        task_publish(init);
    }
    object_release(kernel, &init->object);
    return status;
}

/* ---- starting again ----------------------------------------------------------------------------
 */

static bool too_often(struct init_restart *restart, uint64_t now)
{
    uint64_t *oldest = &restart->times[restart->count % INIT_RESTARTS_MAX];
    bool often = restart->count >= INIT_RESTARTS_MAX && now - *oldest < INIT_RESTART_WINDOW;
    *oldest = now;
    restart->count++;
    return often;
}

static _Noreturn void give_up(const char *why, const char *text)
{
    char line[320];
    format_text(line, sizeof line, "vibee: init %s: %s\n", why, text);
    hal_panic(line);
}

void init_restart(struct task *init, uint32_t exit_kind, int32_t code, const char *text)
{
    struct kernel *kernel = init->kernel;
    struct vb_start_header header;
    struct cpu_diagnostic diagnostic = {""};
    char exited[48];
    if (exit_kind != VB_EXIT_TRAP) {
        format_text(exited, sizeof exited, "exited with status %d", code);
        text = exited;
    }
    log_format(kernel, VB_LOG_ERROR, "init is started again: %s", text);
    if (too_often(&kernel->restart, hal_clock_monotonic()))
        give_up("ended again and again", text);
    LIST_FOR_EACH (node, &init->threads)
        thread_end(LIST_ENTRY(node, struct thread, task_link), exit_kind, code);
    ipc_task_ended(init);
    signals_clear(init);
    /* Nobody remembers the calls that were being served: their callers hear SERVER_DIED. */
    handle_close_type(init, VB_OBJECT_REPLY);
    memcpy(&header, init->start_block, sizeof header);
    header.flags |= VB_START_RESTARTED;
    memcpy(init->start_block, &header, sizeof header);
    init->next_thread_id = 0;
    if (start_thread(init, &diagnostic) != VB_OK)
        give_up("cannot be started again", diagnostic.text);
}
