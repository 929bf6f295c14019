#include "tool.h"

#include <dirent.h>
#include <errno.h>
#include <sdk/log.h>
#include <sdk/posix.h>
#include <sdk/shim.h>
#include <sdk/snapshot.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

static const char usage[] =
    "usage: restore [-m MODULE]... FILE\n\n"
    "Go on with a process that checkpoint or `vibee run --save` saved, as a new process with the\n"
    "standard streams of this command and its directories, and end with its status. A call that "
    "it\n"
    "was waiting in ends as interrupted. Files are opened again by their paths with what this\n"
    "command may open.\n\n"
    "  -m MODULE  where its module may be when the file has only its hash; else in /bin\n";

enum { MODULES_MAX = 32 };
static const char *modules[MODULES_MAX];
static int module_count;

static void tell(const char *line)
{
    fprintf(stderr, "restore: %s\n", line);
}

/* The module when it is the one, else 0. */
static uint64_t try_module(const char *path, const uint8_t hash[SHA256_SIZE], uint64_t size)
{
    uint8_t found[SHA256_SIZE];
    int64_t image = sdk_program_open(path);
    if (image < 0)
        return 0;
    if (vb_memory_size((uint64_t)image) == (int64_t)size &&
        sdk_hash_image((uint64_t)image, found) >= 0 && memcmp(found, hash, sizeof found) == 0)
        return (uint64_t)image;
    (void)vb_handle_close((uint64_t)image);
    return 0;
}

static uint64_t find_module(const uint8_t hash[SHA256_SIZE], uint64_t size)
{
    uint64_t image = 0;
    for (int i = 0; i < module_count && !image; i++)
        image = try_module(modules[i], hash, size);
    DIR *directory = image ? NULL : opendir("/bin");
    for (struct dirent *entry; directory && !image && (entry = readdir(directory)) != NULL;) {
        char *path = tool_join("/bin", entry->d_name);
        if (entry->d_name[0] != '.')
            image = try_module(path, hash, size);
        free(path);
    }
    if (directory)
        closedir(directory);
    return image;
}

static uint64_t required(int64_t handle, const char *what)
{
    if (handle >= 0)
        return (uint64_t)handle;
    tool_error("%s: %s", what, sdk_status_text(handle));
    exit(126);
}

static void add_namespace(struct sdk_block *block)
{
    struct vb_start_handle entry = {.kind = VB_START_NAMESPACE};
    entry.handle = required(vb_namespace_create(0, 0), "namespace");
    sdk_block_handle(block, &entry, NULL);
}

/* This command's own streams and directories. */
static void add_own(struct sdk_block *block)
{
    struct sdk_fd_info info = {.fd = 0};
    for (; sdk_shim_fd_info(&info) == 0; info.fd++)
        if (info.kind == VB_START_PREOPEN)
            sdk_block_preopen(block, info.name, info.handle, 0);
        else if (info.fd < 3)
            sdk_block_fd(block, info.fd, info.handle, 0);
}

static uint64_t files(void)
{
    static const char name[] = "file";
    int64_t scheme = vb_namespace_lookup(0, VB_ADDRESS(name), sizeof name - 1);
    return scheme < 0 ? 0 : (uint64_t)scheme;
}

static int finish(uint64_t task)
{
    struct vb_exit_info info;
    required(sdk_wait(task, 0, VB_FOREVER, &info), "cannot wait");
    if (info.kind == VB_EXIT_TRAP)
        tool_error("%s", info.text);
    return sdk_shell_status(&info);
}

int main(int argc, char **argv)
{
    struct sdk_block block = {0};
    struct sdk_snapshot_in in = {.tell = tell, .find_program = find_module};
    char message[240] = "";
    tool_init("restore", usage);
    for (int option; (option = getopt_long(argc, argv, "m:", tool_help_only, NULL)) != -1;) {
        if (option != 'm')
            tool_option(option);
        else if (module_count == MODULES_MAX)
            tool_misuse("expected at most %d modules", MODULES_MAX);
        else
            modules[module_count++] = optarg;
    }
    if (argc - optind != 1)
        tool_misuse("expected a file");
    in.file = argv[optind];
    in.memory = required(sdk_program_open(in.file), in.file);
    in.shim = required(sdk_program_open(SDK_SHIM_PATH), SDK_SHIM_PATH);
    in.files = files();
    if (sdk_snapshot_open(&in, &block) < 0)
        return 126;
    add_own(&block);
    add_namespace(&block);
    block.header.flags |= VB_START_STOPPED;
    sdk_block_shim(&block, in.shim);
    sdk_block_program(&block, in.program);
    int64_t task = sdk_block_spawn(&block, message, sizeof message);
    sdk_block_free(&block);
    uint64_t started = required(task, *message ? message : in.file);
    if (sdk_snapshot_load(&in, started) < 0) {
        (void)vb_kill(started, VB_SIGKILL);
        return 126;
    }
    (void)vb_handle_close(in.memory);
    required(vb_kill(started, VB_SIGCONT), in.file);
    return finish(started);
}
