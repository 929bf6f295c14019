/* Recursive descent over the grammar of XCU 2.10; depth is limited, so hostile input cannot
 * exhaust the stack. */
#include "parse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { MAX_DEPTH = 200 };

static struct node *parse_list(struct parser *p, const char *const *stop);

static const char *here(const struct parser *p)
{
    return p->text + p->at;
}

static void fail(struct parser *p, const char *expected)
{
    if (p->failed || p->incomplete)
        return;
    p->failed = true;
    bool open;
    size_t length = word_length(here(p), &open);
    const char *found = here(p);
    if (length == 0)
        length = *found == '\n' || *found == '\0' ? 0 : 1;
    if (length > 40)
        length = 40;
    if (length)
        snprintf(p->message, sizeof p->message, "line %d: syntax error: expected %s, found '%.*s'",
                 p->line, expected, (int)length, found);
    else
        snprintf(p->message, sizeof p->message,
                 "line %d: syntax error: expected %s, found end of %s", p->line, expected,
                 *found ? "line" : "input");
}

/* Something is missing at the end of the input: more lines may bring it. */
static void want(struct parser *p, const char *expected)
{
    if (*here(p) == '\0' && !p->failed)
        p->incomplete = true;
    else
        fail(p, expected);
}

static bool stopped(const struct parser *p)
{
    return p->failed || p->incomplete;
}

/* Blanks, line continuations and comments, not newlines. */
static void skip_blanks(struct parser *p)
{
    for (;;) {
        char c = *here(p);
        if (c == ' ' || c == '\t' || c == '\r') {
            p->at++;
        } else if (c == '\\' && here(p)[1] == '\n') {
            p->at += 2;
            p->line++;
        } else if (c == '#') {
            while (*here(p) && *here(p) != '\n')
                p->at++;
        } else {
            return;
        }
    }
}

static void skip_newlines(struct parser *p)
{
    for (skip_blanks(p); *here(p) == '\n'; skip_blanks(p)) {
        p->at++;
        p->line++;
    }
}

static bool at_operator(struct parser *p, const char *text)
{
    skip_blanks(p);
    return strncmp(here(p), text, strlen(text)) == 0;
}

static bool take_operator(struct parser *p, const char *text)
{
    if (!at_operator(p, text))
        return false;
    p->at += strlen(text);
    return true;
}

static bool at_reserved(struct parser *p, const char *word)
{
    skip_blanks(p);
    size_t length = strlen(word);
    bool open;
    return strncmp(here(p), word, length) == 0 && word_length(here(p), &open) == length;
}

static bool take_reserved(struct parser *p, const char *word)
{
    if (!at_reserved(p, word))
        return false;
    p->at += strlen(word);
    return true;
}

static void expect_reserved(struct parser *p, const char *word)
{
    char quoted[16];
    snprintf(quoted, sizeof quoted, "'%s'", word);
    skip_newlines(p);
    if (!stopped(p) && !take_reserved(p, word))
        want(p, quoted);
}

static struct node *new_node(struct parser *p, enum node_kind kind)
{
    struct node *node = arena_alloc(p->arena, sizeof *node);
    node->kind = kind;
    return node;
}

static const char *take_word(struct parser *p)
{
    bool open;
    skip_blanks(p);
    size_t length = word_length(here(p), &open);
    if (open) {
        p->incomplete = true;
        return NULL;
    }
    if (length == 0)
        return NULL;
    const char *word = arena_copy(p->arena, here(p), length);
    for (size_t i = 0; i < length; i++)
        p->line += here(p)[i] == '\n';
    p->at += length;
    return word;
}

static bool at_redirect(struct parser *p)
{
    skip_blanks(p);
    const char *at = here(p);
    while (isdigit((unsigned char)*at))
        at++;
    return *at == '<' || *at == '>';
}

static void parse_redirect(struct parser *p, struct redirect ***tail)
{
    static const struct {
        const char *text;
        enum redirect_kind kind;
        int fd;
    } operators[] = {
        {">>", REDIRECT_APPEND, 1},    {">&", REDIRECT_DUPLICATE, 1},  {">|", REDIRECT_WRITE, 1},
        {"<&", REDIRECT_DUPLICATE, 0}, {"<>", REDIRECT_READ_WRITE, 0}, {">", REDIRECT_WRITE, 1},
        {"<", REDIRECT_READ, 0},
    };
    struct redirect *redirect = arena_alloc(p->arena, sizeof *redirect);
    redirect->fd = -1;
    if (isdigit((unsigned char)*here(p))) {
        int digits = 0;
        redirect->fd = 0;
        while (isdigit((unsigned char)*here(p)) && digits++ < 4)
            redirect->fd = redirect->fd * 10 + (p->text[p->at++] - '0');
        if (redirect->fd > 9) {
            fail(p, "a descriptor from 0 to 9 before a redirection");
            return;
        }
    }
    if (strncmp(here(p), "<<", 2) == 0) {
        fail(p, "a redirection other than a here-document, which is not supported yet");
        return;
    }
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (!take_operator(p, operators[i].text))
            continue;
        redirect->kind = operators[i].kind;
        if (redirect->fd < 0)
            redirect->fd = operators[i].fd;
        break;
    }
    redirect->target = take_word(p);
    if (!redirect->target)
        want(p, "a file name after the redirection");
    **tail = redirect;
    *tail = &redirect->next;
}

static void append_word(struct parser *p, struct word ***tail, const char *text)
{
    struct word *word = arena_alloc(p->arena, sizeof *word);
    word->text = text;
    **tail = word;
    *tail = &word->next;
}

static struct node *parse_simple(struct parser *p)
{
    struct node *node = new_node(p, NODE_SIMPLE);
    struct word **assignments = &node->assignments, **words = &node->words;
    struct redirect **redirects = &node->redirects;
    for (;;) {
        if (at_redirect(p)) {
            parse_redirect(p, &redirects);
        } else {
            const char *word = take_word(p);
            if (!word)
                break;
            size_t name = name_length(word);
            if (!node->words && name && word[name] == '=')
                append_word(p, &assignments, word);
            else
                append_word(p, &words, word);
        }
        if (stopped(p))
            return NULL;
    }
    if (!node->words && !node->assignments && !node->redirects)
        want(p, "a command");
    return node;
}

static struct node *parse_if(struct parser *p)
{
    static const char *const then_stop[] = {"then", NULL};
    static const char *const else_stop[] = {"elif", "else", "fi", NULL};
    static const char *const end_stop[] = {"fi", NULL};
    struct node *node = new_node(p, NODE_IF);
    node->condition = parse_list(p, then_stop);
    expect_reserved(p, "then");
    if (stopped(p))
        return NULL;
    node->body = parse_list(p, else_stop);
    skip_newlines(p);
    if (take_reserved(p, "elif")) {
        if (++p->depth > MAX_DEPTH) {
            fail(p, "less deeply nested commands");
            return NULL;
        }
        node->otherwise = parse_if(p); /* takes the common `fi` */
        p->depth--;
        return node;
    }
    if (take_reserved(p, "else"))
        node->otherwise = parse_list(p, end_stop);
    expect_reserved(p, "fi");
    return node;
}

static struct node *parse_body(struct parser *p)
{
    static const char *const done_stop[] = {"done", NULL};
    expect_reserved(p, "do");
    if (stopped(p))
        return NULL;
    struct node *body = parse_list(p, done_stop);
    expect_reserved(p, "done");
    return body;
}

static struct node *parse_while(struct parser *p, bool until)
{
    static const char *const do_stop[] = {"do", NULL};
    struct node *node = new_node(p, NODE_WHILE);
    node->negated = until;
    node->condition = parse_list(p, do_stop);
    node->body = stopped(p) ? NULL : parse_body(p);
    return node;
}

static struct node *parse_for(struct parser *p)
{
    struct node *node = new_node(p, NODE_FOR);
    struct word **words = &node->words;
    node->name = take_word(p);
    if (!node->name || name_length(node->name) != strlen(node->name)) {
        want(p, "a variable name after 'for'");
        return NULL;
    }
    skip_newlines(p);
    if (take_reserved(p, "in")) {
        node->has_words = true;
        for (const char *word; (word = take_word(p)) != NULL;)
            append_word(p, &words, word);
    }
    if (!take_operator(p, ";") && *here(p) != '\n' && *here(p) != '\0' && !at_reserved(p, "do"))
        fail(p, "';' or a new line before 'do'");
    node->body = stopped(p) ? NULL : parse_body(p);
    return node;
}

static struct node *parse_enclosed(struct parser *p, enum node_kind kind)
{
    static const char *const brace_stop[] = {"}", NULL};
    static const char *const none[] = {NULL};
    struct node *node = new_node(p, kind);
    node->body = parse_list(p, kind == NODE_GROUP ? brace_stop : none);
    skip_newlines(p);
    if (stopped(p))
        return NULL;
    if (kind == NODE_GROUP ? !take_reserved(p, "}") : !take_operator(p, ")"))
        want(p, kind == NODE_GROUP ? "'}'" : "')'");
    return node;
}

static struct node *parse_compound(struct parser *p)
{
    if (take_reserved(p, "if"))
        return parse_if(p);
    if (take_reserved(p, "while"))
        return parse_while(p, false);
    if (take_reserved(p, "until"))
        return parse_while(p, true);
    if (take_reserved(p, "for"))
        return parse_for(p);
    if (take_reserved(p, "{"))
        return parse_enclosed(p, NODE_GROUP);
    if (take_operator(p, "("))
        return parse_enclosed(p, NODE_SUBSHELL);
    return NULL;
}

static struct node *parse_element(struct parser *p)
{
    static const char *const misplaced[] = {"then", "elif", "else", "fi", "do", "done", "}"};
    if (++p->depth > MAX_DEPTH) {
        fail(p, "less deeply nested commands");
        return NULL;
    }
    for (size_t i = 0; i < sizeof misplaced / sizeof misplaced[0]; i++)
        if (at_reserved(p, misplaced[i]))
            fail(p, "a command");
    if (at_reserved(p, "case") || at_reserved(p, "function"))
        fail(p, "a command of the supported language ('case' and functions are not supported yet)");
    struct node *node = stopped(p) ? NULL : parse_compound(p);
    if (node) {
        struct redirect **redirects = &node->redirects;
        while (!stopped(p) && at_redirect(p))
            parse_redirect(p, &redirects);
    } else if (!stopped(p)) {
        node = parse_simple(p);
    }
    p->depth--;
    return node;
}

static struct node *parse_pipeline(struct parser *p)
{
    skip_blanks(p);
    size_t start = p->at;
    bool negated = take_reserved(p, "!");
    struct node *first = parse_element(p), *last = first;
    while (!stopped(p) && !at_operator(p, "||") && take_operator(p, "|")) {
        skip_newlines(p);
        last->next = parse_element(p);
        last = last->next;
    }
    if (stopped(p))
        return NULL;
    struct node *node = new_node(p, NODE_PIPELINE);
    node->body = first;
    node->negated = negated;
    node->source = arena_copy(p->arena, p->text + start, p->at - start);
    return node;
}

static struct node *parse_and_or(struct parser *p)
{
    struct node *first = parse_pipeline(p), *last = first;
    while (!stopped(p)) {
        if (take_operator(p, "&&"))
            last->connector = CONNECT_AND;
        else if (take_operator(p, "||"))
            last->connector = CONNECT_OR;
        else
            break;
        skip_newlines(p);
        last->chain = parse_pipeline(p);
        last = last->chain;
    }
    if (!stopped(p) && take_operator(p, "&"))
        first->background = true;
    else if (!stopped(p) && !at_operator(p, ";;"))
        take_operator(p, ";");
    return first;
}

static bool at_stop(struct parser *p, const char *const *stop)
{
    skip_newlines(p);
    if (*here(p) == ')' || *here(p) == '\0')
        return true;
    for (; *stop; stop++)
        if (at_reserved(p, *stop))
            return true;
    return false;
}

/* Commands up to one of the reserved words, a `)` or the end of the input. */
static struct node *parse_list(struct parser *p, const char *const *stop)
{
    struct node *list = NULL, **tail = &list;
    while (!stopped(p) && !at_stop(p, stop)) {
        *tail = parse_and_or(p);
        if (!stopped(p))
            tail = &(*tail)->next;
    }
    if (!stopped(p) && !list)
        want(p, "a command");
    return list;
}

void parser_init(struct parser *parser, const char *text)
{
    *parser = (struct parser){.text = text, .line = 1};
}

enum parse_result parse_command(struct parser *p, struct arena *arena, struct node **out)
{
    size_t start = p->at;
    int line = p->line;
    struct node *list = NULL, **tail = &list;
    p->arena = arena;
    p->failed = p->incomplete = false;
    p->depth = 0;
    *out = NULL;
    skip_newlines(p);
    if (*here(p) == '\0')
        return PARSE_END;
    do {
        *tail = parse_and_or(p);
        if (!stopped(p))
            tail = &(*tail)->next;
        skip_blanks(p);
    } while (!stopped(p) && *here(p) != '\n' && *here(p) != '\0' && *here(p) != ')' &&
             p->at > start);
    if (!stopped(p) && *here(p) == ')')
        fail(p, "a command");
    if (p->incomplete) {
        p->at = start;
        p->line = line;
        return PARSE_INCOMPLETE;
    }
    if (p->failed)
        return PARSE_ERROR;
    *out = list;
    return PARSE_OK;
}
