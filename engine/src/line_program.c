/* DWARF's line number programs (DWARF 5 sections 6.2.2 and 6.2.5): from code offsets to lines. */
#include "source_lines.h"

/* Standard opcodes. */
#define OP_EXTENDED           0u
#define OP_COPY               1u
#define OP_ADVANCE_PC         2u
#define OP_ADVANCE_LINE       3u
#define OP_SET_FILE           4u
#define OP_CONST_ADD_PC       8u
#define OP_FIXED_ADVANCE_PC   9u
#define EXTENDED_END_SEQUENCE 1u
#define EXTENDED_SET_ADDRESS  2u

#define LEB128_SIZE 5u /* of 32 bits, at most */

/* What is known about one of the wanted places, by addresses of DWARF: offsets in the code section.
 */
struct found {
    uint64_t at, body, end; /* the place, and the function's body around it */
    struct line_unit unit;
    uint64_t file;
    uint32_t line;
    enum { UNKNOWN, IN_THIS_SEQUENCE, KNOWN } state;
};

struct row {
    uint64_t address, file;
    uint32_t line;
};

/* Where the search stands: the unit, its registers, and the row before. */
struct search {
    struct found found[SOURCE_LINES_MAX];
    uint32_t count;
    struct line_unit unit;
    struct row now, before;
    uint64_t start; /* of the sequence */
    bool has_row;   /* `before` and `start` are set */
};

static void start_sequence(struct search *s)
{
    for (uint32_t i = 0; i < s->count; i++) {
        if (s->found[i].state == IN_THIS_SEQUENCE)
            s->found[i].state = UNKNOWN;
    }
    s->now = (struct row){.file = 1, .line = 1};
    s->has_row = false;
}

/* A row ends where the next one begins. */
static void end_row(struct search *s)
{
    if (!s->has_row)
        s->start = s->now.address;
    for (uint32_t i = 0; s->has_row && i < s->count; i++) {
        struct found *found = &s->found[i];
        if (found->state == KNOWN || found->at < s->before.address || found->at >= s->now.address)
            continue;
        found->unit = s->unit;
        found->file = s->before.file;
        found->line = s->before.line;
        found->state = IN_THIS_SEQUENCE;
    }
    s->before = s->now;
    s->has_row = true;
}

/* Compilers make a sequence of each function, from its size or later to its last byte. One that
 * does not end there belongs to a function that the linker dropped, or to code that a later tool
 * has changed without its tables. */
static void end_sequence(struct search *s)
{
    end_row(s);
    for (uint32_t i = 0; i < s->count; i++) {
        struct found *found = &s->found[i];
        if (found->state == IN_THIS_SEQUENCE && s->start + LEB128_SIZE >= found->body &&
            s->now.address == found->end)
            found->state = KNOWN;
    }
    start_sequence(s);
}

/* Operands that cannot be read end the program: false. */
static bool read_unsigned(struct search *s, uint64_t *out)
{
    return leb128_read_unsigned(&s->unit.program.at, s->unit.program.end, 64, out) == VB_OK;
}

static bool run_extended(struct search *s)
{
    struct reader *r = &s->unit.program;
    uint64_t length;
    uint8_t op;
    if (!read_unsigned(s, &length) || length == 0 || length > reader_left(r))
        return false;
    struct reader operands = {r->at, r->at + length};
    r->at += length;
    if (reader_u8(&operands, &op) < 0)
        return false;
    if (op == EXTENDED_END_SEQUENCE) {
        end_sequence(s);
    } else if (op == EXTENDED_SET_ADDRESS) {
        switch (reader_left(&operands)) {
        case 4:
            s->now.address = load_u32le(operands.at);
            break;
        case 8:
            s->now.address = load_u64le(operands.at);
            break;
        default:
            return false;
        }
    }
    return true;
}

static void advance(struct search *s, unsigned special)
{
    s->now.address += (uint64_t)s->unit.minimum_length * (special / s->unit.line_range);
}

static bool run_standard(struct search *s, uint8_t op)
{
    struct reader *r = &s->unit.program;
    uint64_t operand = 0;
    int64_t step;
    switch (op) {
    case OP_COPY:
        end_row(s);
        return true;
    case OP_ADVANCE_PC:
        if (!read_unsigned(s, &operand))
            return false;
        s->now.address += operand * s->unit.minimum_length;
        return true;
    case OP_ADVANCE_LINE:
        if (reader_signed(r, 64, &step) < 0)
            return false;
        s->now.line += (uint32_t)step;
        return true;
    case OP_SET_FILE:
        return read_unsigned(s, &s->now.file);
    case OP_CONST_ADD_PC:
        advance(s, 255u - s->unit.opcode_base);
        return true;
    case OP_FIXED_ADVANCE_PC:
        if (reader_left(r) < 2)
            return false;
        s->now.address += (uint64_t)r->at[0] | (uint64_t)r->at[1] << 8;
        r->at += 2;
        return true;
    default: /* of no interest here, or unknown: the header says how many operands it has */
        for (unsigned i = s->unit.operand_counts[op - 1]; i > 0; i--) {
            if (!read_unsigned(s, &operand))
                return false;
        }
        return true;
    }
}

static void run_program(struct search *s)
{
    uint8_t op;
    bool more = true;
    start_sequence(s);
    while (more && reader_u8(&s->unit.program, &op) == VB_OK) {
        if (op >= s->unit.opcode_base) {
            unsigned special = op - s->unit.opcode_base;
            advance(s, special);
            s->now.line += (uint32_t)(s->unit.line_base + (int)(special % s->unit.line_range));
            end_row(s);
        } else if (op == OP_EXTENDED) {
            more = run_extended(s);
        } else {
            more = run_standard(s, op);
        }
    }
}

/* Fill in the place of `offset` and the body around it; false when it is in none. */
static bool find_body(const struct module *module, uint64_t offset, struct found *out)
{
    uint32_t low = module->imported_funcs, high = module->func_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct module_func *function = &module->funcs[middle];
        if (offset < function->body) {
            high = middle;
        } else if (offset - function->body >= function->body_size) {
            low = middle + 1;
        } else {
            out->at = offset - module->code;
            out->body = function->body - module->code;
            out->end = out->body + function->body_size;
            return true;
        }
    }
    return false;
}

void module_source_lines(const struct module *module, struct source_line *lines, uint32_t count)
{
    struct search s = {.count = MIN(count, SOURCE_LINES_MAX)};
    for (uint32_t i = 0; i < count; i++) {
        lines[i] = (struct source_line){.offset = lines[i].offset};
        if (i < s.count && !find_body(module, lines[i].offset, &s.found[i]))
            s.found[i].at = UINT64_MAX; /* in no row */
    }
    if (module->debug_line.size > LINE_TABLE_MAX)
        return;
    struct reader section = module_reader(module, module->debug_line);
    while (line_unit_next(&section, &s.unit))
        run_program(&s);
    for (uint32_t i = 0; i < s.count; i++) {
        const struct found *found = &s.found[i];
        if (found->state == KNOWN &&
            line_unit_file(module, &found->unit, found->file, &lines[i].file))
            lines[i].line = found->line;
    }
}
