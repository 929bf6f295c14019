/* Where commands come from: whole files, and the prompt of an interactive shell. */
#include "../os.h"
#include "../shell.h"
#include "edit.h"
#include "prompt.h"
#include "remember.h"

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

/* ---- commands from lines --------------------------------------------------------------------- */

static const char default_prompt[] =
    "\\?\\J\\[\\e[1;36m\\]vibee\\[\\e[0m\\]:\\[\\e[1;34m\\]\\w\\[\\e[0m\\]\\$ ";

/* Where lines come from. Without an editor they are read as they come, behind a prompt when
 * somebody is there to see it: a terminal that edits lines itself. */
struct source {
    struct shell *shell;
    struct editor *editor; /* or NULL */
    int fd;
    bool prompts;
    struct strbuf command; /* the lines of the current one */
};

/* *line with its newline, if it has one. */
static enum edit_result next_line(struct source *source, char *prompt, char **line)
{
    if (source->editor) {
        enum edit_result result = edit_line(source->editor, prompt, line);
        if (result != EDIT_UNABLE)
            return result;
        editor_destroy(source->editor);
        source->editor = NULL;
    }
    if (source->prompts) {
        prompt_strip(prompt);
        fputs(prompt, stdout);
    }
    fflush(stdout);
    *line = read_line(source->fd);
    if (!*line && errno == EINTR) {
        traps_run(source->shell);
        putchar('\n');
        return EDIT_INTERRUPTED;
    }
    if (!*line && errno)
        shell_error(source->shell, "standard input: cannot read: %s", strerror(errno));
    return *line ? EDIT_LINE : EDIT_END;
}

/* The parser wants a line. */
static enum more_result more_lines(void *context, struct strbuf *text, bool continues)
{
    struct source *source = context;
    char *line, *prompt = NULL;
    if (source->prompts)
        prompt = continues ? prompt_make(source->shell, "PS2", "> ")
                           : prompt_make(source->shell, "PS1", default_prompt);
    enum edit_result result = next_line(source, prompt, &line);
    free(prompt);
    if (result == EDIT_INTERRUPTED)
        return MORE_INTERRUPTED;
    if (result == EDIT_END)
        return MORE_END;
    if (!continues)
        strbuf_clear(&source->command);
    strbuf_adds(&source->command, line);
    strbuf_adds(text, line);
    free(line);
    return MORE_LINE;
}

static const char *find_alias(void *context, const char *name)
{
    return shell_alias(((struct source *)context)->shell, name);
}

/* One command of the person at the terminal; false when there are no more. */
static bool run_typed(struct shell *shell, struct parser *parser, struct source *source)
{
    struct arena *arena = arena_create();
    struct node *list;
    jobs_notify(shell);
    (void)os_signals_taken(); /* they came for a command that has ended */
    enum parse_result result = parse_command(parser, arena, &list);
    shell->exit_warned = shell->exit_warning;
    shell->exit_warning = false;
    if (source->command.length)
        shell_history_remember(shell, source->command.data);
    strbuf_clear(&source->command);
    if (result == PARSE_INTERRUPTED) {
        shell->status = 130;
    } else if (result == PARSE_ERROR) {
        fprintf(stderr, "vsh: %s\n", parser->message);
        parser_discard(parser);
        shell->status = 2;
    } else if (result == PARSE_OK && list) {
        shell->arena = arena;
        run_list(shell, list);
        shell->arena = NULL;
    }
    arena_release(arena);
    if (shell->jump == JUMP_INTERRUPT)
        shell->status = 130;
    shell->jump = shell->jump == JUMP_EXIT ? JUMP_EXIT : JUMP_NONE;
    fflush(stdout);
    return result != PARSE_END && shell->jump != JUMP_EXIT;
}

/* What people see and change. */
static void set_default(struct shell *shell, const char *name, const char *value)
{
    if (!vars_get(&shell->vars, name))
        vars_set(&shell->vars, name, value);
}

int interactive_loop(struct shell *shell)
{
    struct source source = {.shell = shell, .prompts = true};
    const struct parse_source lines = {more_lines, find_alias, &source};
    struct parser parser;
    set_default(shell, "PS1", default_prompt);
    set_default(shell, "PS2", "> ");
    set_default(shell, "PS4", "+ ");
    shell_history_begin(shell);
    if (!terminal_is_dumb(shell))
        source.editor = editor_create(shell);
    shell->options |= 1u << OPTION_MONITOR;
    if (!os_job_control(true))
        shell_error(shell, "an interrupt from the keyboard will end this shell");
    parser_init(&parser, NULL, &lines, 1);
    while (run_typed(shell, &parser, &source) ||
           (shell->jump != JUMP_EXIT && jobs_hold_exit(shell)))
        continue;
    jobs_leave(shell);
    if (shell->jump != JUMP_EXIT)
        puts("exit");
    parser_free(&parser);
    strbuf_free(&source.command);
    if (source.editor)
        editor_destroy(source.editor);
    return shell->status;
}

int run_input(struct shell *shell, int fd)
{
    struct source source = {.shell = shell, .fd = fd};
    const struct parse_source lines = {more_lines, find_alias, &source};
    struct parser parser;
    parser_init(&parser, NULL, &lines, 1);
    int status = run_parser(shell, &parser);
    parser_free(&parser);
    strbuf_free(&source.command);
    return status;
}
