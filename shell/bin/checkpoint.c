#include "child.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <sdk/posix.h>
#include <sdk/snapshot.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vibee/syscalls.h>

static const char usage[] =
    "usage: checkpoint [-km] PID FILE\n\n"
    "Save a process of this session to a file, from which restore goes on with it, here or on\n"
    "another system. It is stopped meanwhile, and goes on then. Files that it has open are opened\n"
    "again by their paths; its standard streams are those of whoever restores it; pipes are\n"
    "closed.\n\n"
    "  -k  end the process when it is saved\n"
    "  -m  without its module, of which the file has the hash (see restore -m)\n";

static void tell(const char *line)
{
    fprintf(stderr, "checkpoint: %s\n", line);
}

/* A handle to it, or a negative vb_status. */
static int64_t open_task(uint32_t pid)
{
    static const char name[] = "proc";
    int64_t proc = vb_namespace_lookup(0, VB_ADDRESS(name), sizeof name - 1);
    int64_t task = proc < 0 ? VB_ERR_ACCESS : vb_task_open((uint64_t)proc, pid);
    if (proc >= 0)
        (void)vb_handle_close((uint64_t)proc);
    return task;
}

/* Whether it runs, and is to go on afterwards. */
static bool runs(uint64_t task)
{
    struct vb_task_info info;
    return vb_task_info(task, VB_ADDRESS(&info)) == VB_OK && info.state != VB_TASK_STOPPED;
}

/* NULL, or why it cannot be saved. */
static const char *refusal(uint64_t task, uint32_t pid)
{
    struct vb_task_info own;
    if (vb_task_info(0, VB_ADDRESS(&own)) == VB_OK && own.pid == pid)
        return "this is checkpoint itself";
    int64_t service = sdk_snapshot_is_service(task);
    if (service < 0)
        return child_reason(service);
    return pid == 1 || service ? "a service of the system, which cannot be stopped" : NULL;
}

static void save(struct sdk_snapshot_out *out, const char *pid, const char *name)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0666);
    int64_t file = fd < 0 ? -1 : sdk_fd_handle(fd);
    if (file < 0) {
        tool_file_error(name);
        return;
    }
    out->file = (uint64_t)file;
    int64_t status = sdk_snapshot_write(out);
    if (close(fd) != 0 && status == VB_OK)
        tool_file_error(name);
    if (status == VB_OK)
        return;
    tool_error("%s: cannot be saved: %s", pid, child_reason(status));
    (void)unlink(name);
}

int main(int argc, char **argv)
{
    struct sdk_snapshot_out out = {.tell = tell};
    bool kills = false;
    tool_init("checkpoint", usage);
    for (int option; (option = getopt_long(argc, argv, "km", tool_help_only, NULL)) != -1;) {
        if (option == 'k')
            kills = true;
        else if (option == 'm')
            out.without_program = true;
        else
            tool_option(option);
    }
    if (argc - optind != 2)
        tool_misuse("expected a process number and a file");
    const char *pid = argv[optind];
    uint32_t number = (uint32_t)tool_number(pid, 1, 0x7fffffff, "a process number");
    int64_t task = open_task(number);
    out.task = task < 0 ? 0 : (uint64_t)task;
    const char *why = task < 0 ? child_reason(task) : refusal(out.task, number);
    if (why) {
        tool_error("%s: %s", pid, why);
        return tool_finish();
    }
    bool ran = runs(out.task);
    if (ran) /* at once: it runs only when this process does not */
        (void)vb_kill(out.task, VB_SIGSTOP);
    save(&out, pid, argv[optind + 1]);
    if (kills && tool_status() == 0)
        (void)vb_kill(out.task, VB_SIGKILL);
    else if (ran)
        (void)vb_kill(out.task, VB_SIGCONT);
    return tool_finish();
}
