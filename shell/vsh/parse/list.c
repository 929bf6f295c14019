/* Recursive descent over the grammar of XCU 2.10: pipelines and lists of them. */
#include "internal.h"

#include <string.h>

struct node *new_node(struct parser *p, enum node_kind kind)
{
    struct node *node = arena_alloc(p->arena, sizeof *node);
    node->kind = kind;
    node->line = peek_token(p)->line;
    return node;
}

/* Where the next token begins; false: inside of an alias. */
static bool token_place(struct parser *p, size_t *place)
{
    const struct token *token = peek_token(p);
    *place = token->start;
    return !token->frame;
}

/* What was written from there to the next token, in one line. */
static const char *written_from(struct parser *p, size_t start)
{
    enum { MOST = 512 };
    size_t end;
    if (!token_place(p, &end))
        end = p->at;
    while (end > start && strchr(" \t\n", p->text[end - 1]))
        end--;
    char *text = arena_copy(p->arena, p->text + start, end - start < MOST ? end - start : MOST);
    for (char *at = text; *at; at++)
        *at = *at == '\n' ? ' ' : *at;
    return text;
}

/* time and -p before a pipeline, and the ! that inverts it, in any order. */
static void parse_prefixes(struct parser *p, struct node *node)
{
    for (;;) {
        if (take_reserved(p, "!"))
            node->negated = !node->negated;
        else if (take_reserved(p, "time"))
            node->timed = take_reserved(p, "-p") ? TIMED_POSIX : TIMED;
        else
            return;
        peek_command(p);
    }
}

static struct node *parse_pipeline(struct parser *p)
{
    size_t start;
    const bool known = token_place(p, &start);
    peek_command(p);
    struct node *node = new_node(p, NODE_PIPELINE);
    parse_prefixes(p, node);
    struct node **tail = &node->body;
    do {
        if (node->body)
            skip_newlines(p);
        *tail = parse_element(p);
        if (stopped(p))
            return NULL;
        tail = &(*tail)->next;
    } while (take_kind(p, TOKEN_PIPE));
    if (known)
        node->text = written_from(p, start);
    return node;
}

static struct node *parse_and_or(struct parser *p)
{
    size_t start;
    const bool known = token_place(p, &start);
    struct node *first = parse_pipeline(p), *last = first;
    while (!stopped(p)) {
        if (take_kind(p, TOKEN_AND_IF))
            last->connector = CONNECT_AND;
        else if (take_kind(p, TOKEN_OR_IF))
            last->connector = CONNECT_OR;
        else
            break;
        skip_newlines(p);
        last->chain = parse_pipeline(p);
        last = last->chain;
    }
    if (known && !stopped(p) && peek_token(p)->kind == TOKEN_BACKGROUND)
        first->list_text = written_from(p, start);
    return first;
}

/* & or ; behind an and-or list; false when neither is there. */
static bool take_separator(struct parser *p, struct node *and_or)
{
    if (take_kind(p, TOKEN_BACKGROUND)) {
        and_or->background = true;
        return true;
    }
    return take_kind(p, TOKEN_SEMICOLON);
}

/* What ends a list inside of a compound command. */
static bool at_list_end(struct parser *p)
{
    static const char *const words[] = {"then", "elif", "else", "fi", "do", "done", "esac", "}"};
    const struct token *token = peek_command(p);
    switch (token->kind) {
    case TOKEN_END:
    case TOKEN_CLOSE:
    case TOKEN_CASE_END:
    case TOKEN_CASE_FALL:
        return true;
    case TOKEN_WORD:
        break;
    default:
        return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (token_is(token, words[i]))
            return true;
    return false;
}

struct node *parse_list(struct parser *p)
{
    struct node *list = NULL, **tail = &list;
    for (skip_newlines(p); !stopped(p) && !at_list_end(p);) {
        struct node *item = parse_and_or(p);
        if (stopped(p))
            return NULL;
        *tail = item;
        tail = &item->next;
        bool separated = take_separator(p, item) || peek_token(p)->kind == TOKEN_NEWLINE;
        skip_newlines(p);
        if (!separated)
            break;
    }
    return list;
}

struct node *parse_to_close(struct parser *p)
{
    struct token token = p->token;
    struct redirect *pending = p->pending, **tail = p->pending_tail;
    struct node *list = NULL;
    p->token.kind = TOKEN_NONE;
    p->pending = NULL;
    p->pending_tail = &p->pending;
    if (enter(p)) {
        list = parse_list(p);
        if (!take_kind(p, TOKEN_CLOSE))
            fail_at_token(p, "')' at the end of a command substitution");
        p->depth--;
    }
    if (pending) { /* those of the text around it come first */
        *tail = p->pending;
        p->pending_tail = p->pending ? p->pending_tail : tail;
        p->pending = pending;
    }
    p->token = token;
    return list;
}

struct node *parse_all(struct parser *p)
{
    struct node *list = parse_list(p);
    if (peek_token(p)->kind != TOKEN_END)
        fail_at_token(p, "a command");
    return list;
}

void parser_init(struct parser *parser, const char *text, const struct parse_source *source,
                 int line)
{
    *parser = (struct parser){.text = text, .length = text ? strlen(text) : 0, .line = line};
    parser->source = source;
    parser->pending_tail = &parser->pending;
}

void parser_free(struct parser *parser)
{
    strbuf_free(&parser->owned);
}

void parser_discard(struct parser *p)
{
    p->at = p->length;
}

/* Forget what was parsed of lines that came one by one. */
static void drop_parsed(struct parser *p)
{
    p->at_end = false;
    if (!p->owned.data)
        return;
    if (p->interrupted)
        parser_discard(p);
    strbuf_remove(&p->owned, 0, p->at);
    p->at = 0;
    p->length = p->owned.length;
}

enum parse_result parse_command(struct parser *p, struct arena *arena, struct node **out)
{
    struct node **tail = out;
    *out = NULL;
    drop_parsed(p);
    p->arena = arena;
    p->frame = NULL; /* of the last arena; a command ends with a newline, and so outside of it */
    p->failed = p->interrupted = p->continues = false;
    p->token.kind = TOKEN_NONE;
    p->pending = NULL;
    p->pending_tail = &p->pending;
    p->tried = NULL;
    p->depth = 0;
    if (peek_token(p)->kind == TOKEN_END && !stopped(p))
        return PARSE_END;
    while (!stopped(p) && !take_kind(p, TOKEN_NEWLINE) && peek_command(p)->kind != TOKEN_END) {
        struct node *item = parse_and_or(p);
        if (stopped(p))
            break;
        *tail = item;
        tail = &item->next;
        enum token_kind next = peek_token(p)->kind;
        if (!take_separator(p, item) && next != TOKEN_NEWLINE && next != TOKEN_END)
            fail_at_token(p, "the end of a command");
    }
    if (!stopped(p) && p->pending)
        read_pending(p); /* whose text never comes */
    p->token.kind = TOKEN_NONE;
    if (stopped(p)) {
        *out = NULL;
        return p->interrupted ? PARSE_INTERRUPTED : PARSE_ERROR;
    }
    return PARSE_OK;
}

struct word *parse_expansions(const char *text, struct arena *arena)
{
    struct parser parser;
    parser_init(&parser, text, NULL, 1);
    parser.arena = arena;
    struct word *word = scan_word(&parser, SCAN_HERE);
    bool ok = !parser.failed;
    parser_free(&parser);
    return ok ? word : NULL;
}
