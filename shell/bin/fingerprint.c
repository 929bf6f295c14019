/* What a program comes to, in numbers that are the same on every target and in every build. */
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <sdk/posix.h>
#include <sdk/shim.h>
#include <sdk/snapshot.h>
#include <sdk/spawn.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vibee/syscalls.h>

static const char usage[] =
    "usage: fingerprint [-m] [-e NAME=VALUE]... PROGRAM [ARGUMENT...]\n\n"
    "Run a program whose input is nothing but its arguments and environment: its standard streams\n"
    "are /dev/null, it has no directory, and its clocks and random numbers follow from what it\n"
    "computes. Write how it ended, the reductions that it took, and the SHA-256 of its final "
    "state\n"
    "(globals, tables, memories), which are the same wherever it runs. Nothing is hashed of a\n"
    "program that ended by a trap or a signal.\n\n"
    "  -e NAME=VALUE  a variable of its environment, which is empty else\n"
    "  -m             the SHA-256 of the shim and of the program's module, too\n";

/* The calling program's environment is not the program's. */
enum { VARIABLES_MAX = 32 };
static const char *variables[VARIABLES_MAX];
static int variable_count;
static bool with_modules;

static void print_hash(const char *name, const uint8_t hash[SHA256_SIZE])
{
    printf("%s ", name);
    for (size_t i = 0; i < SHA256_SIZE; i++)
        printf("%02x", hash[i]);
    putchar('\n');
}

static void print_image(const char *name, uint64_t image)
{
    uint8_t hash[SHA256_SIZE];
    int64_t size = sdk_hash_image(image, hash);
    if (size < 0)
        tool_error("%s: cannot be read: error %lld", name, (long long)size);
    else
        print_hash(name, hash);
}

static uint64_t open_image(const char *path)
{
    int64_t image = sdk_program_open(path);
    if (image >= 0)
        return (uint64_t)image;
    tool_error("%s: cannot be opened: error %lld", path, (long long)image);
    exit(127);
}

/* Its streams; it has nothing else. */
static void add_streams(struct sdk_block *block)
{
    int fd = open("/dev/null", O_RDWR);
    int64_t handle = fd < 0 ? -1 : sdk_fd_handle(fd);
    if (handle < 0) {
        tool_file_error("/dev/null");
        exit(1);
    }
    for (int32_t i = 0; i < 3; i++)
        sdk_block_fd(block, i, (uint64_t)handle, 0);
}

static uint64_t start(char **argv)
{
    struct sdk_block block = {0};
    char path[4096], message[240] = "";
    if (sdk_find_program(argv[0], path, sizeof path) != 0) {
        tool_error("%s: %s", argv[0], strerror(errno));
        exit(127);
    }
    uint64_t shim = open_image(SDK_SHIM_PATH), program = open_image(path);
    if (with_modules) {
        print_image("shim", shim);
        print_image("program", program);
    }
    sdk_block_argument(&block, tool_base_name(argv[0]));
    for (char **argument = argv + 1; *argument; argument++)
        sdk_block_argument(&block, *argument);
    for (int i = 0; i < variable_count; i++)
        sdk_block_environment(&block, variables[i]);
    add_streams(&block);
    sdk_block_shim(&block, shim);
    sdk_block_program(&block, program);
    block.header.flags = VB_START_REPRODUCIBLE;
    int64_t task = sdk_block_spawn(&block, message, sizeof message);
    sdk_block_free(&block);
    if (task < 0) {
        tool_error("%s: %s", argv[0], *message ? message : "cannot be run");
        exit(126);
    }
    return (uint64_t)task;
}

static void wait_for(uint64_t task, uint32_t flags, struct vb_exit_info *info)
{
    int64_t status = sdk_wait(task, flags, VB_FOREVER, info);
    if (status < 0) {
        tool_error("cannot wait: error %lld", (long long)status);
        exit(1);
    }
}

static void print_end(const struct vb_exit_info *info)
{
    static const char *const kinds[] = {"running", "status", "signal", "trap", "stopped"};
    printf("%s %d", info->kind < 5 ? kinds[info->kind] : "end", info->code);
    if (*info->text)
        printf(" %s", info->text);
    printf("\nreductions %llu\n", (unsigned long long)info->reductions);
}

int main(int argc, char **argv)
{
    struct vb_exit_info info = {0};
    uint8_t hash[SHA256_SIZE];
    tool_init("fingerprint", usage);
    for (int option; (option = getopt_long(argc, argv, "+e:m", tool_help_only, NULL)) != -1;) {
        if (option == 'm')
            with_modules = true;
        else if (option != 'e')
            tool_option(option);
        else if (variable_count == VARIABLES_MAX)
            tool_misuse("expected at most %d variables", VARIABLES_MAX);
        else
            variables[variable_count++] = optarg;
    }
    if (optind == argc)
        tool_misuse("expected a program");
    uint64_t task = start(argv + optind);
    wait_for(task, VB_WAIT_STOPPED, &info);
    bool stopped = info.kind == VB_EXIT_STOPPED;
    int64_t status = stopped ? sdk_hash_state(task, hash) : VB_OK;
    if (stopped && vb_kill(task, VB_SIGCONT) == VB_OK)
        wait_for(task, 0, &info);
    print_end(&info);
    if (stopped && status == VB_OK)
        print_hash("state", hash);
    if (status < 0)
        tool_error("the state cannot be hashed: error %lld", (long long)status);
    return tool_finish();
}
