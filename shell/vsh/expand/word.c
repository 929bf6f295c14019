/* Words: their parts one by one. */
#include "internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ~ and what follows up to a slash (or, in an assignment, a colon): only one's own home has a name.
 * Returns the bytes taken. `ends`: nothing follows the text. */
static size_t expand_tilde(struct expansion *e, const char *text, size_t length, bool ends)
{
    const char *home = vars_get(&e->shell->vars, "HOME");
    if (length == 0 || text[0] != '~' || !home)
        return 0;
    bool ended = length == 1 ? ends : text[1] == '/' || (text[1] == ':' && e->assignment);
    if (!ended)
        return 0;
    add_quoted(e, home, strlen(home));
    return 1;
}

static void expand_plain(struct expansion *e, const struct part *part, bool first)
{
    const char *text = part->text, *end = text + part->length;
    if (first)
        text += expand_tilde(e, text, part->length, !part->next);
    if (!e->assignment) {
        add_plain(e, text, (size_t)(end - text));
        return;
    }
    while (text < end) {
        const char *colon = memchr(text, ':', (size_t)(end - text));
        const char *stop = colon ? colon + 1 : end;
        add_plain(e, text, (size_t)(stop - text));
        text = stop;
        if (colon)
            text += expand_tilde(e, text, (size_t)(end - text), !part->next);
    }
}

static bool expand_command(struct expansion *e, const struct part *part)
{
    char *output = run_captured(e->shell, part->list);
    if (!output)
        return false;
    add_value(e, output, part->quoted);
    free(output);
    return true;
}

static bool expand_arithmetic(struct expansion *e, const struct part *part)
{
    int64_t value;
    char digits[24];
    char *expression = expand_text(e->shell, part->word, EXPAND_TEXT);
    bool ok = expression && arithmetic(e->shell, expression, &value);
    free(expression);
    if (!ok)
        return false;
    snprintf(digits, sizeof digits, "%" PRId64, value);
    add_value(e, digits, part->quoted);
    return true;
}

bool expand_parts(struct expansion *e, const struct word *word)
{
    for (const struct part *part = word->parts; part; part = part->next) {
        bool ok = true;
        switch (part->kind) {
        case PART_TEXT:
            if (part->quoted)
                add_quoted(e, part->text, part->length);
            else
                expand_plain(e, part, part == word->parts);
            break;
        case PART_PARAMETER:
            ok = expand_parameter(e, part);
            break;
        case PART_COMMAND:
            ok = expand_command(e, part);
            break;
        case PART_ARITHMETIC:
            ok = expand_arithmetic(e, part);
            break;
        }
        if (!ok)
            return false;
    }
    return true;
}

bool expand_fields(struct shell *shell, const struct word *word, struct arguments *out)
{
    struct expansion e = {.shell = shell, .out = out};
    bool ok = expand_parts(&e, word);
    if (ok)
        end_field(&e);
    strbuf_free(&e.field);
    return ok;
}

char *expand_text(struct shell *shell, const struct word *word, enum expand_as as)
{
    struct expansion e = {
        .shell = shell, .assignment = as == EXPAND_ASSIGNMENT, .pattern = as == EXPAND_PATTERN};
    strbuf_clear(&e.field);
    if (!expand_parts(&e, word)) {
        strbuf_free(&e.field);
        return NULL;
    }
    char *pattern = strbuf_take(&e.field);
    if (as == EXPAND_PATTERN)
        return pattern;
    char *text = unescape(pattern);
    free(pattern);
    return text;
}
