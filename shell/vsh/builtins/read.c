/* read (XCU read). */
#include "builtins.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* A line without its newline. Unless raw, backslashes quote: `quoted` has a byte for each of text,
 * 1 where the character was quoted. False at the end of the input. */
static bool read_logical(bool raw, struct strbuf *text, struct strbuf *quoted)
{
    strbuf_clear(text);
    strbuf_clear(quoted);
    for (;;) {
        char *line = read_line(0);
        if (!line)
            return false;
        bool ended = false, continues = false;
        for (const char *at = line; *at; at++) {
            bool escaped = !raw && *at == '\\' && at[1];
            at += escaped;
            continues = escaped && *at == '\n';
            ended = !escaped && *at == '\n';
            if (ended || continues)
                break;
            strbuf_addc(text, *at);
            strbuf_addc(quoted, escaped ? 1 : 0);
        }
        free(line);
        if (!continues)
            return ended;
    }
}

struct splitter {
    const char *separators, *text, *quoted;
    size_t at, length;
};

static bool is_separator(const struct splitter *s, size_t at)
{
    return at < s->length && !s->quoted[at] && strchr(s->separators, s->text[at]);
}

static bool is_space(const struct splitter *s, size_t at)
{
    return is_separator(s, at) && strchr(" \t\n", s->text[at]);
}

/* The next field, and what separates it from the one behind it. */
static char *next_field(struct splitter *s)
{
    size_t start = s->at;
    while (s->at < s->length && !is_separator(s, s->at))
        s->at++;
    char *field = checked_copy(s->text + start, s->at - start);
    while (is_space(s, s->at))
        s->at++;
    if (is_separator(s, s->at) && !is_space(s, s->at)) {
        s->at++;
        while (is_space(s, s->at))
            s->at++;
    }
    return field;
}

/* All that is left, without white space at its end; nor the separator, if it holds one field. */
static char *last_field(struct splitter *s)
{
    struct splitter one = *s;
    char *field = next_field(&one);
    if (one.at == s->length)
        return field;
    free(field);
    size_t end = s->length;
    while (end > s->at && is_space(s, end - 1))
        end--;
    return checked_copy(s->text + s->at, end - s->at);
}

int builtin_read(struct shell *shell, int argc, char **argv)
{
    struct strbuf text = {0}, quoted = {0};
    bool raw = false;
    int i = 1, status;
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (strcmp(argv[i], "-r") != 0 && strcmp(argv[i], "--") != 0) {
            shell_error(shell, "read: %s: unknown option: expected -r", argv[i]);
            return 2;
        }
        raw = raw || argv[i][1] == 'r';
    }
    for (int name = i; name < argc; name++) {
        if (!is_name(argv[name])) {
            shell_error(shell, "read: %s: expected the name of a variable", argv[name]);
            return 2;
        }
    }
    errno = 0;
    status = read_logical(raw, &text, &quoted) ? 0 : errno == EINTR ? 128 + os_signal_waiting() : 1;
    struct splitter s = {.text = text.data, .quoted = quoted.data, .length = text.length};
    s.separators = vars_get(&shell->vars, "IFS");
    if (!s.separators)
        s.separators = " \t\n";
    while (is_space(&s, s.at))
        s.at++;
    for (; i < argc; i++) {
        char *field = i + 1 < argc ? next_field(&s) : last_field(&s);
        if (!shell_assign(shell, argv[i], field))
            status = 2;
        free(field);
    }
    strbuf_free(&text);
    strbuf_free(&quoted);
    return status;
}
