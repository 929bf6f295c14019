/*
 * Word expansion (XCU 2.6). A field is built as a pattern: characters that were quoted and mean
 * something to a pattern are escaped with a backslash, so that one string serves both for pathname
 * expansion and, unescaped, as the literal result.
 */
#include "os.h"
#include "shell.h"

#include <fnmatch.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_EXPANSION_DEPTH = 50 };

struct expansion {
    struct shell *shell;
    struct arguments *out; /* NULL: one field, no splitting */
    struct strbuf field;   /* a pattern */
    bool started;          /* the field exists, even if it is empty */
    bool has_pattern;      /* an unquoted * ? [ is in it */
    int depth;
};

static bool expand_text(struct expansion *e, const char *text, size_t length, bool quoted);

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

static void add_quoted(struct expansion *e, const char *text, size_t length)
{
    e->started = true;
    for (size_t i = 0; i < length; i++) {
        if (strchr("*?[]\\", text[i]) && text[i])
            strbuf_addc(&e->field, '\\');
        strbuf_addc(&e->field, text[i]);
    }
}

static void add_plain(struct expansion *e, char c)
{
    e->started = true;
    if (c == '\\')
        strbuf_addc(&e->field, '\\');
    else if (strchr("*?[", c))
        e->has_pattern = true;
    strbuf_addc(&e->field, c);
}

static char *unescape(const char *pattern)
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

static void end_field(struct expansion *e)
{
    if (!e->started)
        return;
    char *pattern = strbuf_take(&e->field);
    glob_t matches;
    if (e->has_pattern && glob(pattern, 0, NULL, &matches) == 0) {
        for (size_t i = 0; i < matches.gl_pathc; i++)
            arguments_add(e->out, checked_copy(matches.gl_pathv[i], strlen(matches.gl_pathv[i])));
        globfree(&matches);
    } else {
        arguments_add(e->out, unescape(pattern));
    }
    free(pattern);
    e->started = e->has_pattern = false;
}

/* The value of an expansion: split into fields where it is not quoted. */
static void add_value(struct expansion *e, const char *value, bool quoted)
{
    if (quoted) {
        add_quoted(e, value, strlen(value));
        return;
    }
    const char *ifs = vars_get(&e->shell->vars, "IFS");
    if (!ifs)
        ifs = " \t\n";
    for (; *value; value++) {
        if (e->out && strchr(ifs, *value))
            end_field(e);
        else
            add_plain(e, *value);
    }
}

static bool add_parameters(struct expansion *e, char which, bool quoted)
{
    struct shell *shell = e->shell;
    for (size_t i = 0; i < shell->parameter_count; i++) {
        if (i > 0) {
            if (which == '@' && e->out)
                end_field(e);
            else
                add_value(e, " ", quoted);
        }
        add_value(e, shell->parameters[i], quoted);
    }
    return true;
}

/* The value of a parameter in a static or given buffer; NULL when unset. */
static const char *parameter_value(struct shell *shell, const char *name, char *number, size_t size)
{
    switch (name[0]) {
    case '?':
        snprintf(number, size, "%d", shell->status);
        return number;
    case '#':
        snprintf(number, size, "%zu", shell->parameter_count);
        return number;
    case '$':
        snprintf(number, size, "%d", os_getpid());
        return number;
    case '!':
        if (!shell->background_pid)
            return NULL;
        snprintf(number, size, "%d", shell->background_pid);
        return number;
    case '-':
        snprintf(number, size, "%s%s%s", shell->exit_on_error ? "e" : "",
                 shell->interactive ? "i" : "", shell->trace ? "x" : "");
        return number;
    }
    if (name[0] >= '0' && name[0] <= '9') {
        unsigned long index = strtoul(name, NULL, 10);
        if (index == 0)
            return shell->name;
        return index <= shell->parameter_count ? shell->parameters[index - 1] : NULL;
    }
    return vars_get(&shell->vars, name);
}

static char *expand_sub(struct expansion *e, const char *text, size_t length, bool pattern)
{
    struct expansion inner = {.shell = e->shell, .depth = e->depth + 1};
    strbuf_clear(&inner.field);
    if (!expand_text(&inner, text, length, false)) {
        strbuf_free(&inner.field);
        return NULL;
    }
    char *result = strbuf_take(&inner.field);
    if (pattern)
        return result;
    char *literal = unescape(result);
    free(result);
    return literal;
}

/* ${name%pattern} and its kin: the part of value that stays. */
static char *trim(const char *value, const char *pattern, char side, bool longest)
{
    size_t length = strlen(value);
    for (size_t i = 0; i <= length; i++) {
        size_t cut = longest ? length - i : i; /* how many bytes to try to remove */
        char *part =
            side == '#' ? checked_copy(value, cut) : checked_copy(value + length - cut, cut);
        bool match = fnmatch(pattern, part, 0) == 0;
        free(part);
        if (match)
            return side == '#' ? checked_copy(value + cut, length - cut)
                               : checked_copy(value, length - cut);
    }
    return checked_copy(value, length);
}

static bool expand_trim(struct expansion *e, const char *value, const char *operation,
                        const char *end, bool quoted)
{
    char side = *operation++;
    bool longest = *operation == side;
    if (longest)
        operation++;
    char *pattern = expand_sub(e, operation, (size_t)(end - operation), true);
    if (!pattern)
        return false;
    char *rest = trim(value ? value : "", pattern, side, longest);
    add_value(e, rest, quoted);
    free(rest);
    free(pattern);
    return true;
}

/* ${name-word} ${name=word} ${name?word} ${name+word}, with `:` treating empty as unset. */
static bool expand_default(struct expansion *e, const char *name, const char *value,
                           const char *operation, const char *end, bool quoted)
{
    bool colon = *operation == ':';
    char kind = operation[colon];
    const char *word = operation + colon + 1;
    bool set = value && (!colon || *value);
    if (!strchr("-=?+", kind) || !kind) {
        shell_error("%.*s: bad substitution: expected one of - = ? + %% # after the name",
                    (int)(end - name), name);
        return false;
    }
    if (kind == '+' ? !set : set) {
        if (kind != '+')
            add_value(e, value, quoted);
        return true;
    }
    char *text = expand_sub(e, word, (size_t)(end - word), false);
    if (!text)
        return false;
    bool ok = true;
    char *plain_name = checked_copy(name, (size_t)(operation - name));
    if (kind == '?') {
        shell_error("%s: %s", plain_name, *text ? text : "parameter is not set");
        ok = false;
    } else {
        if (kind == '=')
            vars_set(&e->shell->vars, plain_name, text);
        add_value(e, text, quoted);
    }
    free(plain_name);
    free(text);
    return ok;
}

static size_t parameter_length(const char *text)
{
    size_t digits = strspn(text, "0123456789");
    if (digits)
        return digits;
    size_t name = name_length(text);
    return name ? name : *text && strchr("?#$!-@*", *text) ? 1 : 0;
}

/* The inside of ${...}, from just behind the brace to its end. */
static bool expand_braced(struct expansion *e, const char *text, const char *end, bool quoted)
{
    char number[24];
    bool wants_length = text[0] == '#' && end - text > 1;
    if (wants_length)
        text++;
    size_t length = parameter_length(text);
    if (length == 0 || text + length > end) {
        shell_error("${%.*s}: bad substitution: expected the name of a parameter",
                    (int)(end - text), text);
        return false;
    }
    char *name = checked_copy(text, length);
    const char *value = parameter_value(e->shell, name, number, sizeof number);
    bool ok = true;
    if (wants_length) {
        char count[24];
        snprintf(count, sizeof count, "%zu", value ? strlen(value) : 0);
        add_value(e, count, quoted);
    } else if (text + length == end) {
        if (*text == '@' || *text == '*')
            add_parameters(e, *text, quoted);
        else if (value)
            add_value(e, value, quoted);
    } else if (text[length] == '%' || text[length] == '#') {
        ok = expand_trim(e, value, text + length, end, quoted);
    } else {
        ok = expand_default(e, text, value, text + length, end, quoted);
    }
    free(name);
    return ok;
}

static bool expand_command(struct expansion *e, const char *text, size_t length, bool quoted)
{
    char *command = checked_copy(text, length);
    char *output = run_captured(e->shell, command);
    free(command);
    if (!output)
        return false;
    add_value(e, output, quoted);
    free(output);
    return true;
}

/* A `$` at text; *used is how many bytes it took. */
static bool expand_dollar(struct expansion *e, const char *text, bool quoted, size_t *used)
{
    if (text[1] == '(' && text[2] == '(') {
        shell_error("$((...)): arithmetic is not supported yet");
        return false;
    }
    if (text[1] == '(' || text[1] == '{') {
        const char *end = skip_substitution(text + 2, text[1]);
        if (!end) {
            shell_error("expected '%c' to end a substitution", text[1] == '(' ? ')' : '}');
            return false;
        }
        *used = (size_t)(end - text);
        if (text[1] == '{')
            return expand_braced(e, text + 2, end - 1, quoted);
        return expand_command(e, text + 2, (size_t)(end - text) - 3, quoted);
    }
    size_t length = parameter_length(text + 1);
    if (text[1] >= '0' && text[1] <= '9')
        length = 1;
    *used = length + 1;
    if (length == 0) {
        add_plain(e, '$');
        return true;
    }
    return expand_braced(e, text + 1, text + 1 + length, quoted);
}

static bool expand_backquote(struct expansion *e, const char *text, bool quoted, size_t *used)
{
    const char *end = skip_substitution(text + 1, '`');
    if (!end)
        return false;
    *used = (size_t)(end - text);
    struct strbuf command = {0};
    strbuf_clear(&command);
    for (const char *at = text + 1; at < end - 1; at++) {
        if (*at == '\\' && strchr("$`\\", at[1]))
            at++;
        strbuf_addc(&command, *at);
    }
    bool ok = expand_command(e, command.data, command.length, quoted);
    strbuf_free(&command);
    return ok;
}

static bool expand_double_quoted(struct expansion *e, const char *text, const char *limit,
                                 size_t *used)
{
    const char *at = text + 1;
    bool only_parameters = strncmp(at, "$@\"", 3) == 0 || strncmp(at, "${@}\"", 5) == 0;
    if (!only_parameters || e->shell->parameter_count > 0)
        e->started = true;
    while (at < limit && *at != '"') {
        size_t taken = 1;
        bool ok = true;
        if (*at == '\\' && at[1] && strchr("$`\"\\\n", at[1])) {
            if (at[1] != '\n')
                add_quoted(e, at + 1, 1);
            taken = 2;
        } else if (*at == '$' && (parameter_length(at + 1) || at[1] == '(' || at[1] == '{')) {
            ok = expand_dollar(e, at, true, &taken);
        } else if (*at == '`') {
            ok = expand_backquote(e, at, true, &taken);
        } else {
            add_quoted(e, at, 1);
        }
        if (!ok)
            return false;
        at += taken;
    }
    *used = (size_t)(at - text) + (at < limit);
    return true;
}

static bool expand_text(struct expansion *e, const char *text, size_t length, bool quoted)
{
    const char *end = text + length;
    if (e->depth > MAX_EXPANSION_DEPTH) {
        shell_error("expansions nested deeper than %d", MAX_EXPANSION_DEPTH);
        return false;
    }
    while (text < end) {
        size_t used = 1;
        bool ok = true;
        switch (*text) {
        case '\'': {
            const char *close = memchr(text + 1, '\'', (size_t)(end - text - 1));
            used = close ? (size_t)(close - text) + 1 : (size_t)(end - text);
            add_quoted(e, text + 1, used - 1 - (close != NULL));
            break;
        }
        case '"':
            ok = expand_double_quoted(e, text, end, &used);
            break;
        case '\\':
            if (text + 1 < end) {
                used = 2;
                if (text[1] != '\n')
                    add_quoted(e, text + 1, 1);
            }
            break;
        case '$':
            ok = expand_dollar(e, text, quoted, &used);
            break;
        case '`':
            ok = expand_backquote(e, text, quoted, &used);
            break;
        default:
            add_plain(e, *text);
        }
        if (!ok)
            return false;
        text += used;
    }
    return true;
}

/* A leading ~ or ~/ (only one's own home: there are no other users). Returns bytes taken. */
static size_t expand_tilde(struct expansion *e, const char *word)
{
    const char *home = vars_get(&e->shell->vars, "HOME");
    if (word[0] != '~' || (word[1] && word[1] != '/') || !home)
        return 0;
    add_quoted(e, home, strlen(home));
    return 1;
}

bool expand_word(struct shell *shell, const char *word, struct arguments *out)
{
    struct expansion e = {.shell = shell, .out = out};
    word += expand_tilde(&e, word);
    bool ok = expand_text(&e, word, strlen(word), false);
    if (ok)
        end_field(&e);
    strbuf_free(&e.field);
    return ok;
}

char *expand_single(struct shell *shell, const char *word)
{
    struct expansion e = {.shell = shell};
    word += expand_tilde(&e, word);
    strbuf_adds(&e.field, "");
    bool ok = expand_text(&e, word, strlen(word), false);
    char *result = ok ? unescape(e.field.data) : NULL;
    strbuf_free(&e.field);
    return result;
}
