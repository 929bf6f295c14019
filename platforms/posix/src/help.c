/* What --help and --version print. docs/vibee.1 says the same at length; a test compares the two.
 */
#include "posix.h"

#include <stdio.h>

static const char system_help[] =
    "usage: vibee [OPTIONS] [SCRIPT [ARGUMENTS...]]\n"
    "       vibee [OPTIONS] -c LINE [NAME [ARGUMENTS...]]\n"
    "       vibee run [OPTIONS] PROGRAM.wasm [ARGUMENTS...]\n"
    "\n"
    "Boot VIBEE OS in this process. Without a script it runs the shell: with line\n"
    "editing on a terminal, else reading standard input. 'vibee run' runs one\n"
    "WebAssembly program instead; see vibee run --help.\n"
    "\n"
    "  --dir HOST[:GUEST][:ro]  offer a folder, at GUEST (default /mnt/NAME); ro: read-only\n"
    "  -c LINE                  run a line of the shell and end with its status\n";

static const char run_help[] =
    "usage: vibee run [OPTIONS] PROGRAM.wasm [ARGUMENTS...]\n"
    "       vibee run [OPTIONS] --restore FILE\n"
    "\n"
    "Run a WASI (preview 1) or native VIBEE program. It sees the folders and variables\n"
    "that are named here and nothing else of the host; vibee ends with its status, or\n"
    "with 128 + the number of the trap or signal that ended it.\n"
    "\n"
    "  --dir HOST[:GUEST][:ro]  offer a folder, as GUEST (default HOST); ro: read-only\n"
    "  --env NAME=VALUE         set an environment variable\n"
    "  --mem SIZE               limit of a linear memory, for instance 64M\n"
    "  --fuel N                 stop it after N reductions (calls and loop iterations)\n"
    "  --save FILE              on Ctrl-C write a snapshot of it to FILE, and end\n"
    "  --after N                with --save: do so after N reductions\n"
    "  --restore FILE           go on with the program that a snapshot holds\n";

static const char common_help[] =
    "  --image FILE             use another boot image than the one built in\n"
    "  --memory SIZE            memory of the whole system, for instance 512M\n"
    "  --cooperative            threads run until they wait: no preemption\n"
    "  --verbose                show the kernel's log on standard error\n"
    "  --help                   this text\n"
    "  --version                version and build\n";

void help_print(bool run)
{
    fputs(run ? run_help : system_help, stdout);
    fputs(common_help, stdout);
}

void version_print(void)
{
    printf("vibee %s (%s)\n", VIBEE_VERSION, posix_platform);
}
