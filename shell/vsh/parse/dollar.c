/* What begins with $, and backquotes (XCU 2.6.2 to 2.6.4): read, not yet expanded. */
#include "internal.h"

#include <ctype.h>
#include <string.h>

static bool is_name_char(int c, bool first)
{
    return c > 0 && (isalpha(c) || c == '_' || (!first && isdigit(c)));
}

static bool is_special(int c)
{
    return c > 0 && strchr("@*#?-$!", c) != NULL;
}

static struct part *new_part(struct parser *p, enum part_kind kind, enum scan_mode mode)
{
    struct part *part = arena_alloc(p->arena, sizeof *part);
    part->kind = kind;
    part->quoted = mode != SCAN_WORD && mode != SCAN_BRACE;
    return part;
}

/* A name, digits (only one unless in braces) or a special parameter; empty when it is none. */
static void scan_name(struct parser *p, struct part *part, bool braces)
{
    struct strbuf name = {0};
    int c = peek_joined(p);
    if (is_name_char(c, true)) {
        for (; is_name_char(c, false); c = peek_joined(p)) {
            strbuf_addc(&name, (char)c);
            skip_char(p);
        }
    } else if (c > 0 && isdigit(c)) {
        do {
            strbuf_addc(&name, (char)c);
            skip_char(p);
            c = peek_joined(p);
        } while (braces && c > 0 && isdigit(c));
    } else if (is_special(c)) {
        strbuf_addc(&name, (char)c);
        skip_char(p);
    }
    part->length = name.length;
    part->text = arena_copy(p->arena, name.data, name.length);
    strbuf_free(&name);
}

/* # in ${#...} is an operator when a parameter and } follow. */
static void scan_length(struct parser *p, struct part *part)
{
    skip_char(p);
    part->text = "#";
    part->length = 1;
    int c = peek_joined(p), second = peek_second(p);
    bool operator= is_name_char(c, true) || (c > 0 && isdigit(c)) ||
        (is_special(c) && second == '}');
    if (c != '}' && operator) {
        part->operator= PARAMETER_LENGTH;
        scan_name(p, part, true);
    }
}

static void scan_operator(struct parser *p, struct part *part)
{
    static const char characters[] = "-=?+#%";
    static const enum parameter_operator operators[] = {PARAMETER_DEFAULT, PARAMETER_ASSIGN,
                                                        PARAMETER_ERROR,   PARAMETER_OTHER,
                                                        PARAMETER_PREFIX,  PARAMETER_SUFFIX};
    int c = peek_joined(p);
    if (c == ':') {
        part->or_empty = true;
        skip_char(p);
        c = peek_joined(p);
    }
    const char *found = c > 0 ? strchr(characters, c) : NULL;
    if (!found || (part->or_empty && (c == '#' || c == '%'))) {
        fail_at_line(p, p->line, "one of - = ? + % # or } behind the name of a parameter",
                     c == END_OF_TEXT ? "end of input" : "something else");
        return;
    }
    part->operator= operators[found - characters];
    skip_char(p);
    if ((c == '#' || c == '%') && peek_joined(p) == c) {
        part->longest = true;
        skip_char(p);
    }
}

static void scan_braces(struct parser *p, struct builder *builder, enum scan_mode mode)
{
    struct part *part = new_part(p, PART_PARAMETER, mode);
    skip_char(p);
    p->continues = true;
    if (peek_joined(p) == '#')
        scan_length(p, part);
    else
        scan_name(p, part, true);
    if (part->length == 0) {
        fail_at_line(p, p->line, "the name of a parameter behind '${'",
                     peek_char(p) == END_OF_TEXT ? "end of input" : "something else");
        return;
    }
    if (peek_joined(p) == '}') {
        skip_char(p);
    } else if (part->operator== PARAMETER_LENGTH) {
        fail_at_line(p, p->line, "'}' behind '${#' and the name of a parameter", "something else");
    } else {
        scan_operator(p, part);
        bool pattern = part->operator== PARAMETER_PREFIX || part->operator== PARAMETER_SUFFIX;
        if (!stopped(p))
            part->word = scan_word(p, part->quoted && !pattern ? SCAN_QUOTED_BRACE : SCAN_BRACE);
    }
    add_part(p, builder, part);
}

static void scan_command(struct parser *p, struct builder *builder, enum scan_mode mode)
{
    struct part *part = new_part(p, PART_COMMAND, mode);
    skip_char(p);
    p->continues = true;
    part->list = parse_to_close(p);
    add_part(p, builder, part);
}

static bool was_tried(const struct parser *p, const struct frame *frame, size_t at)
{
    for (const struct tried *tried = p->tried; tried; tried = tried->next)
        if (tried->frame == frame && tried->at == at)
            return true;
    return false;
}

static void note_tried(struct parser *p, const struct frame *frame, size_t at)
{
    struct tried *tried = arena_alloc(p->arena, sizeof *tried);
    *tried = (struct tried){frame, at, p->tried};
    p->tried = tried;
}

/* Behind $( when another ( follows: an expression, or else a command that begins with a subshell,
 * which is found out by trying. */
static bool scan_arithmetic(struct parser *p, struct builder *builder, enum scan_mode mode)
{
    struct frame *frame = p->frame;
    const size_t frame_at = frame ? frame->at : 0, at = p->at;
    const int line = p->line;
    if (was_tried(p, frame, frame ? frame_at : at))
        return false;
    struct part *part = new_part(p, PART_ARITHMETIC, mode);
    skip_char(p);
    skip_char(p);
    part->word = scan_word(p, SCAN_ARITHMETIC);
    if (!p->failed) {
        add_part(p, builder, part);
        return true;
    }
    if (p->frame != frame)
        return true; /* the message stays */
    p->failed = false;
    note_tried(p, frame, frame ? frame_at : at);
    p->at = at;
    p->line = line;
    if (frame)
        frame->at = frame_at;
    return false;
}

void scan_dollar(struct parser *p, struct builder *builder, enum scan_mode mode)
{
    int c = peek_joined(p);
    if (c == '{') {
        scan_braces(p, builder, mode);
    } else if (c == '(') {
        if (peek_second(p) != '(' || !scan_arithmetic(p, builder, mode))
            scan_command(p, builder, mode);
    } else if (is_name_char(c, true) || (c > 0 && isdigit(c)) || is_special(c)) {
        struct part *part = new_part(p, PART_PARAMETER, mode);
        scan_name(p, part, false);
        add_part(p, builder, part);
    } else {
        add_char(p, builder, '$', mode != SCAN_WORD && mode != SCAN_BRACE);
    }
}

void scan_backquote(struct parser *p, struct builder *builder, enum scan_mode mode)
{
    struct part *part = new_part(p, PART_COMMAND, mode);
    struct strbuf text = {0};
    int line = p->line;
    skip_char(p);
    p->continues = true;
    for (int c; (c = peek_char(p)) != '`';) {
        if (c == END_OF_TEXT) {
            fail_at_line(p, line, "a closing `", "end of input");
            break;
        }
        skip_char(p);
        int next = c == '\\' ? peek_char(p) : 0;
        if (next == '$' || next == '`' || next == '\\' || (next == '"' && mode == SCAN_DOUBLE)) {
            c = next;
            skip_char(p);
        }
        strbuf_addc(&text, (char)c);
    }
    skip_char(p);
    if (!stopped(p) && enter(p)) {
        struct parser sub;
        sub_parser_init(&sub, p, text.data ? text.data : "", line);
        part->list = parse_all(&sub);
        if (sub_parser_end(&sub, p))
            add_part(p, builder, part);
        p->depth--;
    }
    strbuf_free(&text);
}
