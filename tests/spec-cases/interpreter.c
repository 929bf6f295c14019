#include "interpreter.h"
#include <base/format.h>
#include <string.h>
#include <vibee/objects.h>
#include <vibee/status.h>
#include <vibee/syscall_numbers.h>

#define FROM_START_BLOCK UINT32_MAX

static uint64_t read_number(const uint8_t *from, unsigned width)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < width; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

static void write_number(uint8_t *to, unsigned width, uint64_t value)
{
    for (unsigned i = 0; i < width; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

static uint64_t variable_get(const uint8_t *arena, uint32_t variable)
{
    return read_number(arena + 8 * (size_t)variable, 8);
}

static void variable_set(uint8_t *arena, uint32_t variable, uint64_t value)
{
    write_number(arena + 8 * (size_t)variable, 8, value);
}

static uint64_t evaluate(const struct case_actor *actor, const uint8_t *arena,
                         const struct case_value *value)
{
    switch (value->kind) {
    case CASE_VARIABLE:
        return variable_get(arena, value->variable) + value->number;
    case CASE_MASKED:
        return variable_get(arena, value->variable) & value->number;
    case CASE_ADDRESS:
        return actor->base + value->number;
    case CASE_ENTRY:
        return actor->entry;
    default:
        return value->number;
    }
}

static bool holds(uint8_t relation, uint64_t found, uint64_t expected)
{
    switch (relation) {
    case CASE_EQUAL:
    case CASE_UNTIL:
        return found == expected;
    case CASE_POSITIVE:
        return (int64_t)found > 0;
    case CASE_AT_LEAST:
        return (int64_t)found >= (int64_t)expected;
    default:
        return true;
    }
}

static const char *status_name(int64_t value)
{
    switch (value) {
#define NAME(name, text)                                                                           \
    case name:                                                                                     \
        return #name;
        VB_STATUS_TEXTS(NAME)
#undef NAME
    default:
        return "";
    }
}

/* "channel_send: expected 0 VB_OK, found -12 VB_ERR_AGAIN". */
static void describe(char *failure, const struct case_step *step, uint64_t found, uint64_t expected)
{
    static const char *const relations[] = {"", "", "more than ", "at least ", ""};
    format_text(failure, CASE_FAILURE_SIZE, "%s: expected %s%lld %s, found %lld %s", step->note,
                relations[step->relation], (long long)expected, status_name((int64_t)expected),
                (long long)found, status_name((int64_t)found));
}

static void begin_script(struct case_actor *actor, uint32_t index, uint32_t script)
{
    const struct case_script *found = &case_scripts[case_entries[index].script + script];
    actor->index = index;
    actor->step = found->first;
    actor->end = found->first + found->count;
}

void case_begin_task(struct case_actor *actor, uint64_t base, uint64_t entry)
{
    *actor = (struct case_actor){.index = FROM_START_BLOCK, .base = base, .entry = entry};
}

void case_begin_here(struct case_actor *actor, uint32_t index, uint64_t base)
{
    *actor = (struct case_actor){.base = base};
    begin_script(actor, index, 0);
}

void case_begin_thread(struct case_actor *actor, const struct case_actor *creator,
                       uint64_t argument)
{
    *actor = *creator;
    begin_script(actor, (uint32_t)(argument >> 8), (uint32_t)(argument & 0xff));
}

/* ---- the start block ------------------------------------------------------------------------ */

static uint32_t decimal(const char *text)
{
    uint32_t value = 0;
    for (; *text >= '0' && *text <= '9'; text++)
        value = value * 10 + (uint32_t)(*text - '0');
    return value;
}

/* The variable that the start handle with this name goes to: one of init's, or "v12". */
static int start_variable(const char *name)
{
    static const char *const names[] = {"account",  "namespace", "system",        "job",
                                        "device.0", "program",   "device.machine"};
    for (unsigned i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return (int)i;
    return name[0] == 'v' ? (int)decimal(name + 1) : -1;
}

static bool read_start_block(struct case_actor *actor, uint8_t *arena, int64_t size, char *failure)
{
    const uint8_t *block = arena + CASE_BLOCK;
    struct vb_start_header header;
    if (size < (int64_t)sizeof header || size >= CASE_BLOCK_SIZE) {
        format_text(failure, CASE_FAILURE_SIZE, "start block: expected %u to %u bytes, found %lld",
                    (unsigned)sizeof header, CASE_BLOCK_SIZE - 1, (long long)size);
        return false;
    }
    memcpy(&header, block, sizeof header);
    for (uint32_t i = 0; i < header.handle_count; i++) {
        struct vb_start_handle entry;
        memcpy(&entry, block + header.handles + i * sizeof entry, sizeof entry);
        if (entry.kind != VB_START_NAMED || entry.handle == 0)
            continue;
        int variable = start_variable((const char *)block + entry.name);
        if (variable >= 0 && variable < (int)CASE_VARIABLES)
            variable_set(arena, (uint32_t)variable, entry.handle);
    }
    const char *argument = (const char *)block + header.arguments;
    argument += strlen(argument) + 1;
    uint32_t index = decimal(argument);
    argument += strlen(argument) + 1;
    begin_script(actor, index, decimal(argument));
    return true;
}

/* ---- steps ---------------------------------------------------------------------------------- */

static bool expect(const struct case_actor *actor, const uint8_t *arena,
                   const struct case_step *step, char *failure)
{
    uint64_t found = read_number(arena + step->at, step->number);
    uint64_t expected = evaluate(actor, arena, &case_values[step->first]);
    if (step->number < 8)
        expected &= (1ull << (8 * step->number)) - 1;
    if (holds(step->relation, found, expected))
        return true;
    describe(failure, step, found, expected);
    return false;
}

static bool expect_bytes(const uint8_t *arena, const struct case_step *step, char *failure)
{
    for (uint32_t i = 0; i < step->count; i++) {
        uint8_t found = arena[step->at + i], expected = case_bytes[step->first + i];
        if (found != expected) {
            format_text(failure, CASE_FAILURE_SIZE, "%s: byte %u: expected 0x%02x, found 0x%02x",
                        step->note, (unsigned)i, expected, found);
            return false;
        }
    }
    return true;
}

static void request_fill(const struct case_actor *actor, const uint8_t *arena,
                         const struct case_step *step, struct case_request *request)
{
    request->number = step->number;
    for (uint32_t i = 0; i < step->count && i < CASE_ARGUMENTS; i++)
        request->arguments[i] = evaluate(actor, arena, &case_values[step->first + i]);
}

enum case_action case_next(struct case_actor *actor, uint8_t *arena, struct case_request *request,
                           char failure[CASE_FAILURE_SIZE])
{
    *request = (struct case_request){0};
    if (actor->index == FROM_START_BLOCK) {
        *request = (struct case_request){SYSCALL_START_BLOCK,
                                         {0, actor->base + CASE_BLOCK, CASE_BLOCK_SIZE}};
        return CASE_DO_CALL;
    }
    while (actor->step < actor->end) {
        const struct case_step *step = &case_steps[actor->step];
        switch ((enum case_op)step->op) {
        case CASE_CALL:
            request_fill(actor, arena, step, request);
            return CASE_DO_CALL;
        case CASE_HOOK:
            request_fill(actor, arena, step, request);
            actor->step++;
            return CASE_DO_HOOK;
        case CASE_BYTES:
            memcpy(arena + step->at, case_bytes + step->first, step->count);
            break;
        case CASE_STORE:
            write_number(arena + step->at, step->number,
                         evaluate(actor, arena, &case_values[step->first]));
            break;
        case CASE_LOAD:
            variable_set(arena, (uint32_t)step->result,
                         read_number(arena + step->at, step->number));
            break;
        case CASE_EXPECT:
            if (!expect(actor, arena, step, failure))
                return CASE_FAILED;
            break;
        case CASE_EXPECT_BYTES:
            if (!expect_bytes(arena, step, failure))
                return CASE_FAILED;
            break;
        case CASE_LEAVE:
            if (variable_get(arena, (uint32_t)step->result) != 0) {
                actor->step = actor->end - 1;
                continue;
            }
            break;
        case CASE_BECOME:
            if (variable_get(arena, (uint32_t)step->result) == 0) {
                begin_script(actor, actor->index, step->number);
                continue;
            }
            break;
        }
        actor->step++;
    }
    return CASE_DONE;
}

bool case_result(struct case_actor *actor, uint8_t *arena, int64_t result,
                 char failure[CASE_FAILURE_SIZE])
{
    if (actor->index == FROM_START_BLOCK)
        return read_start_block(actor, arena, result, failure);
    const struct case_step *step = &case_steps[actor->step++];
    if (step->result >= 0)
        variable_set(arena, (uint32_t)step->result, (uint64_t)result);
    uint64_t expected = evaluate(actor, arena, &case_values[step->first + step->count - 1]);
    if (step->relation == CASE_UNTIL && result >= 0) {
        actor->step--;
        return true;
    }
    if (holds(step->relation, (uint64_t)result, expected))
        return true;
    describe(failure, step, (uint64_t)result, expected);
    return false;
}
