/* Characters of a text, of the aliases in it, and of the lines that more() brings. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

/* Ask for another line; NUL bytes, which no text has, are left out. */
static bool read_more(struct parser *p)
{
    if (!p->source || !p->source->more || p->at_end)
        return false;
    size_t before = p->owned.length;
    enum more_result result = p->source->more(p->source->context, &p->owned, p->continues);
    p->interrupted = p->interrupted || result == MORE_INTERRUPTED;
    p->at_end = result != MORE_LINE;
    size_t kept = before;
    for (size_t i = before; i < p->owned.length; i++)
        if (p->owned.data[i])
            p->owned.data[kept++] = p->owned.data[i];
    if (p->owned.data)
        strbuf_remove(&p->owned, kept, p->owned.length - kept);
    p->text = p->owned.data;
    p->length = p->owned.length;
    return p->length > before;
}

int peek_char(struct parser *p)
{
    for (const struct frame *frame = p->frame; frame; frame = frame->below)
        if (frame->at < frame->length)
            return (unsigned char)frame->text[frame->at];
    while (p->at >= p->length && !p->at_end && read_more(p))
        continue;
    return p->at < p->length ? (unsigned char)p->text[p->at] : END_OF_TEXT;
}

/* The character behind the next one, in the same text. */
int peek_second(struct parser *p)
{
    for (const struct frame *frame = p->frame; frame; frame = frame->below) {
        if (frame->at + 1 < frame->length)
            return (unsigned char)frame->text[frame->at + 1];
        if (frame->at < frame->length)
            return END_OF_TEXT;
    }
    while (p->at + 1 >= p->length && !p->at_end && read_more(p))
        continue;
    return p->at + 1 < p->length ? (unsigned char)p->text[p->at + 1] : END_OF_TEXT;
}

void leave_aliases(struct parser *p)
{
    for (; p->frame && p->frame->at >= p->frame->length; p->frame = p->frame->below) {
        const struct frame *frame = p->frame;
        char last = frame->length ? frame->text[frame->length - 1] : '\0';
        p->after_alias_blank = p->after_alias_blank || last == ' ' || last == '\t';
    }
}

void skip_char(struct parser *p)
{
    leave_aliases(p);
    if (p->frame) {
        p->frame->at++;
    } else if (p->at < p->length) {
        p->line += p->text[p->at] == '\n';
        p->at++;
    }
}

int peek_joined(struct parser *p)
{
    while (peek_char(p) == '\\' && peek_second(p) == '\n') {
        skip_char(p);
        skip_char(p);
        p->continues = true;
    }
    return peek_char(p);
}

void enter_alias(struct parser *p, const char *name, const char *text)
{
    struct frame *frame = arena_alloc(p->arena, sizeof *frame);
    frame->name = arena_copy(p->arena, name, strlen(name));
    frame->length = strlen(text);
    frame->text = arena_copy(p->arena, text, frame->length);
    frame->below = p->frame;
    p->frame = frame;
}

bool alias_is_open(const struct parser *p, const char *name)
{
    for (const struct frame *frame = p->frame; frame; frame = frame->below)
        if (strcmp(frame->name, name) == 0)
            return true;
    return false;
}

void sub_parser_init(struct parser *sub, struct parser *p, const char *text, int line)
{
    parser_init(sub, text, NULL, line);
    sub->arena = p->arena;
    sub->depth = p->depth;
}

bool sub_parser_end(struct parser *sub, struct parser *p)
{
    bool ok = !sub->failed;
    if (!ok && !p->failed) {
        p->failed = true;
        memcpy(p->message, sub->message, sizeof p->message);
    }
    parser_free(sub);
    return ok;
}

void fail_at_line(struct parser *p, int line, const char *expected, const char *found)
{
    if (stopped(p))
        return;
    p->failed = true;
    snprintf(p->message, sizeof p->message, "line %d: syntax error: expected %s, found %s", line,
             expected, found);
}

void fail_at_token(struct parser *p, const char *expected)
{
    char found[64];
    if (stopped(p))
        return;
    const struct token *token = peek_token(p);
    const char *text = token->frame ? token->frame->text : p->text;
    size_t length = token->end - token->start;
    if (token->kind == TOKEN_END || token->kind == TOKEN_NEWLINE)
        snprintf(found, sizeof found, "end of %s", token->kind == TOKEN_END ? "input" : "line");
    else
        snprintf(found, sizeof found, "'%.*s'", length > 40 ? 40 : (int)length,
                 text + token->start);
    fail_at_line(p, token->line, expected, found);
}

bool enter(struct parser *p)
{
    char expected[64];
    if (stopped(p))
        return false;
    if (p->depth >= PARSE_MAX_DEPTH) {
        snprintf(expected, sizeof expected, "at most %d levels of nesting", PARSE_MAX_DEPTH);
        fail_at_line(p, p->line, expected, "more");
        return false;
    }
    p->depth++;
    return true;
}
