/*
 * The proc scheme: tasks as text. A handle is scoped to a job: tasks outside of it and of the jobs
 * below it do not exist. "self" always does.
 *
 *   proc://  proc://list   a line for each task: pid ppid state priority reductions memory threads
 *                          start name
 *   proc://7/status        "key: value" lines
 *   proc://7/signal        write a signal's decimal number to send it; 0 only checks
 *
 * init begins with the scope of everything; scheme_scope() makes narrower ones.
 */
#include <ipc/state.h>
#include <kernel_state.h>
#include <process/handle.h>
#include <process/job.h>
#include <process/signal.h>
#include <process/task.h>
#include <process/thread.h>
#include <scheme/file.h>
#include <syscall/handlers.gen.h>

static const char *state_name(uint32_t state)
{
    static const char *const names[] = {"running", "waiting", "stopped", "ended"};
    return state < ARRAY_LEN(names) ? names[state] : "unknown";
}

/* A program chooses its name; it must not be able to forge lines. */
static void clean_name(const struct vb_task_info *info, char out[static sizeof info->name])
{
    for (size_t i = 0; i < sizeof info->name; i++) {
        const unsigned char c = (unsigned char)info->name[i];
        out[i] = (char)((c > 0 && c < ' ') || c == 0x7f ? '?' : c);
    }
    out[sizeof info->name - 1] = '\0';
}

static bool in_scope(const struct job *scope, const struct task *task)
{
    return scope == NULL || (task->job != NULL && job_contains(scope, task->job));
}

/* ---- what is read --------------------------------------------------------------------------- */

static void list_line(const struct task *task, struct text *text)
{
    struct vb_task_info info;
    char name[sizeof info.name];
    task_info(task, &info);
    clean_name(&info, name);
    text_format(text, "%u %u %s %u %llu %llu %u %llu %s\n", info.pid, info.parent,
                state_name(info.state), info.priority, (unsigned long long)info.reductions,
                (unsigned long long)info.memory, info.threads, (unsigned long long)info.start_time,
                name);
}

static void generate_list(const struct item *item, struct text *text)
{
    LIST_FOR_EACH (node, &item->kernel->tasks) {
        const struct task *task = LIST_ENTRY(node, struct task, link);
        if (in_scope(item->scope, task))
            list_line(task, text);
    }
}

static void generate_status(const struct item *item, struct text *text)
{
    const struct task *task = task_find(item->kernel, item->pid);
    struct vb_task_info info;
    char name[sizeof info.name];
    task_info(task, &info);
    clean_name(&info, name);
    text_format(text, "name: %s\npid: %u\nparent: %u\njob: %u\nstate: %s\n", name, info.pid,
                info.parent, info.job, state_name(info.state));
    text_format(text, "priority: %u\nthreads: %u\nhandles: %u\n", info.priority, info.threads,
                task->handles.used);
    text_format(text, "reductions: %llu\ncpu_time: %llu\nmemory: %llu\nstart: %llu\n",
                (unsigned long long)info.reductions, (unsigned long long)task->cpu_time,
                (unsigned long long)info.memory, (unsigned long long)info.start_time);
    const struct list *first = task->threads.next;
    if (first != &task->threads) {
        const struct thread *thread = LIST_ENTRY(first, struct thread, task_link);
        if (thread->state == THREAD_WAITING)
            text_format(text, "waits_in: %s\n", thread->wait.ops->name);
    }
}

/* ---- what is written ------------------------------------------------------------------------ */

static bool parse_number(struct word word, uint32_t *out)
{
    uint32_t value = 0;
    for (size_t i = 0; i < word.size; i++) {
        const char digit = word.text[i];
        if (digit < '0' || digit > '9' || value >= UINT32_MAX / 10)
            return false;
        value = value * 10 + (uint32_t)(digit - '0');
    }
    *out = value;
    return word.size > 0;
}

static int command_signal(const struct item *item, struct word text)
{
    if (text.size > 0 && text.text[text.size - 1] == '\n')
        text.size--;
    uint32_t signal;
    if (!parse_number(text, &signal) || signal >= TASK_SIGNALS)
        return VB_ERR_INVALID;
    struct task *task = task_find(item->kernel, item->pid);
    if (task == NULL || task->ended || task->start_time != item->start_time)
        return VB_ERR_DEAD;
    if (signal != 0)
        task_signal(task, signal);
    return VB_OK;
}

/* ---- paths ---------------------------------------------------------------------------------- */

/* Split at the first slash; both parts exist. */
static bool split(struct word path, struct word *first, struct word *rest)
{
    const size_t slash = word_find(path, '/');
    if (slash == path.size)
        return false;
    *first = (struct word){path.text, slash};
    *rest = (struct word){path.text + slash + 1, path.size - slash - 1};
    return true;
}

static int proc_find(const struct scheme *scheme, struct thread *self, struct word path,
                     struct item *out)
{
    struct word number, name;
    out->rights = VB_RIGHT_READ;
    out->generate = generate_list;
    if (path.size == 0 || word_is(path, "list"))
        return VB_OK;
    if (!split(path, &number, &name))
        return VB_ERR_NOT_FOUND;
    const bool is_self = word_is(number, "self");
    if (is_self)
        out->pid = self->task->pid;
    else if (!parse_number(number, &out->pid))
        return VB_ERR_NOT_FOUND;
    const struct task *task = task_find(out->kernel, out->pid);
    if (task == NULL || (!is_self && !in_scope(scheme->scope, task)))
        return VB_ERR_NOT_FOUND;
    out->start_time = task->start_time;
    out->generate = generate_status;
    if (word_is(name, "status"))
        return VB_OK;
    out->rights = VB_RIGHT_WRITE;
    out->generate = NULL;
    out->command = command_signal;
    return word_is(name, "signal") ? VB_OK : VB_ERR_NOT_FOUND;
}

int scheme_proc_create(struct kernel *kernel, struct account *account, struct job *scope,
                       struct object **out)
{
    return scheme_create(kernel, account, scope, proc_find, out);
}

/* ---- system calls --------------------------------------------------------------------------- */

int64_t sys_task_open(struct thread *self, struct handle *handle, uint32_t pid)
{
    const struct scheme *scheme = scheme_of(handle->object);
    struct kernel *kernel = self->task->kernel;
    if (scheme->find != proc_find)
        return VB_ERR_NOT_SUPPORTED;
    struct task *task = task_find(kernel, pid);
    if (task == NULL || !in_scope(scheme->scope, task))
        return VB_ERR_NOT_FOUND;
    if (task->ended)
        return VB_ERR_DEAD;
    return handle_insert(self->task, &task->object, TASK_RIGHTS_ALL, 0);
}

int64_t sys_scheme_scope(struct thread *self, struct handle *handle, struct handle *within)
{
    struct task *task = self->task;
    const struct scheme *scheme = scheme_of(handle->object);
    struct job *job = job_of(within->object);
    struct object *narrow;
    if (scheme->find != proc_find)
        return VB_ERR_NOT_SUPPORTED;
    if (scheme->scope != NULL && !job_contains(scheme->scope, job))
        return VB_ERR_ACCESS;
    const uint32_t rights = handle->rights; /* the table may move */
    int status = scheme_proc_create(task->kernel, task->account, job, &narrow);
    if (status != VB_OK)
        return status;
    int64_t value = handle_insert(task, narrow, rights, 0);
    object_release(task->kernel, narrow);
    return value;
}
