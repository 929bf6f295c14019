/* Where words end: quoting and nested substitutions (XCU 2.2, 2.3, 2.6). */
#include "parse.h"

#include <ctype.h>
#include <string.h>

size_t name_length(const char *text)
{
    size_t n = 0;
    if (!isalpha((unsigned char)text[0]) && text[0] != '_')
        return 0;
    while (isalnum((unsigned char)text[n]) || text[n] == '_')
        n++;
    return n;
}

/* Behind the closing quote; NULL when there is none. */
static const char *skip_quote(const char *at, char quote)
{
    if (quote == '\'') {
        const char *end = strchr(at, '\'');
        return end ? end + 1 : NULL;
    }
    while (*at && *at != '"') {
        if (*at == '\\' && at[1]) {
            at += 2;
        } else if (*at == '$' && (at[1] == '(' || at[1] == '{')) {
            at = skip_substitution(at + 2, at[1]);
        } else if (*at == '`') {
            at = skip_substitution(at + 1, '`');
        } else {
            at++;
        }
        if (!at)
            return NULL;
    }
    return *at ? at + 1 : NULL;
}

const char *skip_substitution(const char *at, char opener)
{
    char closer = opener == '(' ? ')' : opener == '{' ? '}' : '`';
    int depth =
        1; /* nesting is counted, not recursed into, so that input cannot exhaust the stack */
    while (*at) {
        if (*at == '\\' && at[1]) {
            at += 2;
        } else if (*at == '\'' && opener != '`') {
            at = skip_quote(at + 1, '\'');
            if (!at)
                return NULL;
        } else if (*at == closer) {
            at++;
            if (--depth == 0)
                return at;
        } else if (*at == opener && opener != '`') {
            depth++;
            at++;
        } else {
            at++;
        }
    }
    return NULL;
}

size_t word_length(const char *text, bool *open)
{
    const char *at = text;
    *open = false;
    while (*at && !strchr(" \t\n;&|<>()", *at)) {
        if (*at == '\\') {
            if (at[1] == '\0')
                break;
            at += 2;
            continue;
        }
        const char *end = at + 1;
        if (*at == '\'' || *at == '"')
            end = skip_quote(at + 1, *at);
        else if (*at == '$' && (at[1] == '(' || at[1] == '{'))
            end = skip_substitution(at + 2, at[1]);
        else if (*at == '`')
            end = skip_substitution(at + 1, '`');
        if (!end) {
            *open = true;
            return strlen(text);
        }
        at = end;
    }
    if (*at == '\\') {
        *open = true;
        at++;
    }
    return (size_t)(at - text);
}
