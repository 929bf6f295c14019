#include "options.h"
#include "output.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sdk/channel.h>
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/posix.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <vibee/syscalls.h>

extern char **environ;

static const char usage[] =
    "usage: script [-aq] [-c COMMAND] [FILE]\n\n"
    "Run a shell at a terminal of its own, and record in a file what it shows.\n\n"
    "  FILE        typescript, when none is given\n"
    "  -a          append to it\n"
    "  -c COMMAND  run this in the shell, and end with it\n"
    "  -q          say nothing at the beginning and the end\n\n"
    "Status: that of the shell or the command.\n";

static bool append, quiet;
static const char *command;
static const struct tool_row rows[] = {TOOL_FLAG('a', "append", append),
                                       TOOL_TEXT('c', "command", command),
                                       TOOL_FLAG('q', "quiet", quiet),
                                       {0}};

/* What wakes this program: codes of its pulses. */
enum { FROM_KEYS = 1, FROM_OUTPUT, FROM_ROOM, FROM_END, FROM_SIGNAL };

static struct {
    uint64_t receiver, pulses[FROM_SIGNAL + 1];
    bool armed[FROM_END];
    struct sdk_pty pty;
    uint64_t task, jobs; /* the shell; its job and those that it makes */
    int record;
    bool terminal;   /* keys come from one */
    uint32_t modes;  /* that it had */
    char keys[4096]; /* typed, and not yet taken at the inner terminal */
    size_t key_count;
    bool unfinished; /* the last key was no newline */
    bool keys_ended, output_ended, over;
    uint32_t signals; /* that came: 1 << number */
} session;

static _Noreturn void give_up(const char *what)
{
    tool_file_error(what);
    exit(tool_finish());
}

static _Noreturn void give_up_because(const char *what, int64_t status)
{
    tool_error("%s: %s", what, sdk_status_text(status));
    exit(tool_finish());
}

/* ---- the two terminals ---- */

static void outer_raw(void)
{
    struct vb_terminal terminal;
    session.terminal = sdk_terminal_get(0, &terminal) == 0;
    if (!session.terminal)
        return;
    session.modes = terminal.modes;
    /* One that edits its lines itself stays as it is: the line comes when it is finished. */
    (void)sdk_terminal_set(0, 0);
}

static void outer_restore(void)
{
    if (session.terminal)
        (void)sdk_terminal_set(0, session.modes);
}

static void take_size(void)
{
    struct vb_terminal terminal;
    if ((sdk_terminal_get(1, &terminal) == 0 || sdk_terminal_get(0, &terminal) == 0) &&
        terminal.columns > 0)
        (void)sdk_pty_resize(session.pty.master, terminal.columns, terminal.rows);
}

/* ---- the start ---- */

static void open_pulses(void)
{
    const uint64_t caught =
        UINT64_C(1) << VB_SIGWINCH | UINT64_C(1) << VB_SIGHUP | UINT64_C(1) << VB_SIGTERM;
    uint64_t rights[2]; /* receiver, sender */
    int64_t status = vb_channel_create(1, 0, VB_ADDRESS(rights));
    for (uint64_t code = FROM_KEYS; status >= 0 && code <= FROM_SIGNAL; code++) {
        status = vb_pulse_create(rights[0], code);
        session.pulses[code] = (uint64_t)status;
    }
    if (status >= 0)
        status = vb_signal_handle(caught, session.pulses[FROM_SIGNAL]);
    if (status < 0)
        give_up_because("cannot wait", status);
    session.receiver = rights[0];
}

/* Its jobs lie beside the shell's own, and all of them below that of this program. */
static void start_shell(void)
{
    const char *shell = getenv("SHELL");
    char path[PATH_MAX], message[240] = "";
    if (!shell || !*shell)
        shell = "vsh";
    if (sdk_find_program(shell, path, sizeof path) != 0)
        give_up(shell);
    int64_t jobs = vb_job_create(0), job = jobs < 0 ? jobs : vb_job_create((uint64_t)jobs);
    if (job < 0)
        give_up_because("no job for the shell", job);
    int slave = session.pty.slave;
    char *argv[] = {(char *)shell, command ? "-c" : NULL, (char *)command, NULL};
    const struct sdk_fd_map map[] = {{0, slave}, {1, slave}, {2, slave}};
    const struct sdk_named names[] = {{"self", (uint64_t)job}, {"jobs", (uint64_t)jobs}};
    int64_t terminal = sdk_fd_handle(slave);
    if (terminal >= 0)
        (void)sdk_terminal_session((uint64_t)terminal, (uint64_t)job, (uint64_t)jobs);
    struct sdk_spawn request = {.path = path,
                                .argv = argv,
                                .envp = environ,
                                .fds = map,
                                .fd_count = sizeof map / sizeof map[0],
                                .handles = names,
                                .handle_count = sizeof names / sizeof names[0],
                                .terminal = terminal < 0 ? 0 : (uint64_t)terminal,
                                .job = (uint64_t)job,
                                .diagnostic = message,
                                .diagnostic_size = sizeof message};
    int64_t task = sdk_spawn(&request);
    if (task < 0) {
        tool_error("%s: %s", shell, *message ? message : sdk_status_text(task));
        exit(tool_finish());
    }
    session.task = (uint64_t)task;
    session.jobs = (uint64_t)jobs;
    close(slave);
    (void)vb_task_watch(session.task, session.pulses[FROM_END]);
}

/* A line with the time, in the file. */
static void note(const char *what)
{
    char line[100], date[40];
    time_t now = time(NULL);
    if (quiet)
        return;
    strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S+00:00", gmtime(&now));
    int size = snprintf(line, sizeof line, "Script %s on %s\n", what, date);
    if (write(session.record, line, (size_t)size) != size)
        tool_file_error("cannot record");
}

/* ---- while it runs ---- */

static int fd_of(uint32_t code)
{
    return code == FROM_KEYS ? 0 : session.pty.master;
}

/* Have its pulse come when there is something. True: there is already, or an error to be read. */
static bool arm(uint32_t code)
{
    const struct vb_file_request request = {.flags =
                                                code == FROM_ROOM ? VB_READY_WRITE : VB_READY_READ,
                                            .argument = (uint32_t)vb_getpid()};
    uint64_t copy;
    struct sdk_call call = {.id = VB_FILE_ARM,
                            .data = &request,
                            .data_size = sizeof request,
                            .handles = &copy,
                            .handle_count = 1};
    int64_t handle = sdk_fd_handle(fd_of(code)), status;
    if (session.armed[code] || handle < 0)
        return false;
    status = vb_handle_duplicate(session.pulses[code], 0);
    if (status < 0)
        give_up_because("cannot wait", status);
    copy = (uint64_t)status;
    status = sdk_call((uint64_t)handle, &call);
    session.armed[code] = status == 0;
    if (status < 0)
        (void)vb_handle_close(copy);
    return status != 0;
}

/* A server that died meanwhile has forgotten what was armed: all of them are to be armed anew. */
static void disarm(void)
{
    const struct vb_file_request request = {.argument = (uint32_t)vb_getpid()};
    for (uint32_t code = FROM_KEYS; code < FROM_END; code++) {
        int64_t handle = sdk_fd_handle(fd_of(code));
        if (session.armed[code] && handle >= 0)
            (void)sdk_file_operation((uint64_t)handle, VB_FILE_DISARM, &request, NULL, 0);
        session.armed[code] = false;
    }
}

static void pass_on(int fd, const char *bytes, size_t size)
{
    if (!write_all(fd, bytes, size))
        tool_file_error(fd == 1 ? "standard output" : "the record");
}

/* True: there was some. */
static bool copy_output(void)
{
    ssize_t n = read(session.pty.master, tool_block, sizeof tool_block);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return false;
    if (n < 0) {
        tool_file_error("the terminal is lost");
        (void)vb_kill(session.jobs, VB_SIGHUP);
    }
    session.output_ended = n <= 0;
    if (n <= 0)
        return false;
    pass_on(1, tool_block, (size_t)n);
    pass_on(session.record, tool_block, (size_t)n);
    return true;
}

/* True: some were taken. */
static bool pass_keys(void)
{
    ssize_t n =
        session.key_count > 0 ? write(session.pty.master, session.keys, session.key_count) : 0;
    if (n <= 0)
        return false;
    session.key_count -= (size_t)n;
    memmove(session.keys, session.keys + n, session.key_count);
    return true;
}

/* The end of the input is typed at the inner terminal; behind an unfinished line it takes two. */
static void type_end(void)
{
    enum { END = 0x04 };
    for (int i = session.unfinished ? 0 : 1; i < 2; i++)
        session.keys[session.key_count++] = END;
    session.keys_ended = true;
}

static bool has_room_for_keys(void)
{
    enum { ENDS = 2 };
    return !session.keys_ended && session.key_count < sizeof session.keys - ENDS;
}

static bool take_keys(void)
{
    enum { ENDS = 2 };
    if (!has_room_for_keys() || !arm(FROM_KEYS))
        return false;
    size_t room = sizeof session.keys - ENDS - session.key_count;
    ssize_t n = read(0, session.keys + session.key_count, room);
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return true;
    if (n <= 0) {
        type_end();
        return true;
    }
    session.key_count += (size_t)n;
    session.unfinished = session.keys[session.key_count - 1] != '\n';
    return true;
}

/* What can be done without waiting, once each. False: there was nothing, and pulses are on their
 * way for all that may come. */
static bool work(void)
{
    bool more = pass_keys();
    more = (!session.output_ended && copy_output()) || more;
    more = take_keys() || more;
    if (!more && !session.output_ended)
        more = arm(FROM_OUTPUT) || (session.key_count > 0 && arm(FROM_ROOM));
    return more;
}

static void take_signals(void)
{
    enum { STOP = 1 << VB_SIGHUP | 1 << VB_SIGTERM };
    if (session.signals & 1 << VB_SIGWINCH)
        take_size();
    session.over = session.over || (session.signals & STOP) != 0;
    session.signals &= STOP;
}

static void take_pulse(bool waits)
{
    const uint64_t patience = 1000000000; /* a server that dies forgets who waits */
    uint64_t deadline = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + patience;
    struct vb_message message = {0};
    int64_t status =
        vb_channel_receive(session.receiver, VB_ADDRESS(&message), waits ? deadline : VB_NO_WAIT);
    if (status == VB_ERR_TIMED_OUT)
        disarm();
    if (status != VB_OK)
        return;
    if (message.badge == FROM_SIGNAL)
        session.signals |= (uint32_t)message.id;
    else if (message.badge == FROM_END)
        session.over = true;
    else
        session.armed[message.badge] = false;
    take_signals();
}

/* The status of the shell; 128 and the number of a signal that came to this program instead. */
static int end_status(void)
{
    struct vb_exit_info info;
    if (session.signals)
        return 128 + __builtin_ctz(session.signals);
    while (!session.output_ended && copy_output())
        continue;
    int64_t status = sdk_wait(session.task, 0, VB_FOREVER, &info);
    if (status < 0)
        give_up_because("cannot wait", status);
    return sdk_shell_status(&info);
}

int main(int argc, char **argv)
{
    tool_init("script", usage);
    tool_parse(argc, argv, rows);
    if (argc - optind > 1)
        tool_misuse("expected one file, found '%s'", argv[optind + 1]);
    const char *name = optind < argc ? argv[optind] : "typescript";
    session.record = open(name, O_WRONLY | O_CREAT | (append ? O_APPEND : O_TRUNC), 0666);
    if (session.record < 0)
        give_up(name);
    if (sdk_pty_open(&session.pty) != 0 || fcntl(session.pty.master, F_SETFL, O_NONBLOCK) != 0)
        give_up("no terminal");
    open_pulses();
    take_size();
    note("started");
    if (!quiet)
        printf("Script started, file is %s\n", name);
    fflush(stdout);
    start_shell();
    outer_raw();
    while (!session.over)
        take_pulse(!work());
    int status = end_status();
    outer_restore();
    note("done");
    if (!quiet)
        printf("Script done, file is %s\n", name);
    int own = tool_finish();
    return own ? own : status;
}
