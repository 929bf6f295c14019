/*
 * A seat: a terminal beside the system's own, with a console service of its own. This waits there
 * until somebody sits down, runs what he asks for, and waits again. Whoever drives the terminal (a
 * tab of a page) and this talk to each other like this:
 *
 *   to the terminal   ESC ] 6973 ; STATUS BEL    ready; the status of what ended, empty at first
 *   from it           "shell" NUL                a shell that a person talks to
 *                     "run" SPACE COMMAND NUL    a command, whose output is not changed for a
 *                                                terminal
 *
 * What is sent before it is ready is lost.
 */
#include "session.h"

#include <sdk/channel.h>
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <vibee/log.h>
#include <vibee/syscalls.h>

enum { REQUEST_MAX = 32768 };

static const char kept_jobs[] = "jobs"; /* what the one who sits there runs */
static const char *scheme;
static uint32_t environment; /* index of the argument that is the first variable */

static const uint32_t usual_modes =
    VB_TERMINAL_CANONICAL | VB_TERMINAL_ECHO | VB_TERMINAL_SIGNALS | VB_TERMINAL_OUTPUT_CRLF;

/* The shell knows this console as its own. */
static void add_names(struct sdk_block *block)
{
    static const char console[] = "console";
    int64_t names = vb_namespace_create(0, 1);
    static const char *const kept[] = {"file", "pipe", "pty", "log", "mem", "proc", "init"};
    for (size_t i = 0; names >= 0 && i < sizeof kept / sizeof kept[0]; i++) {
        int64_t target = vb_namespace_lookup(0, VB_ADDRESS(kept[i]), strlen(kept[i]));
        if (target < 0)
            continue;
        (void)vb_namespace_bind((uint64_t)names, VB_ADDRESS(kept[i]), strlen(kept[i]),
                                (uint64_t)target);
        (void)vb_handle_close((uint64_t)target);
    }
    int64_t own = vb_namespace_lookup(0, VB_ADDRESS(scheme), strlen(scheme));
    if (names >= 0 && own >= 0)
        (void)vb_namespace_bind((uint64_t)names, VB_ADDRESS(console), sizeof console - 1,
                                (uint64_t)own);
    if (own >= 0)
        (void)vb_handle_close((uint64_t)own);
    if (names >= 0)
        sdk_block_handle(block,
                         &(struct vb_start_handle){
                             .handle = (uint64_t)names, .kind = VB_START_NAMESPACE, .fd = -1},
                         NULL);
}

/* NULL: a shell that a person talks to, ahead of the programs that it starts. */
static int run(const char *command)
{
    struct sdk_block block = {.working_directory = "/root"};
    struct vb_task_info own;
    const char *variable;
    if (!command && vb_task_info(0, VB_ADDRESS(&own)) == VB_OK)
        block.header.priority = own.priority;
    (void)sdk_terminal_write(stream(0), command ? VB_TERMINAL_SIGNALS : usual_modes);
    add_streams(&block);
    add_root(&block);
    sdk_block_argument(&block, "vsh");
    if (command) {
        sdk_block_argument(&block, "-c");
        sdk_block_argument(&block, command);
    }
    for (uint32_t i = environment; (variable = sdk_argument(i)) != NULL; i++)
        sdk_block_environment(&block, variable);
    add_names(&block);
    sdk_block_shim(&block, sdk_start_named("boot:/lib/wasi.wasm"));
    sdk_block_program(&block, sdk_start_named("boot:/bin/vsh"));
    return run_block(&block, "vsh", kept_jobs);
}

/* Up to a NUL; false when nobody sits there any more. */
static bool read_request(char *text)
{
    for (size_t size = 0; size < REQUEST_MAX; size++) {
        int64_t count = sdk_file_read(stream(0), VB_FILE_CURRENT, text + size, 1);
        if (count == VB_ERR_INTERRUPTED) {
            size--;
            continue;
        }
        if (count <= 0)
            return false;
        if (text[size] == 0)
            return true;
    }
    return false;
}

static void say_ready(const char *status)
{
    char text[40];
    int size = snprintf(text, sizeof text, "\x1b]6973;%s\a", status);
    (void)sdk_file_write_all(stream(1), text, (size_t)size);
}

/* Who sat here when an earlier incarnation ended would go on beside the next one. */
static void end_left_behind(void)
{
    uint64_t jobs = sdk_kept(kept_jobs);
    if (jobs)
        (void)vb_kill(jobs, VB_SIGKILL);
}

void serve_seat(uint32_t argument)
{
    static char request[REQUEST_MAX];
    char status[16] = "";
    scheme = sdk_argument(argument);
    environment = argument + 1;
    if (!scheme)
        sdk_die("session: seat: expected the scheme of a console");
    end_left_behind();
    sdk_ready();
    for (;;) {
        open_streams(scheme);
        (void)sdk_terminal_write(stream(0), 0);
        say_ready(status);
        if (!read_request(request))
            strcpy(status, "");
        else if (strcmp(request, "shell") == 0)
            snprintf(status, sizeof status, "%d", run(NULL));
        else if (strncmp(request, "run ", 4) == 0)
            snprintf(status, sizeof status, "%d", run(request + 4));
        else
            snprintf(status, sizeof status, "%d", 127);
        flush_streams();
    }
}
