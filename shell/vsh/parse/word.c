/* Words and their quoting (XCU 2.2, 2.3). */
#include "internal.h"

#include <string.h>

const char *word_literal(const struct word *word)
{
    const struct part *part = word->parts;
    return part && !part->next && part->kind == PART_TEXT && !part->quoted ? part->text : NULL;
}

static void flush(struct parser *p, struct builder *builder)
{
    if (builder->text.length == 0)
        return;
    struct part *part = arena_alloc(p->arena, sizeof *part);
    part->quoted = builder->quoted;
    part->text = arena_copy(p->arena, builder->text.data, builder->text.length);
    part->length = builder->text.length;
    strbuf_clear(&builder->text);
    *builder->tail = part;
    builder->tail = &part->next;
}

void add_part(struct parser *p, struct builder *builder, struct part *part)
{
    flush(p, builder);
    *builder->tail = part;
    builder->tail = &part->next;
}

void add_char(struct parser *p, struct builder *builder, int c, bool quoted)
{
    if (builder->quoted != quoted)
        flush(p, builder);
    builder->quoted = quoted;
    strbuf_addc(&builder->text, (char)c);
}

/* Quotes with nothing between them are something. */
static void add_empty(struct parser *p, struct builder *builder)
{
    struct part *part = arena_alloc(p->arena, sizeof *part);
    part->quoted = true;
    part->text = "";
    add_part(p, builder, part);
}

static void scan_single(struct parser *p, struct builder *builder)
{
    int line = p->line;
    bool empty = true;
    skip_char(p);
    for (int c; (c = peek_char(p)) != '\''; empty = false) {
        if (c == END_OF_TEXT) {
            fail_at_line(p, line, "a closing '", "end of input");
            return;
        }
        skip_char(p);
        add_char(p, builder, c, true);
    }
    skip_char(p);
    if (empty)
        add_empty(p, builder);
}

static bool is_quoting(enum scan_mode mode)
{
    return mode != SCAN_WORD && mode != SCAN_BRACE;
}

/* Whether a backslash quotes this character in the mode; elsewhere it stands for itself. */
static bool is_escaped(enum scan_mode mode, int c)
{
    if (!is_quoting(mode))
        return true;
    if (c == '"')
        return mode == SCAN_DOUBLE || mode == SCAN_QUOTED_BRACE;
    return c == '$' || c == '`' || c == '\\' || (c == '}' && mode == SCAN_QUOTED_BRACE);
}

static void scan_backslash(struct parser *p, struct builder *builder, enum scan_mode mode)
{
    skip_char(p);
    int c = peek_char(p);
    if (c == END_OF_TEXT || !is_escaped(mode, c)) {
        add_char(p, builder, '\\', true);
        return;
    }
    skip_char(p);
    add_char(p, builder, c, true);
}

static void scan_parts(struct parser *p, struct builder *builder, enum scan_mode mode);

static void scan_double(struct parser *p, struct builder *builder)
{
    struct part **before;
    skip_char(p);
    flush(p, builder);
    before = builder->tail;
    scan_parts(p, builder, SCAN_DOUBLE);
    flush(p, builder);
    if (builder->tail == before)
        add_empty(p, builder);
}

/* Whether c ends a scan; *depth counts open parentheses of an expression. */
static bool at_scan_end(struct parser *p, enum scan_mode mode, int c, int *depth)
{
    switch (mode) {
    case SCAN_WORD:
        return c == ' ' || c == '\t' || c == '\n' || c == '\r' || is_operator_char(c);
    case SCAN_BRACE:
    case SCAN_QUOTED_BRACE:
        return c == '}';
    case SCAN_DOUBLE:
        return c == '"';
    case SCAN_HERE:
        return false;
    case SCAN_ARITHMETIC:
        break;
    }
    *depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (*depth >= 0)
        return false;
    if (peek_second(p) == ')')
        skip_char(p);
    else
        fail_at_line(p, p->line, "'))' at the end of an expression", "')'");
    return true;
}

/* The end of the text inside of what has to be closed. */
static void fail_open(struct parser *p, enum scan_mode mode, int line)
{
    static const char *const expected[] = {
        [SCAN_BRACE] = "'}' at the end of a parameter",
        [SCAN_QUOTED_BRACE] = "'}' at the end of a parameter",
        [SCAN_DOUBLE] = "a closing \"",
        [SCAN_ARITHMETIC] = "'))' at the end of an expression",
    };
    if (mode != SCAN_WORD && mode != SCAN_HERE)
        fail_at_line(p, line, expected[mode], "end of input");
}

/* One character, quotation or substitution. */
static void scan_piece(struct parser *p, struct builder *builder, enum scan_mode mode, int c)
{
    const bool quoting = is_quoting(mode);
    switch (c) {
    case '\\':
        scan_backslash(p, builder, mode);
        return;
    case '$':
        skip_char(p);
        scan_dollar(p, builder, mode);
        return;
    case '`':
        scan_backquote(p, builder, mode);
        return;
    case '\'':
        if (!quoting) {
            scan_single(p, builder);
            return;
        }
        break;
    case '"':
        if (!quoting || mode == SCAN_QUOTED_BRACE) {
            scan_double(p, builder);
            return;
        }
        if (mode == SCAN_ARITHMETIC) {
            skip_char(p);
            return;
        }
        break;
    default:
        break;
    }
    skip_char(p);
    add_char(p, builder, c, quoting);
}

static void scan_parts(struct parser *p, struct builder *builder, enum scan_mode mode)
{
    int line = p->line, depth = 0;
    if (!enter(p))
        return;
    p->continues = true;
    while (!stopped(p)) {
        int c = peek_joined(p);
        if (c == END_OF_TEXT) {
            fail_open(p, mode, line);
            break;
        }
        if (at_scan_end(p, mode, c, &depth)) {
            if (mode != SCAN_WORD)
                skip_char(p);
            break;
        }
        scan_piece(p, builder, mode, c);
    }
    p->depth--;
}

struct word *scan_word(struct parser *p, enum scan_mode mode)
{
    struct word *word = arena_alloc(p->arena, sizeof *word);
    struct builder builder = {.tail = &word->parts};
    scan_parts(p, &builder, mode);
    flush(p, &builder);
    strbuf_free(&builder.text);
    return word;
}
