/* Parameter expansion (XCU 2.5, 2.6.2). */
#include "../os.h"
#include "internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_SIZE = 40 };

static const char *special_value(const struct shell *shell, char name, char number[NUMBER_SIZE])
{
    switch (name) {
    case '?':
        snprintf(number, NUMBER_SIZE, "%d", shell->status);
        return number;
    case '#':
        snprintf(number, NUMBER_SIZE, "%zu", shell->parameters.count);
        return number;
    case '$':
        snprintf(number, NUMBER_SIZE, "%d", shell->pid);
        return number;
    case '!':
        snprintf(number, NUMBER_SIZE, "%d", shell->background_pid);
        return shell->background_pid ? number : NULL;
    default: /* - */
        option_letters(shell, number);
        return number;
    }
}

/* The value, in number when it is computed; NULL when unset. Not for @ and *. */
static const char *parameter_value(const struct shell *shell, const struct part *part,
                                   char number[NUMBER_SIZE])
{
    const char *name = part->text;
    if (part->length == 1 && strchr("?#$!-", name[0]))
        return special_value(shell, name[0], number);
    if (name[0] >= '0' && name[0] <= '9') {
        unsigned long index = strtoul(name, NULL, 10);
        if (index == 0)
            return shell->name;
        return index <= shell->parameters.count ? shell->parameters.items[index - 1] : NULL;
    }
    if (part->length == 6 && strcmp(name, "LINENO") == 0) {
        snprintf(number, NUMBER_SIZE, "%d", shell->line);
        return number;
    }
    return vars_get(&shell->vars, name);
}

static bool is_list(const struct part *part)
{
    return part->length == 1 && (*part->text == '@' || *part->text == '*');
}

/* $@ and $*: fields of their own, or joined where there is one field only. */
static void add_parameters(struct expansion *e, const struct part *part)
{
    const struct arguments *list = &e->shell->parameters;
    const bool joins = *part->text == '*' && (part->quoted || !e->out);
    const char *separators = field_separators(e->shell);
    const size_t separator = *separators ? character_length(separators, strlen(separators)) : 0;
    if (joins && part->quoted)
        e->started = true;
    for (size_t i = 0; i < list->count; i++) {
        if (i > 0 && joins)
            add_quoted(e, separators, separator);
        else if (i > 0 && e->out)
            end_field(e);
        else if (i > 0)
            add_quoted(e, " ", 1);
        add_value(e, list->items[i], part->quoted);
    }
}

static size_t count_characters(const char *text)
{
    size_t count = 0, length = strlen(text);
    for (size_t i = 0; i < length; count++)
        i += character_length(text + i, length - i);
    return count;
}

/* ${name%pattern} and its kin: the part of value that stays. */
static char *trim(const char *value, const char *pattern, bool prefix, bool longest)
{
    size_t length = strlen(value);
    for (size_t i = 0; i <= length; i++) {
        size_t cut = longest ? length - i : i; /* how many bytes to try to remove */
        const char *removed = prefix ? value : value + length - cut;
        const char *edge = prefix ? value + cut : removed;
        if (((unsigned char)*edge & 0xc0) == 0x80)
            continue; /* inside of a character */
        if (pattern_match(pattern, removed, cut))
            return prefix ? checked_copy(value + cut, length - cut)
                          : checked_copy(value, length - cut);
    }
    return checked_copy(value, length);
}

static bool expand_trim(struct expansion *e, const struct part *part, const char *value)
{
    char *copy = checked_copy(value, strlen(value)); /* the pattern's expansion may change it */
    char *pattern = expand_text(e->shell, part->word, EXPAND_PATTERN);
    if (pattern) {
        char *rest = trim(copy, pattern, part->operator== PARAMETER_PREFIX, part->longest);
        add_value(e, rest, part->quoted);
        free(rest);
    }
    free(copy);
    free(pattern);
    return pattern != NULL;
}

/* The word behind an operator, in place of the parameter. */
static bool expand_operand(struct expansion *e, const struct part *part)
{
    bool before = e->split_text;
    if (part->quoted && !part->word->parts)
        add_quoted(e, "", 0);
    e->split_text = !part->quoted;
    bool ok = expand_parts(e, part->word);
    e->split_text = before;
    return ok;
}

static bool expand_assign(struct expansion *e, const struct part *part)
{
    if (!is_name(part->text)) {
        shell_error(e->shell, "%s: cannot assign in this way: expected a variable", part->text);
        return false;
    }
    char *value = expand_text(e->shell, part->word, EXPAND_ASSIGNMENT);
    bool ok = value && shell_assign(e->shell, part->text, value);
    if (ok)
        add_value(e, value, part->quoted);
    free(value);
    return ok;
}

static bool expand_error(struct expansion *e, const struct part *part)
{
    char *text = expand_text(e->shell, part->word, EXPAND_TEXT);
    if (text)
        shell_error(e->shell, "%s: %s", part->text,
                    *text            ? text
                    : part->or_empty ? "parameter is not set or empty"
                                     : "parameter is not set");
    free(text);
    return false;
}

static bool add_set_value(struct expansion *e, const struct part *part, const char *value)
{
    if (is_list(part))
        add_parameters(e, part);
    else
        add_value(e, value, part->quoted);
    return true;
}

static bool add_length(struct expansion *e, const struct part *part, const char *value)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%zu",
             is_list(part) ? e->shell->parameters.count : count_characters(value));
    add_value(e, digits, part->quoted);
    return true;
}

/* What there is of @ and * as one string: for the operators that ask whether it is empty. */
static const char *list_value(const struct shell *shell)
{
    const struct arguments *list = &shell->parameters;
    return list->count == 0 ? NULL : list->count == 1 ? list->items[0] : "several";
}

bool expand_parameter(struct expansion *e, const struct part *part)
{
    char number[NUMBER_SIZE];
    const char *value =
        is_list(part) ? list_value(e->shell) : parameter_value(e->shell, part, number);
    const bool given = value && (!part->or_empty || *value);
    switch (part->operator) {
    case PARAMETER_DEFAULT:
        return given ? add_set_value(e, part, value) : expand_operand(e, part);
    case PARAMETER_ASSIGN:
        return given ? add_set_value(e, part, value) : expand_assign(e, part);
    case PARAMETER_ERROR:
        return given ? add_set_value(e, part, value) : expand_error(e, part);
    case PARAMETER_OTHER:
        if (given)
            return expand_operand(e, part);
        add_value(e, "", part->quoted);
        return true;
    case PARAMETER_VALUE:
    case PARAMETER_LENGTH:
    case PARAMETER_PREFIX:
    case PARAMETER_SUFFIX:
        break;
    }
    if (!value && !is_list(part) && shell_option(e->shell, OPTION_NO_UNSET)) {
        shell_error(e->shell, "%s: parameter is not set", part->text);
        return false;
    }
    if (part->operator== PARAMETER_LENGTH)
        return add_length(e, part, value ? value : "");
    if (part->operator!= PARAMETER_VALUE)
        return expand_trim(e, part, value ? value : "");
    if (is_list(part))
        add_parameters(e, part);
    else
        add_value(e, value ? value : "", part->quoted);
    return true;
}
