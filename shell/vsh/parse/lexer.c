/* Tokens (XCU 2.3) and alias substitution (XCU 2.3.1). */
#include "internal.h"

#include <ctype.h>
#include <string.h>

bool is_operator_char(int c)
{
    return c > 0 && strchr("&|;<>()", c) != NULL;
}

static void skip_blanks(struct parser *p)
{
    for (;;) {
        int c = peek_joined(p);
        if (c == '#') {
            while (c != '\n' && c != END_OF_TEXT) {
                skip_char(p);
                c = peek_char(p);
            }
        } else if (c == ' ' || c == '\t' || c == '\r') {
            skip_char(p);
        } else {
            return;
        }
    }
}

/* Read the character if it is the next. */
static bool take_char(struct parser *p, int c)
{
    if (peek_joined(p) != c)
        return false;
    skip_char(p);
    return true;
}

static void redirect_token(struct token *token, enum redirect_kind kind)
{
    token->kind = TOKEN_REDIRECT;
    token->number = (int)kind;
}

static void read_less(struct parser *p, struct token *token)
{
    token->reads = true;
    if (take_char(p, '<'))
        token->kind = take_char(p, '-') ? TOKEN_HERE_TABS : TOKEN_HERE;
    else if (take_char(p, '&'))
        redirect_token(token, REDIRECT_DUPLICATE);
    else
        redirect_token(token, take_char(p, '>') ? REDIRECT_READ_WRITE : REDIRECT_READ);
}

static void read_greater(struct parser *p, struct token *token)
{
    if (take_char(p, '>'))
        redirect_token(token, REDIRECT_APPEND);
    else if (take_char(p, '&'))
        redirect_token(token, REDIRECT_DUPLICATE);
    else
        redirect_token(token, take_char(p, '|') ? REDIRECT_CLOBBER : REDIRECT_WRITE);
}

static void read_operator(struct parser *p, struct token *token, int c)
{
    skip_char(p);
    switch (c) {
    case '\n':
        token->kind = TOKEN_NEWLINE;
        read_pending(p);
        break;
    case '&':
        token->kind = take_char(p, '&') ? TOKEN_AND_IF : TOKEN_BACKGROUND;
        break;
    case '|':
        token->kind = take_char(p, '|') ? TOKEN_OR_IF : TOKEN_PIPE;
        break;
    case ';':
        token->kind = take_char(p, ';')   ? TOKEN_CASE_END
                      : take_char(p, '&') ? TOKEN_CASE_FALL
                                          : TOKEN_SEMICOLON;
        break;
    case '(':
        token->kind = TOKEN_OPEN;
        break;
    case ')':
        token->kind = TOKEN_CLOSE;
        break;
    case '<':
        read_less(p, token);
        break;
    default:
        read_greater(p, token);
    }
}

/* A word, or digits right before < or >. */
static void read_word(struct parser *p, struct token *token)
{
    token->kind = TOKEN_WORD;
    token->word = scan_word(p, SCAN_WORD);
    const char *text = stopped(p) ? NULL : word_literal(token->word);
    int c = peek_char(p);
    if (!text || (c != '<' && c != '>') || strspn(text, "0123456789") != strlen(text))
        return;
    token->kind = TOKEN_NUMBER;
    token->number = 0;
    for (; *text && token->number < 1000; text++)
        token->number = token->number * 10 + (*text - '0');
}

static size_t position(const struct parser *p)
{
    return p->frame ? p->frame->at : p->at;
}

struct token *peek_token(struct parser *p)
{
    struct token *token = &p->token;
    if (token->kind != TOKEN_NONE)
        return token;
    *token = (struct token){.kind = TOKEN_NONE};
    leave_aliases(p);
    skip_blanks(p);
    leave_aliases(p);
    token->after_alias_blank = p->after_alias_blank;
    p->after_alias_blank = false;
    int c = peek_char(p);
    token->line = p->line;
    token->frame = p->frame;
    token->start = position(p);
    struct token read = *token; /* a nested command in the word uses p->token */
    if (c == END_OF_TEXT)
        read.kind = TOKEN_END;
    else if (c == '\n' || is_operator_char(c))
        read_operator(p, &read, c);
    else
        read_word(p, &read);
    if (stopped(p)) /* so that everything comes to its end */
        read.kind = TOKEN_END;
    read.end = p->frame == read.frame ? position(p) : read.start;
    p->continues = p->continues || (read.kind != TOKEN_NEWLINE && read.kind != TOKEN_END);
    *token = read;
    return token;
}

struct token take_token(struct parser *p)
{
    struct token token = *peek_token(p);
    if (token.kind != TOKEN_END)
        p->token.kind = TOKEN_NONE;
    return token;
}

bool take_kind(struct parser *p, enum token_kind kind)
{
    if (peek_token(p)->kind != kind)
        return false;
    take_token(p);
    return true;
}

void skip_newlines(struct parser *p)
{
    while (take_kind(p, TOKEN_NEWLINE))
        continue;
}

static bool is_reserved(const char *text)
{
    static const char *const words[] = {"!",   "case", "do", "done", "elif",  "else",  "esac", "fi",
                                        "for", "if",   "in", "then", "until", "while", "{",    "}"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(text, words[i]) == 0)
            return true;
    return false;
}

/* Put the alias that the next token is in its place. */
static bool substitute(struct parser *p)
{
    const struct token *token = peek_token(p);
    const char *name = token->kind == TOKEN_WORD ? word_literal(token->word) : NULL;
    if (!name || !p->source || !p->source->alias || is_reserved(name) || alias_is_open(p, name))
        return false;
    const char *text = p->source->alias(p->source->context, name);
    if (!text)
        return false;
    enter_alias(p, name, text);
    p->token.kind = TOKEN_NONE;
    return true;
}

struct token *peek_command(struct parser *p)
{
    while (!stopped(p) && substitute(p))
        continue;
    return peek_token(p);
}

struct token *peek_argument(struct parser *p)
{
    while (!stopped(p) && peek_token(p)->after_alias_blank && substitute(p))
        continue;
    return peek_token(p);
}

bool token_is(const struct token *token, const char *word)
{
    const char *text = token->kind == TOKEN_WORD ? word_literal(token->word) : NULL;
    return text && strcmp(text, word) == 0;
}

bool take_reserved(struct parser *p, const char *word)
{
    if (!token_is(peek_token(p), word))
        return false;
    take_token(p);
    return true;
}

size_t name_length(const char *text)
{
    size_t n = 0;
    if (!isalpha((unsigned char)text[0]) && text[0] != '_')
        return 0;
    while (isalnum((unsigned char)text[n]) || text[n] == '_')
        n++;
    return n;
}

bool is_name(const char *text)
{
    size_t length = name_length(text);
    return length > 0 && !text[length];
}
