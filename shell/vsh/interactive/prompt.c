#include "prompt.h"
#include "../os.h"
#include "history.h"
#include "screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

bool terminal_is_dumb(const struct shell *shell)
{
    const char *terminal = vars_get(&shell->vars, "TERM");
    return terminal && strcmp(terminal, "dumb") == 0;
}

bool prompt_has_colors(const struct shell *shell)
{
    const char *unwanted = vars_get(&shell->vars, "NO_COLOR");
    return !terminal_is_dumb(shell) && !(unwanted && *unwanted);
}

/* Text that the expansions behind this are not to touch. */
static void add_literal(struct strbuf *out, const char *text)
{
    for (; *text; text++) {
        if (strchr("$`\\", *text))
            strbuf_addc(out, '\\');
        strbuf_addc(out, *text);
    }
}

/* The directory as people write it: ~ for their home; or its last part. */
static void add_directory(struct shell *shell, struct strbuf *out, bool last)
{
    const char *home = vars_get(&shell->vars, "HOME"), *directory = os_getcwd();
    size_t length = home ? strlen(home) : 0;
    bool inside = length > 1 && strncmp(directory, home, length) == 0 &&
                  (directory[length] == '/' || !directory[length]);
    const char *slash = strrchr(directory, '/');
    if (last && slash && slash[1] && !(inside && !directory[length])) {
        add_literal(out, slash + 1);
        return;
    }
    if (inside) {
        strbuf_addc(out, '~');
        directory += length;
    }
    add_literal(out, directory);
}

/* A text with colours around it. */
static void add_colored(struct strbuf *out, const char *color, const char *text)
{
    char mark[16];
    snprintf(mark, sizeof mark, "%c\033[%sm%c", PROMPT_HIDDEN, color, PROMPT_SHOWN);
    strbuf_adds(out, mark);
    strbuf_adds(out, text);
    snprintf(mark, sizeof mark, "%c\033[0m%c", PROMPT_HIDDEN, PROMPT_SHOWN);
    strbuf_adds(out, mark);
}

static void add_number(struct strbuf *out, size_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%zu", number);
    strbuf_adds(out, text);
}

/* What is shown only when there is something to show: the last status, the number of jobs. */
static void add_state(struct strbuf *out, const char *color, const char *format, int number)
{
    char text[32];
    if (number == 0)
        return;
    snprintf(text, sizeof text, format, number);
    add_colored(out, color, text);
    strbuf_addc(out, ' ');
}

static void add_time(struct strbuf *out, const char *format)
{
    char text[64];
    const time_t now = time(NULL);
    struct tm parts;
    if (localtime_r(&now, &parts) && strftime(text, sizeof text, format, &parts) > 0)
        strbuf_adds(out, text);
}

/* \nnn; how many characters it is. */
static size_t add_octal(struct strbuf *out, const char *digits)
{
    int value = 0;
    size_t n = 0;
    for (; n < 3 && digits[n] >= '0' && digits[n] <= '7'; n++)
        value = value * 8 + (digits[n] - '0');
    char text[2] = {(char)value, '\0'};
    add_literal(out, text);
    return n;
}

static void add_history_number(const struct shell *shell, struct strbuf *out)
{
    const struct history *history = shell->history;
    add_number(out, history ? history->first_number + history->entries.count : 1);
}

/* The character behind a backslash; false: it means nothing. */
static bool add_escape(struct shell *shell, struct strbuf *out, char c)
{
    switch (c) {
    case 'w':
    case 'W':
        return add_directory(shell, out, c == 'W'), true;
    case 'u':
        return strbuf_adds(out, "root"), true;
    case 'h':
    case 'H':
        return strbuf_adds(out, "vibee"), true;
    case 's':
        return strbuf_adds(out, "vsh"), true;
    case '$':
        return strbuf_adds(out, "\\$"), true;
    case '?':
        return add_state(out, "31", "%d", shell->status), true;
    case 'J':
        return add_state(out, "33", "[%d]", (int)jobs_count(shell)), true;
    case 'j':
        return add_number(out, jobs_count(shell)), true;
    case '!':
    case '#':
        return add_history_number(shell, out), true;
    case 'n':
        return strbuf_addc(out, '\n'), true;
    case 'r':
        return strbuf_addc(out, '\r'), true;
    case 'a':
        return strbuf_addc(out, '\a'), true;
    case 'e':
        return strbuf_addc(out, '\033'), true;
    case 't':
        return add_time(out, "%H:%M:%S"), true;
    case 'A':
        return add_time(out, "%H:%M"), true;
    case 'd':
        return add_time(out, "%a %b %d"), true;
    case '[':
        return strbuf_addc(out, PROMPT_HIDDEN), true;
    case ']':
        return strbuf_addc(out, PROMPT_SHOWN), true;
    case '\\':
        return strbuf_adds(out, "\\\\"), true;
    default:
        return false;
    }
}

static void decode_escapes(struct shell *shell, const char *text, struct strbuf *out)
{
    strbuf_clear(out);
    while (*text) {
        if (*text != '\\' || !text[1]) {
            strbuf_addc(out, *text++);
        } else if (text[1] >= '0' && text[1] <= '7') {
            text += 1 + add_octal(out, text + 1);
        } else {
            if (!add_escape(shell, out, text[1])) {
                strbuf_adds(out, "\\\\");
                strbuf_addc(out, text[1]);
            }
            text += 2;
        }
    }
}

/* Parameters, commands and arithmetic, as in a here-document. What is wrong with it is not said at
 * each prompt: then it stays as it is. */
static char *expand(struct shell *shell, const char *text)
{
    struct arena *arena = arena_create(), *outer = shell->arena;
    struct word *word = strpbrk(text, "$`\\") ? parse_expansions(text, arena) : NULL;
    const unsigned options = shell->options;
    const int status = shell->status;
    shell->options &= ~(1u << OPTION_TRACE | 1u << OPTION_NO_UNSET);
    shell->arena = arena;
    char *expanded = word ? expand_text(shell, word, EXPAND_TEXT) : NULL;
    shell->arena = outer;
    shell->options = options;
    shell->status = status;
    if (shell->jump == JUMP_ABORT)
        shell->jump = JUMP_NONE;
    arena_release(arena);
    return expanded ? expanded : checked_copy(text, strlen(text));
}

/* Without what is between marks. */
static void drop_hidden(char *text)
{
    char *to = text;
    bool hidden = false;
    for (const char *from = text; *from; from++) {
        if (*from == PROMPT_HIDDEN || *from == PROMPT_SHOWN)
            hidden = *from == PROMPT_HIDDEN;
        else if (!hidden)
            *to++ = *from;
    }
    *to = '\0';
}

void prompt_strip(char *prompt)
{
    char *to = prompt;
    for (const char *from = prompt; *from; from++)
        if (*from != PROMPT_HIDDEN && *from != PROMPT_SHOWN)
            *to++ = *from;
    *to = '\0';
}

char *prompt_make(struct shell *shell, const char *variable, const char *otherwise)
{
    struct strbuf text = {0};
    const char *value = vars_get(&shell->vars, variable);
    char *source = checked_copy(value ? value : otherwise, strlen(value ? value : otherwise));
    decode_escapes(shell, source, &text);
    char *prompt = expand(shell, text.data);
    if (!prompt_has_colors(shell))
        drop_hidden(prompt);
    strbuf_free(&text);
    free(source);
    return prompt;
}
