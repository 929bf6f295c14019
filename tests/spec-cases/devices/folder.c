/*
 * Run the cases of the requests to a folder, each in a folder of its own on the host, which begins
 * with a FIFO called "fifo"; print TAP.
 *
 *     cases-folder [TEXT]      only cases whose description contains TEXT
 *
 * A result that the operation does not list fails the case.
 */
#include "folder.h"
#include "../interpreter.h"

#include <ftw.h>
#include <protocol_errors.gen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vibee/objects.h>

enum { CALL_DEVICE = 249 }; /* SPECIAL in tools/generator/protocols.py */

static _Alignas(16) uint8_t arena[CASE_ARENA_SIZE];
static struct folder *folders[2]; /* the same twice, the second read-only */
static char root[] = "/tmp/vibee-cases-XXXXXX", path[64];

static int remove_one(const char *name, const struct stat *found, int kind, struct FTW *at)
{
    (void)found;
    (void)kind;
    (void)at;
    return remove(name);
}

static void folder_end(struct folder *folder)
{
    for (uint32_t i = 0; i < FOLDER_NODES; i++) {
        struct hal_request close_it = {.operation = VB_FOLDER_CLOSE, .node = i + 1};
        uint32_t size;
        if (folder->nodes[i].fd >= 0)
            (void)folder_carry_out(folder, &close_it, &size);
    }
    close(folder->root);
    free(folder);
}

static bool begin(void)
{
    char fifo[80];
    snprintf(fifo, sizeof fifo, "%s/fifo", path);
    if (mkdir(path, 0700) != 0 || mkfifo(fifo, 0600) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        folders[i] = folder_open(path, i == 1);
        if (!folders[i])
            return false;
    }
    return true;
}

static void end(void)
{
    for (int i = 0; i < 2; i++)
        folder_end(folders[i]);
    (void)nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static int64_t carry_out(const struct case_request *call)
{
    struct vb_device_request asked;
    memcpy(&asked, (const void *)(uintptr_t)call->arguments[1], sizeof asked);
    struct hal_request request = {.operation = asked.operation,
                                  .flags = asked.flags,
                                  .node = asked.node,
                                  .offset = asked.offset,
                                  .input = (const uint8_t *)(uintptr_t)asked.input,
                                  .input_size = asked.input_size,
                                  .output = (uint8_t *)(uintptr_t)call->arguments[2],
                                  .output_size = asked.output_size};
    uint32_t size;
    return folder_carry_out(folders[call->arguments[0] & 1], &request, &size);
}

static bool lists(const struct case_request *call, int64_t result)
{
    static const struct protocol_errors errors[] = FOLDER_ERRORS;
    struct vb_device_request asked;
    memcpy(&asked, (const void *)(uintptr_t)call->arguments[1], sizeof asked);
    return protocol_lists(errors, asked.operation, result);
}

/* True when every expectation holds; else `failure` says which does not. */
static bool run(uint32_t index, char failure[CASE_FAILURE_SIZE])
{
    struct case_actor actor;
    struct case_request request;
    memset(arena, 0, sizeof arena);
    case_begin_here(&actor, index, (uint64_t)(uintptr_t)arena);
    for (;;) {
        switch (case_next(&actor, arena, &request, failure)) {
        case CASE_DO_CALL: {
            if (request.number != CALL_DEVICE) {
                snprintf(failure, CASE_FAILURE_SIZE, "no system call %u here", request.number);
                return false;
            }
            int64_t result = carry_out(&request);
            if (!lists(&request, result)) {
                snprintf(failure, CASE_FAILURE_SIZE, "%lld is not listed", (long long)result);
                return false;
            }
            if (!case_result(&actor, arena, result, failure))
                return false;
            break;
        }
        case CASE_DO_HOOK:
            break; /* only CASE_HOOK_FINISH: the end follows */
        case CASE_DONE:
            return true;
        case CASE_FAILED:
            return false;
        }
    }
}

int main(int argc, char **argv)
{
    uint32_t ran = 0, failures = 0;
    if (!mkdtemp(root)) {
        perror(root);
        return 2;
    }
    for (uint32_t i = 0; i < case_count; i++) {
        const struct case_entry *entry = &case_entries[i];
        char failure[CASE_FAILURE_SIZE], title[256];
        snprintf(title, sizeof title, "%s %s: %s", entry->function, entry->behavior, entry->name);
        if (argc > 1 && strstr(title, argv[1]) == NULL)
            continue;
        snprintf(path, sizeof path, "%s/%u", root, i);
        if (!begin()) {
            perror(path);
            return 2;
        }
        bool good = run(i, failure);
        end();
        ran++;
        failures += !good;
        printf("%sok %u - %s\n", good ? "" : "not ", ran, title);
        if (!good)
            printf("  # %s\n", failure);
    }
    printf("1..%u\n", ran);
    (void)rmdir(root);
    return failures != 0 || ran == 0;
}
