/* Compound commands (XCU 2.9.4). */
#include "internal.h"

#include <stdio.h>
#include <string.h>

static void expect_reserved(struct parser *p, const char *word)
{
    char quoted[16];
    if (stopped(p))
        return;
    snprintf(quoted, sizeof quoted, "'%s'", word);
    peek_command(p);
    if (!take_reserved(p, word))
        fail_at_token(p, quoted);
}

/* A list that must not be empty. */
static struct node *parse_commands(struct parser *p)
{
    struct node *list = parse_list(p);
    if (!list)
        fail_at_token(p, "a command");
    return list;
}

static struct node *parse_if(struct parser *p)
{
    struct node *node = new_node(p, NODE_IF);
    node->condition = parse_commands(p);
    expect_reserved(p, "then");
    node->body = parse_commands(p);
    if (stopped(p) || !enter(p))
        return node;
    if (take_reserved(p, "elif")) {
        node->otherwise = parse_if(p); /* takes the common `fi` */
    } else {
        if (take_reserved(p, "else"))
            node->otherwise = parse_commands(p);
        expect_reserved(p, "fi");
    }
    p->depth--;
    return node;
}

static struct node *parse_body(struct parser *p)
{
    expect_reserved(p, "do");
    struct node *body = stopped(p) ? NULL : parse_commands(p);
    expect_reserved(p, "done");
    return body;
}

static struct node *parse_while(struct parser *p, bool until)
{
    struct node *node = new_node(p, NODE_WHILE);
    node->negated = until;
    node->condition = parse_commands(p);
    node->body = parse_body(p);
    return node;
}

static struct node *parse_for(struct parser *p)
{
    struct node *node = new_node(p, NODE_FOR);
    struct word **words = &node->words;
    node->name = peek_token(p)->kind == TOKEN_WORD ? word_literal(peek_token(p)->word) : NULL;
    if (!node->name || !is_name(node->name)) {
        fail_at_token(p, "the name of a variable behind 'for'");
        return node;
    }
    take_token(p);
    skip_newlines(p);
    if (take_reserved(p, "in")) {
        node->has_words = true;
        while (peek_token(p)->kind == TOKEN_WORD)
            append_word(&words, take_token(p).word);
        if (!take_kind(p, TOKEN_SEMICOLON) && peek_token(p)->kind != TOKEN_NEWLINE)
            fail_at_token(p, "a word, ';' or a new line before 'do'");
    } else {
        (void)take_kind(p, TOKEN_SEMICOLON);
    }
    skip_newlines(p);
    node->body = parse_body(p);
    return node;
}

static struct case_item *parse_case_item(struct parser *p)
{
    struct case_item *item = arena_alloc(p->arena, sizeof *item);
    struct word **patterns = &item->patterns;
    (void)take_kind(p, TOKEN_OPEN);
    do {
        if (peek_token(p)->kind != TOKEN_WORD)
            fail_at_token(p, "a pattern or 'esac'");
        else
            append_word(&patterns, take_token(p).word);
    } while (!stopped(p) && take_kind(p, TOKEN_PIPE));
    if (!take_kind(p, TOKEN_CLOSE))
        fail_at_token(p, "'|' or ')' behind a pattern");
    if (stopped(p))
        return item;
    item->body = parse_list(p);
    item->falls = peek_token(p)->kind == TOKEN_CASE_FALL;
    if (!take_kind(p, TOKEN_CASE_END) && !take_kind(p, TOKEN_CASE_FALL) &&
        !token_is(peek_token(p), "esac"))
        fail_at_token(p, "';;' or 'esac'");
    skip_newlines(p);
    return item;
}

static struct node *parse_case(struct parser *p)
{
    struct node *node = new_node(p, NODE_CASE);
    struct case_item **items = &node->items;
    if (peek_token(p)->kind != TOKEN_WORD) {
        fail_at_token(p, "a word behind 'case'");
        return node;
    }
    node->words = take_token(p).word;
    skip_newlines(p);
    expect_reserved(p, "in");
    skip_newlines(p);
    while (!stopped(p) && !take_reserved(p, "esac")) {
        *items = parse_case_item(p);
        items = &(*items)->next;
    }
    return node;
}

static struct node *parse_enclosed(struct parser *p, enum node_kind kind)
{
    struct node *node = new_node(p, kind);
    node->body = parse_commands(p);
    if (kind == NODE_GROUP)
        expect_reserved(p, "}");
    else if (!take_kind(p, TOKEN_CLOSE))
        fail_at_token(p, "')'");
    return node;
}

struct node *parse_compound(struct parser *p)
{
    peek_command(p);
    if (take_reserved(p, "if"))
        return parse_if(p);
    if (take_reserved(p, "while"))
        return parse_while(p, false);
    if (take_reserved(p, "until"))
        return parse_while(p, true);
    if (take_reserved(p, "for"))
        return parse_for(p);
    if (take_reserved(p, "case"))
        return parse_case(p);
    if (take_reserved(p, "{"))
        return parse_enclosed(p, NODE_GROUP);
    if (take_kind(p, TOKEN_OPEN))
        return parse_enclosed(p, NODE_SUBSHELL);
    return NULL;
}

struct node *parse_element(struct parser *p)
{
    static const char *const misplaced[] = {"then", "elif", "else", "fi", "do",
                                            "done", "esac", "}",    "!"};
    if (!enter(p))
        return NULL;
    const struct token *token = peek_command(p);
    for (size_t i = 0; i < sizeof misplaced / sizeof misplaced[0]; i++)
        if (token_is(token, misplaced[i]))
            fail_at_token(p, "a command");
    struct node *node = stopped(p) ? NULL : parse_compound(p);
    if (node && !stopped(p))
        parse_redirects(p, &node->redirects);
    else if (!stopped(p))
        node = parse_simple(p);
    p->depth--;
    return node;
}
