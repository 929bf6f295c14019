/*
 * The test cases of the service protocols, against the services of a running system: start it from
 * a shell; prints TAP. The same interpreter as the cases of the system calls (tests/spec-cases).
 */
#include "../../spec-cases/interpreter.h"
#include "../spec-cases/invoke.h"
#include <sdk/file.h>
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>
#include <vibee/syscalls.h>

static _Alignas(16) uint8_t arena[CASE_ARENA_SIZE];

/* True when every expectation holds; else `failure` says which does not. */
static bool run(uint32_t index, char failure[CASE_FAILURE_SIZE])
{
    struct case_actor actor;
    struct case_request request;
    memset(arena, 0, sizeof arena);
    case_begin_here(&actor, index, VB_ADDRESS(arena));
    for (;;) {
        switch (case_next(&actor, arena, &request, failure)) {
        case CASE_DO_CALL:
            if (!case_result(&actor, arena, case_invoke(request.number, request.arguments),
                             failure))
                return false;
            break;
        case CASE_DO_HOOK:
            break; /* only CASE_HOOK_FINISH: the end follows */
        case CASE_DONE:
            return true;
        case CASE_FAILED:
            return false;
        }
    }
}

static void print(const char *line)
{
    (void)sdk_file_write_all(sdk_start_fd(1), line, strlen(line));
}

int main(void)
{
    uint32_t failures = 0;
    char line[512], failure[CASE_FAILURE_SIZE];
    snprintf(line, sizeof line, "1..%u\n", (unsigned)case_count);
    print(line);
    for (uint32_t i = 0; i < case_count; i++) {
        const struct case_entry *entry = &case_entries[i];
        bool good = run(i, failure);
        failures += !good;
        snprintf(line, sizeof line, "%sok %u - %s %s: %s\n%s%s%s", good ? "" : "not ",
                 (unsigned)i + 1, entry->function, entry->behavior, entry->name, good ? "" : "  # ",
                 good ? "" : failure, good ? "" : "\n");
        print(line);
    }
    return failures != 0;
}
