/* Fields: splitting (XCU 2.6.5), pathname expansion, quote removal. */
#include "internal.h"

#include <stdlib.h>
#include <string.h>

void arguments_add(struct arguments *list, char *owned)
{
    if (list->count + 2 > list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 8;
        list->items = checked_resize(list->items, list->capacity * sizeof *list->items);
    }
    list->items[list->count++] = owned;
    list->items[list->count] = NULL;
}

void arguments_free(struct arguments *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct arguments){0};
}

void add_quoted(struct expansion *e, const char *text, size_t length)
{
    e->started = true;
    e->after_space = false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] && strchr("*?[]\\-!^", text[i]))
            strbuf_addc(&e->field, '\\');
        strbuf_addc(&e->field, text[i]);
    }
}

static void add_unquoted_char(struct expansion *e, char c)
{
    e->started = true;
    e->after_space = false;
    if (c == '\\' && !e->pattern)
        strbuf_addc(&e->field, '\\');
    else if (c == '*' || c == '?' || c == '[')
        e->has_pattern = true;
    strbuf_addc(&e->field, c);
}

char *unescape(const char *pattern)
{
    struct strbuf text = {0};
    strbuf_clear(&text);
    for (; *pattern; pattern++) {
        if (*pattern == '\\' && pattern[1])
            pattern++;
        strbuf_addc(&text, *pattern);
    }
    return strbuf_take(&text);
}

void end_field(struct expansion *e)
{
    if (!e->started)
        return;
    char *pattern = strbuf_take(&e->field);
    bool globbing = e->has_pattern && !shell_option(e->shell, OPTION_NO_GLOB);
    if (!globbing || !glob_add(pattern, e->out))
        arguments_add(e->out, unescape(pattern));
    free(pattern);
    e->started = e->has_pattern = false;
}

const char *field_separators(const struct shell *shell)
{
    const char *ifs = vars_get(&shell->vars, "IFS");
    return ifs ? ifs : " \t\n";
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

/* A separator: white space ends a field that has begun; each other one ends a field, even an empty
 * one, together with the white space around it. */
static void separate(struct expansion *e, char c)
{
    if (is_space(c)) {
        e->after_space = e->after_space || e->started;
        end_field(e);
    } else if (e->after_space) {
        e->after_space = false;
    } else {
        e->started = true;
        end_field(e);
    }
}

static void split(struct expansion *e, const char *text, size_t length)
{
    const char *separators = field_separators(e->shell);
    for (size_t i = 0; i < length; i++) {
        if (e->out && text[i] && strchr(separators, text[i]))
            separate(e, text[i]);
        else
            add_unquoted_char(e, text[i]);
    }
}

void add_value(struct expansion *e, const char *value, bool quoted)
{
    if (quoted)
        add_quoted(e, value, strlen(value));
    else
        split(e, value, strlen(value));
}

void add_plain(struct expansion *e, const char *text, size_t length)
{
    if (e->split_text) {
        split(e, text, length);
        return;
    }
    for (size_t i = 0; i < length; i++)
        add_unquoted_char(e, text[i]);
}
