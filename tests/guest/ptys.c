/*
 * A program that runs others at a terminal which it stands for itself: TAP.
 *
 *     ptys.wasm            the cases
 *     ptys.wasm tty        what the last of them runs: a word to /dev/tty
 *     ptys.wasm size       for other tests: columns and rows of standard input
 */
#include <errno.h>
#include <fcntl.h>
#include <sdk/posix.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vibee/syscalls.h>

enum { FLOOD = 1 << 20 };

static struct sdk_pty pty;
static uint64_t job; /* of the child, in the foreground of the pty */
static pid_t child;
static unsigned count, failures;
static const char *title;
static char problem[400];

__attribute__((format(printf, 1, 2))) static void wrong(const char *format, ...)
{
    va_list arguments;
    if (problem[0] != 0)
        return;
    va_start(arguments, format);
    vsnprintf(problem, sizeof problem, format, arguments);
    va_end(arguments);
}

/* ---- the child's side ---- */

static void say(const char *text)
{
    if (write(1, text, strlen(text)) != (ssize_t)strlen(text))
        _exit(99);
}

static void reads_line(void)
{
    char line[100] = "got:";
    ssize_t n = read(0, line + 4, sizeof line - 5);
    say(n > 0 ? line : n == 0 ? "end\n" : "error\n");
}

static void describes(void)
{
    struct vb_terminal terminal = {0};
    char line[100];
    int got = sdk_terminal_get(0, &terminal);
    snprintf(line, sizeof line, "%d %d %u %ux%u\n", isatty(0), got, terminal.modes,
             terminal.columns, terminal.rows);
    say(line);
}

static void reads_raw(void)
{
    char key, line[40];
    if (sdk_terminal_set(0, 0) != 0)
        _exit(98);
    say("ready\n");
    while (read(0, &key, 1) == 1 && key != 'q') {
        snprintf(line, sizeof line, "<%d>", key);
        say(line);
    }
}

static void waits_for_a_signal(void)
{
    say("ready\n");
    (void)vb_sleep(VB_FOREVER);
}

static void notices_its_size(void)
{
    uint64_t rights[2];
    struct vb_message message = {0};
    int64_t pulse;
    if (vb_channel_create(1, 0, VB_ADDRESS(rights)) < 0)
        _exit(97);
    pulse = vb_pulse_create(rights[0], 1);
    if (pulse < 0 || vb_signal_handle(UINT64_C(1) << VB_SIGWINCH, (uint64_t)pulse) != VB_OK)
        _exit(96);
    say("ready\n");
    (void)vb_channel_receive(rights[0], VB_ADDRESS(&message), VB_FOREVER);
    describes();
}

static void outlives_the_terminal(void)
{
    char byte;
    (void)sdk_signals_ignore(UINT64_C(1) << VB_SIGHUP);
    say("ready\n");
    if (read(0, &byte, 1) != 0)
        _exit(1);
    _exit(write(1, "x", 1) < 0 && errno == EIO ? 7 : 2);
}

static void floods(void)
{
    static char block[4096];
    memset(block, 'x', sizeof block);
    for (int left = FLOOD; left > 0;) {
        ssize_t n = write(1, block, left < (int)sizeof block ? (size_t)left : sizeof block);
        if (n <= 0)
            _exit(3);
        left -= (int)n;
    }
}

static void counts(void)
{
    static char block[4096];
    char line[40];
    int total = 0;
    ssize_t n;
    if (sdk_terminal_set(0, 0) != 0)
        _exit(98);
    say("ready\n");
    while ((n = read(0, block, sizeof block)) > 0 && block[n - 1] != 'q')
        total += (int)n;
    snprintf(line, sizeof line, "%d\n", total + (int)n);
    say(line);
}

/* ---- the parent's side ---- */

static void open_pty(void)
{
    int64_t made = vb_job_create(0);
    job = made < 0 ? 0 : (uint64_t)made;
    if (sdk_pty_open(&pty) != 0 || job == 0)
        wrong("no pty: %s", strerror(errno));
    else if (sdk_terminal_foreground(pty.slave, job) != 0)
        wrong("no foreground: %s", strerror(errno));
}

static void start(void (*does)(void))
{
    int64_t task;
    fflush(stdout);
    task = sdk_fork(job);
    if (task == 0) {
        dup2(pty.slave, 0);
        dup2(pty.slave, 1);
        close(pty.slave);
        close(pty.master);
        does();
        _exit(0);
    }
    close(pty.slave);
    child = task < 0 ? -1 : sdk_child((uint64_t)task);
    if (child < 0)
        wrong("no child");
}

static void type(const char *keys)
{
    if (write(pty.master, keys, strlen(keys)) != (ssize_t)strlen(keys))
        wrong("cannot type: %s", strerror(errno));
}

/* All of the text comes, and nothing before it. */
static void shows(const char *text)
{
    char found[200] = "";
    size_t size = 0, wanted = strlen(text);
    while (size < wanted && problem[0] == 0) {
        ssize_t n = read(pty.master, found + size, wanted - size);
        if (n <= 0)
            wrong("expected %s, found %s and then %s", text, found,
                  n == 0 ? "the end" : strerror(errno));
        size += n > 0 ? (size_t)n : 0;
    }
    if (strncmp(found, text, wanted) != 0)
        wrong("expected %s, found %s", text, found);
}

static void shows_the_end(void)
{
    char byte;
    ssize_t n = read(pty.master, &byte, 1);
    if (n != 0)
        wrong("expected the end, found %s", n < 0 ? strerror(errno) : "more");
}

static void ends_with(int status)
{
    int found = -1;
    if (child > 0 && waitpid(child, &found, 0) != child)
        wrong("cannot wait: %s", strerror(errno));
    else if (found != status)
        wrong("expected status %x, found %x", status, found);
}

static void edits_lines(void)
{
    start(reads_line);
    type("abX\x7f"
         "c\r");
    shows("abX\b \bc\r\ngot:abc\r\n");
}

static void ends_input(void)
{
    start(reads_line);
    type("\x04");
    shows("end\r\n");
}

static void is_a_terminal(void)
{
    (void)sdk_pty_resize(pty.master, 100, 30);
    start(describes);
    shows("1 0 15 100x30\r\n");
}

static void passes_raw_keys(void)
{
    start(reads_raw);
    shows("ready\n");
    type("\x03\x1b\r\x7fq");
    shows("<3><27><13><127>");
}

static void interrupts(void)
{
    start(waits_for_a_signal);
    shows("ready\r\n");
    type("\x03");
    shows("^C\r\n");
    ends_with(VB_SIGINT);
    child = 0;
}

static void resizes(void)
{
    start(notices_its_size);
    shows("ready\r\n");
    if (sdk_pty_resize(pty.master, 33, 11) != 0)
        wrong("cannot resize: %s", strerror(errno));
    shows("1 0 15 33x11\r\n");
}

static void hangs_up(void)
{
    start(waits_for_a_signal);
    shows("ready\r\n");
    close(pty.master);
    ends_with(VB_SIGHUP);
    child = 0;
    pty.master = -1;
}

static void hangs_up_on_who_stays(void)
{
    start(outlives_the_terminal);
    shows("ready\r\n");
    close(pty.master);
    ends_with(7 << 8);
    child = 0;
    pty.master = -1;
}

static void holds_back_output(void)
{
    static char block[1000];
    int total = 0;
    ssize_t n;
    start(floods);
    while ((n = read(pty.master, block, sizeof block)) > 0)
        total += (int)n;
    if (n != 0 || total != FLOOD)
        wrong("expected %d bytes, found %d", FLOOD, total);
}

static void holds_back_input(void)
{
    static char block[4096];
    char line[40];
    int total = 0;
    ssize_t n;
    memset(block, 'x', sizeof block);
    (void)sdk_terminal_set(pty.slave, 0);
    if (fcntl(pty.master, F_SETFL, O_NONBLOCK) != 0)
        wrong("cannot be made not to wait: %s", strerror(errno));
    while ((n = write(pty.master, block, sizeof block)) > 0)
        total += (int)n;
    if (errno != EAGAIN || total < 60000)
        wrong("expected to be held back, found %s after %d bytes", strerror(errno), total);
    (void)fcntl(pty.master, F_SETFL, 0);
    start(counts);
    shows("ready\n");
    type("q");
    snprintf(line, sizeof line, "%d\n", total + 1);
    shows(line);
}

/* Nobody reads, neither what is typed nor its echo; the key that ends that is heard. */
static void interrupts_when_full(void)
{
    static char block[4096];
    memset(block, '\n', sizeof block);
    start(waits_for_a_signal);
    shows("ready\r\n");
    (void)fcntl(pty.master, F_SETFL, O_NONBLOCK);
    while (write(pty.master, block, sizeof block) > 0)
        continue;
    if (errno != EAGAIN)
        wrong("expected to be held back, found %s", strerror(errno));
    type("\x03");
    ends_with(VB_SIGINT);
    child = 0;
    while (read(pty.master, block, sizeof block) > 0)
        continue;
}

static char *own_path;

static void has_a_tty(void)
{
    char *argv[] = {own_path, "tty", NULL};
    int64_t terminal = sdk_fd_handle(pty.slave), task;
    struct sdk_spawn request = {
        .path = own_path, .argv = argv, .terminal = (uint64_t)terminal, .job = job};
    task = sdk_spawn(&request);
    close(pty.slave);
    child = task < 0 ? -1 : sdk_child((uint64_t)task);
    if (child < 0)
        wrong("cannot start %s: %d", own_path, (int)task);
    shows("found\r\n");
}

static void test(const char *name, void (*does)(void))
{
    title = name;
    problem[0] = 0;
    child = 0;
    open_pty();
    if (problem[0] == 0)
        does();
    if (child > 0)
        ends_with(0);
    if (pty.master >= 0 && problem[0] == 0)
        shows_the_end();
    if (pty.master >= 0)
        close(pty.master);
    (void)vb_kill(job, VB_SIGKILL);
    (void)vb_handle_close(job);
    failures += problem[0] != 0;
    printf("%s %u - %s\n", problem[0] == 0 ? "ok" : "not ok", ++count, title);
    if (problem[0] != 0)
        printf("  # %s\n", problem);
}

int main(int argc, char **argv)
{
    own_path = argv[0];
    if (argc > 1 && strcmp(argv[1], "size") == 0) {
        struct vb_terminal terminal = {0};
        if (sdk_terminal_get(0, &terminal) == 0)
            printf("%u by %u\n", terminal.columns, terminal.rows);
        return 0;
    }
    if (argc > 1) {
        int fd = open("/dev/tty", O_RDWR);
        return fd < 0 || write(fd, "found\n", 6) != 6;
    }
    test("a line is edited, echoed and read", edits_lines);
    test("Ctrl-D ends the input", ends_input);
    test("the child sees a terminal of the size that was set", is_a_terminal);
    test("raw keys come as they are", passes_raw_keys);
    test("Ctrl-C ends the job in its foreground", interrupts);
    test("a new size is noticed", resizes);
    test("without its master the foreground job gets SIGHUP", hangs_up);
    test("who ignores that reads the end and writes in vain", hangs_up_on_who_stays);
    test("output waits for who reads the master", holds_back_output);
    test("input waits for who reads the slave", holds_back_input);
    test("Ctrl-C is heard when nothing is read", interrupts_when_full);
    test("the pty is the child's /dev/tty", has_a_tty);
    printf("1..%u\n", count);
    return failures != 0;
}
