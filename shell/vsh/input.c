/* Where commands come from: whole files, and the prompt of an interactive shell. */
#include "edit.h"
#include "os.h"
#include "shell.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

char *read_all(int fd)
{
    struct strbuf text = {0};
    char chunk[4096];
    strbuf_clear(&text);
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n == 0)
            return strbuf_take(&text);
        if (n < 0) {
            int error = errno;
            strbuf_free(&text);
            errno = error;
            return NULL;
        }
        strbuf_add(&text, chunk, (size_t)n);
    }
}

/* The directory as people write it: ~ for their home. */
static void add_directory(struct shell *shell, struct strbuf *out)
{
    const char *home = vars_get(&shell->vars, "HOME"), *directory = os_getcwd();
    size_t length = home ? strlen(home) : 0;
    if (length > 1 && strncmp(directory, home, length) == 0 &&
        (directory[length] == '/' || !directory[length])) {
        strbuf_addc(out, '~');
        directory += length;
    }
    strbuf_adds(out, directory);
}

static char *make_prompt(struct shell *shell)
{
    struct strbuf prompt = {0};
    char status[32];
    if (shell->status) {
        snprintf(status, sizeof status, "\033[31m%d\033[0m ", shell->status);
        strbuf_adds(&prompt, status);
    }
    strbuf_adds(&prompt, "\033[1;36mvibee\033[0m:\033[1;34m");
    add_directory(shell, &prompt);
    strbuf_adds(&prompt, "\033[0m$ ");
    return strbuf_take(&prompt);
}

/* ---- commands from lines ----------------------------------------------------------------------
 */

/* Where lines come from. Without an editor they are read as they come, behind a prompt when
 * somebody is there to see it: a terminal that edits lines itself. */
struct source {
    struct editor *editor; /* or NULL */
    int fd;
    bool prompts;
    int line; /* number of the next one */
};

/* *line with its newline, if it has one. */
static enum edit_result next_line(struct source *source, const char *prompt, char **line)
{
    if (source->editor) {
        enum edit_result result = edit_line(source->editor, prompt, line);
        if (result != EDIT_UNABLE)
            return result;
        editor_destroy(source->editor);
        source->editor = NULL;
    }
    if (source->prompts)
        fputs(prompt, stdout);
    fflush(stdout);
    *line = read_line(source->fd);
    if (!*line && errno)
        shell_error("standard input: cannot read: %s", strerror(errno));
    return *line ? EDIT_LINE : EDIT_END;
}

/* Whether more lines are needed to make text a command. */
static bool is_incomplete(const char *text)
{
    struct parser parser;
    struct arena arena = {0};
    struct node *list;
    enum parse_result parsed;
    parser_init(&parser, text);
    do
        parsed = parse_command(&parser, &arena, &list);
    while (parsed == PARSE_OK);
    arena_free(&arena);
    return parsed == PARSE_INCOMPLETE;
}

/* One complete command, over as many lines as it takes. NULL at the end of input. */
static char *read_command(struct shell *shell, struct source *source)
{
    struct strbuf text = {0};
    strbuf_clear(&text);
    for (;;) {
        char *line, *prompt = NULL;
        if (source->prompts)
            prompt = text.length ? checked_copy("> ", 2) : make_prompt(shell);
        enum edit_result result = next_line(source, prompt, &line);
        free(prompt);
        if (result == EDIT_INTERRUPTED) {
            strbuf_clear(&text);
            shell->status = 130;
            continue;
        }
        if (result == EDIT_END) {
            if (text.length)
                return strbuf_take(&text); /* the parser says what is missing */
            strbuf_free(&text);
            return NULL;
        }
        source->line++;
        strbuf_adds(&text, line);
        free(line);
        if (!is_incomplete(text.data))
            return strbuf_take(&text);
    }
}

int interactive_loop(struct shell *shell)
{
    struct source source = {.editor = editor_create(shell), .prompts = true, .line = 1};
    os_foreground(0);
    if (!os_catch_interrupts())
        shell_error("an interrupt from the keyboard will end this shell");
    while (shell->jump != JUMP_EXIT) {
        char *command = read_command(shell, &source);
        if (!command) {
            puts("exit");
            break;
        }
        if (source.editor)
            editor_remember(source.editor, command);
        (void)os_interrupted(); /* one that came too late to matter */
        run_text(shell, command, NULL);
        if (shell->jump == JUMP_INTERRUPT)
            shell->status = 130;
        shell->jump = shell->jump == JUMP_EXIT ? JUMP_EXIT : JUMP_NONE;
        fflush(stdout);
        free(command);
    }
    if (source.editor)
        editor_destroy(source.editor);
    return shell->status;
}

int run_input(struct shell *shell, int fd)
{
    struct source source = {.fd = fd, .line = 1};
    while (shell->jump < JUMP_ABORT && !shell->syntax_error) {
        int first = source.line;
        char *command = read_command(shell, &source);
        if (!command)
            break;
        run_lines(shell, command, NULL, first);
        fflush(stdout);
        free(command);
    }
    return shell->status;
}
