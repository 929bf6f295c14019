/*
 * Run the cases of the requests to a device against the hosted platform's code; print TAP.
 *
 *     device-cases-DEVICE [TEXT]      only cases whose description contains TEXT
 *
 * A result that the operation does not list fails the case.
 */
#include "run.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <vibee/objects.h>

enum { CALL_DEVICE = 249, CALL_TELL = 254 }; /* SPECIAL in tools/generator/protocols.py */

static _Alignas(16) uint8_t arena[CASE_ARENA_SIZE];

static int64_t carry_out(const struct case_request *call, bool *listed)
{
    const uint64_t *arguments = call->arguments;
    struct vb_device_request asked;
    if (call->number == CALL_TELL) {
        device_told((uint32_t)arguments[0], arguments[1], (const uint8_t *)(uintptr_t)arguments[3],
                    arguments[4]);
        return 0;
    }
    memcpy(&asked, (const void *)(uintptr_t)arguments[1], sizeof asked);
    struct hal_request request = {.operation = asked.operation,
                                  .flags = asked.flags,
                                  .node = asked.node,
                                  .offset = asked.offset,
                                  .input = (const uint8_t *)(uintptr_t)asked.input,
                                  .input_size = asked.input_size,
                                  .output = (uint8_t *)(uintptr_t)arguments[2],
                                  .output_size = asked.output_size};
    int64_t result = device_request(arguments[0], &request);
    *listed = protocol_lists(device_errors, asked.operation, result);
    return result;
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
            bool listed = true;
            int64_t result = carry_out(&request, &listed);
            if (!listed) {
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
    FILE *tap = fdopen(dup(STDOUT_FILENO), "w"); /* the case may have the stream for itself */
    for (uint32_t i = 0; tap && i < case_count; i++) {
        const struct case_entry *entry = &case_entries[i];
        char failure[CASE_FAILURE_SIZE], title[256];
        snprintf(title, sizeof title, "%s %s: %s", entry->function, entry->behavior, entry->name);
        if (argc > 1 && strstr(title, argv[1]) == NULL)
            continue;
        if (!device_begin(i)) {
            perror(title);
            return 2;
        }
        bool good = run(i, failure);
        device_end();
        ran++;
        failures += !good;
        fprintf(tap, "%sok %u - %s\n", good ? "" : "not ", ran, title);
        if (!good)
            fprintf(tap, "  # %s\n", failure);
        fflush(tap);
    }
    if (tap)
        fprintf(tap, "1..%u\n", ran);
    return !tap || fclose(tap) != 0 || failures != 0 || ran == 0;
}
