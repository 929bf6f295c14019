/*
 * `init run`: one program with its arguments, the folders it was given, and nothing else: no
 * namespace, no other handle.
 */
#include "init.h"
#include <sdk/log.h>
#include <sdk/spawn.h>
#include <sdk/start.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

/* On top of a memory limit: tables, stacks and the kernel's own records. */
#define ACCOUNT_EXTRA (UINT64_C(64) << 20)

/* Options before "--"; the index of the program's name, 0 when they are malformed. */
static uint32_t read_options(struct sdk_block *block)
{
    const char *text, *value;
    char *end;

    for (uint32_t i = 2; (text = sdk_argument(i)) != NULL; i += 2) {
        if (strcmp(text, "--") == 0)
            return sdk_argument(i + 1) == NULL ? 0 : i + 1;
        value = sdk_argument(i + 1);
        if (value == NULL)
            return 0;
        if (strcmp(text, "--env") == 0) {
            sdk_block_environment(block, value);
            continue;
        }
        if (strcmp(text, "--fuel") == 0)
            block->header.fuel = strtoull(value, &end, 10);
        else if (strcmp(text, "--mem") == 0)
            block->header.memory_limit = strtoull(value, &end, 10);
        else
            return 0;
        if (*end != 0 || end == value)
            return 0;
    }
    return 0;
}

static void give_folder(struct init *init, uint64_t device, const char *name, void *context)
{
    int64_t directory = folder_mount(init, device, "");

    if (directory < 0)
        complain("vibee: folder %s: %s", name, sdk_status_text(directory));
    else
        sdk_block_preopen(context, name, (uint64_t)directory, 1);
}

static void add_account(struct sdk_block *block)
{
    int64_t account;

    if (block->header.memory_limit == 0)
        return;
    account = vb_account_create(0, block->header.memory_limit + ACCOUNT_EXTRA);
    if (account >= 0)
        sdk_block_handle(block,
                         &(struct vb_start_handle){
                             .handle = (uint64_t)account, .kind = VB_START_ACCOUNT, .fd = -1},
                         NULL);
}

int64_t session_run(struct init *init, int32_t *status)
{
    struct sdk_block block = {0};
    struct streams streams;
    char diagnostic[240] = "";
    uint64_t program = sdk_start_named("program");
    uint32_t name = read_options(&block);
    int64_t shim = shim_image(init), task;

    *status = name == 0 ? 126 : 127;
    if (name == 0 || program == 0) {
        complain("vibee: expected a program and its arguments, found %s",
                 name == 0 ? "malformed options" : "no program");
        return VB_ERR_NOT_FOUND;
    }
    *status = 126;
    for (uint32_t i = name; sdk_argument(i) != NULL; i++)
        sdk_block_argument(&block, sdk_argument(i));
    streams_open(&streams);
    for (int i = 0; i < 3; i++)
        if (streams.fds[i] != 0)
            sdk_block_fd(&block, i, streams.fds[i], 1);
    folders_each(init, give_folder, &block);
    add_account(&block);
    if (shim >= 0)
        sdk_block_shim(&block, (uint64_t)shim);
    sdk_block_program(&block, program);
    task = sdk_block_spawn(&block, diagnostic, sizeof diagnostic);
    if (task < 0)
        complain("vibee: %s: %s", sdk_argument(name),
                 diagnostic[0] != 0 ? diagnostic : sdk_status_text(task));
    sdk_block_free(&block);
    return task;
}
