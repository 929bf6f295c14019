/* Simple commands, redirections and the definitions of functions (XCU 2.9.1, 2.7, 2.9.5). */
#include "internal.h"

#include <string.h>

bool at_redirect(struct parser *p)
{
    switch (peek_token(p)->kind) {
    case TOKEN_NUMBER:
    case TOKEN_REDIRECT:
    case TOKEN_HERE:
    case TOKEN_HERE_TABS:
        return true;
    default:
        return false;
    }
}

void parse_redirect(struct parser *p, struct redirect ***tail)
{
    struct redirect *redirect = arena_alloc(p->arena, sizeof *redirect);
    bool numbered = peek_token(p)->kind == TOKEN_NUMBER;
    if (numbered && peek_token(p)->number > 9) {
        fail_at_token(p, "a descriptor from 0 to 9 before a redirection");
        return;
    }
    int fd = numbered ? take_token(p).number : 0;
    struct token operator= take_token(p);
    redirect->fd = numbered ? fd : operator.reads ? 0 : 1;
    if (operator.kind == TOKEN_REDIRECT) {
        redirect->kind = (enum redirect_kind) operator.number;
        if (peek_token(p)->kind != TOKEN_WORD)
            fail_at_token(p, "a word behind the redirection");
        else
            redirect->target = take_token(p).word;
    } else {
        redirect->kind = REDIRECT_HERE;
        redirect->strip_tabs = operator.kind == TOKEN_HERE_TABS;
        begin_here(p, redirect);
    }
    **tail = redirect;
    *tail = &redirect->next;
}

void parse_redirects(struct parser *p, struct redirect **tail)
{
    while (!stopped(p) && at_redirect(p))
        parse_redirect(p, &tail);
}

void append_word(struct word ***tail, struct word *word)
{
    **tail = word;
    *tail = &word->next;
}

/* NAME=VALUE with an unquoted NAME= : the assignment, whose value is the rest of the word. */
static struct assignment *as_assignment(struct parser *p, struct word *word)
{
    struct part *part = word->parts;
    if (!part || part->kind != PART_TEXT || part->quoted)
        return NULL;
    size_t length = name_length(part->text);
    if (length == 0 || part->text[length] != '=')
        return NULL;
    struct assignment *assignment = arena_alloc(p->arena, sizeof *assignment);
    assignment->name = arena_copy(p->arena, part->text, length);
    assignment->value = word;
    part->text += length + 1;
    part->length -= length + 1;
    if (part->length == 0)
        word->parts = part->next;
    return assignment;
}

/* Behind `name`, when a parenthesis follows. */
static struct node *parse_function(struct parser *p, struct node *node)
{
    const char *name = word_literal(node->words);
    if (!name || strpbrk(name, "/=$`'\"\\")) {
        fail_at_token(p, "a name of a function before '('");
        return node;
    }
    take_token(p);
    if (!take_kind(p, TOKEN_CLOSE))
        fail_at_token(p, "')' behind 'name('");
    skip_newlines(p);
    node->kind = NODE_FUNCTION;
    node->name = name;
    node->words = NULL;
    if (stopped(p))
        return node;
    node->body = parse_compound(p);
    if (!node->body)
        fail_at_token(p, "a compound command such as '{' as the body of a function");
    else if (!stopped(p))
        parse_redirects(p, &node->body->redirects);
    return node;
}

struct node *parse_simple(struct parser *p)
{
    struct node *node = new_node(p, NODE_SIMPLE);
    struct assignment **assignments = &node->assignments;
    struct word **words = &node->words;
    struct redirect **redirects = &node->redirects;
    while (!stopped(p)) {
        const struct token *token = node->words ? peek_argument(p) : peek_command(p);
        if (at_redirect(p)) {
            parse_redirect(p, &redirects);
            continue;
        }
        if (token->kind != TOKEN_WORD)
            break;
        struct word *word = take_token(p).word;
        struct assignment *assignment = node->words ? NULL : as_assignment(p, word);
        if (assignment) {
            *assignments = assignment;
            assignments = &assignment->next;
        } else {
            append_word(&words, word);
        }
    }
    if (stopped(p))
        return node;
    if (!node->words && !node->assignments && !node->redirects)
        fail_at_token(p, "a command");
    else if (peek_token(p)->kind == TOKEN_OPEN && node->words && !node->words->next &&
             !node->assignments && !node->redirects)
        return parse_function(p, node);
    return node;
}
