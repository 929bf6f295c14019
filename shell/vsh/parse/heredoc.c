/* Here-documents (XCU 2.7.4). */
#include "internal.h"

#include <stdio.h>
#include <string.h>

/* The delimiter as it is written, without its quotes; *quoted when it has any. */
static void read_delimiter(struct parser *p, struct strbuf *text, bool *quoted)
{
    int quote = 0;
    for (;;) {
        int c = quote == '\'' ? peek_char(p) : peek_joined(p);
        if (c == END_OF_TEXT)
            return;
        if (!quote && (c == ' ' || c == '\t' || c == '\n' || c == '\r' || is_operator_char(c)))
            return;
        skip_char(p);
        if (c == '\\' && quote != '\'') {
            *quoted = true;
            c = peek_char(p);
            if (c == END_OF_TEXT)
                return;
            skip_char(p);
        } else if (c == quote || (!quote && (c == '\'' || c == '"'))) {
            quote = quote ? 0 : c;
            *quoted = true;
            continue;
        }
        strbuf_addc(text, (char)c);
    }
}

void begin_here(struct parser *p, struct redirect *redirect)
{
    struct strbuf delimiter = {0};
    while (peek_joined(p) == ' ' || peek_char(p) == '\t')
        skip_char(p);
    read_delimiter(p, &delimiter, &redirect->literal);
    if (delimiter.length == 0 && !redirect->literal)
        fail_at_token(p, "the delimiter of a here-document");
    redirect->delimiter = arena_copy(p->arena, delimiter.data, delimiter.length);
    strbuf_free(&delimiter);
    *p->pending_tail = redirect;
    p->pending_tail = &redirect->next_pending;
}

/* Append a line with its newline; false at the end. */
static bool read_line_raw(struct parser *p, struct strbuf *line, bool strip_tabs)
{
    while (strip_tabs && peek_char(p) == '\t')
        skip_char(p);
    size_t before = line->length;
    for (int c; (c = peek_char(p)) != END_OF_TEXT;) {
        skip_char(p);
        strbuf_addc(line, (char)c);
        if (c == '\n')
            return true;
    }
    return line->length > before;
}

/* Whether the newline at the end of text is quoted by a backslash. */
static bool continues(const struct strbuf *text)
{
    size_t end = text->length, backslashes = 0;
    if (end && text->data[end - 1] == '\n')
        end--;
    while (backslashes < end && text->data[end - 1 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 == 1;
}

static bool is_delimiter(const char *line, const char *delimiter)
{
    size_t length = strlen(delimiter);
    return strncmp(line, delimiter, length) == 0 &&
           (line[length] == '\0' || strcmp(line + length, "\n") == 0);
}

/* The text up to the delimiter; false when that does not come. */
static bool read_body(struct parser *p, const struct redirect *redirect, struct strbuf *body)
{
    bool joined = false;
    for (;;) {
        size_t start = body->length;
        if (!read_line_raw(p, body, redirect->strip_tabs && !joined))
            return false;
        if (!joined && is_delimiter(body->data + start, redirect->delimiter)) {
            strbuf_remove(body, start, body->length - start);
            return true;
        }
        joined = !redirect->literal && continues(body);
    }
}

static struct word *literal_word(struct parser *p, const struct strbuf *body)
{
    struct word *word = arena_alloc(p->arena, sizeof *word);
    struct part *part = arena_alloc(p->arena, sizeof *part);
    part->quoted = true;
    part->length = body->length;
    part->text = arena_copy(p->arena, body->data, body->length);
    word->parts = part;
    return word;
}

static void read_one(struct parser *p, struct redirect *redirect)
{
    struct strbuf body = {0};
    int line = p->line;
    p->continues = true;
    if (!read_body(p, redirect, &body)) {
        char expected[120];
        snprintf(expected, sizeof expected, "'%.60s' at the end of the here-document",
                 redirect->delimiter);
        fail_at_line(p, line, expected, "end of input");
    } else if (redirect->literal) {
        redirect->target = literal_word(p, &body);
    } else if (enter(p)) {
        struct parser sub;
        sub_parser_init(&sub, p, body.data ? body.data : "", line);
        redirect->target = scan_word(&sub, SCAN_HERE);
        (void)sub_parser_end(&sub, p);
        p->depth--;
    }
    strbuf_free(&body);
}

void read_pending(struct parser *p)
{
    struct redirect *redirect = p->pending;
    p->pending = NULL;
    p->pending_tail = &p->pending;
    for (; redirect && !stopped(p); redirect = redirect->next_pending)
        read_one(p, redirect);
}
