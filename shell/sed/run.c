#include "run.h"

#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool matches_one(struct sed *sed, const struct address *address)
{
    switch (address->kind) {
    case ADDRESS_LINE:
        return sed->number == address->line;
    case ADDRESS_STEP:
        return address->step ? sed->number >= address->line &&
                                   (sed->number - address->line) % address->step == 0
                             : sed->number == address->line;
    case ADDRESS_LAST:
        return sed_last(sed);
    case ADDRESS_EXPRESSION:
        subject_set(&sed->subject, sed->pattern.text, sed->pattern.length);
        return sed_matches(sed, address->expression, 0, NULL);
    default:
        return true;
    }
}

/* The line that a range which begins here ends with; 0 when that is not known by number. */
static unsigned long long range_end(const struct sed *sed, const struct address *to)
{
    if (to->kind == ADDRESS_PLUS)
        return sed->number + to->line;
    if (to->kind == ADDRESS_MULTIPLE)
        return to->line ? (sed->number + to->line - 1) / to->line * to->line : sed->number;
    return to->kind == ADDRESS_LINE && to->line > 0 ? to->line : 0;
}

static bool in_range(struct sed *sed, struct command *command)
{
    const struct address *to = &command->to;
    if (!command->active) {
        if (!matches_one(sed, &command->from))
            return false;
        command->end = range_end(sed, to);
        command->active = (to->kind == ADDRESS_EXPRESSION || to->kind == ADDRESS_LAST)
                              ? to->kind == ADDRESS_EXPRESSION || !sed_last(sed)
                              : command->end > sed->number;
        return true;
    }
    if (to->kind == ADDRESS_EXPRESSION || to->kind == ADDRESS_LAST) {
        command->active = !matches_one(sed, to);
        return true;
    }
    command->active = sed->number < command->end;
    return sed->number <= command->end;
}

static bool selected(struct sed *sed, struct command *command)
{
    bool found = command->to.kind == ADDRESS_NONE ? matches_one(sed, &command->from)
                                                  : in_range(sed, command);
    return found != command->negate;
}

static struct append *add_append(struct sed *sed, char kind)
{
    if (sed->append_count == sed->append_room) {
        sed->append_room = sed->append_room * 2 + 8;
        sed->appends = tool_resize(sed->appends, sed->append_room * sizeof *sed->appends);
    }
    struct append *append = &sed->appends[sed->append_count++];
    *append = (struct append){.kind = kind};
    return append;
}

static FILE *open_to_copy(const char *name)
{
    return strcmp(name, "/dev/stdin") == 0 ? stdin : fopen(name, "r");
}

static void copy_file(struct sed *sed, const char *name)
{
    FILE *stream = open_to_copy(name);
    size_t count;
    output_bytes(sed, sed->output, "", 0);
    if (!stream)
        return; /* POSIX: as if it were empty */
    while ((count = fread(tool_block, 1, TOOL_BLOCK, stream)) > 0)
        output_bytes(sed, sed->output, tool_block, count);
    tool_close(stream);
}

static void flush_appends(struct sed *sed)
{
    for (size_t i = 0; i < sed->append_count; i++) {
        struct append *append = &sed->appends[i];
        if (append->kind == 'a')
            output_bytes(sed, sed->output, append->text->text, append->text->length);
        else if (append->kind == 'r')
            copy_file(sed, append->text->text);
        else
            output_bytes(sed, sed->output, append->own.text, append->own.length);
        line_free(&append->own);
    }
    sed->append_count = 0;
}

/* R: the next line of a file, which stays open; several commands with one name share it. */
static void queue_line(struct sed *sed, const struct command *command)
{
    static struct reader {
        const char *name;
        FILE *stream;
    } *readers;
    static size_t count;
    size_t i = 0;
    struct line line = {0};
    while (i < count && strcmp(readers[i].name, command->text.text) != 0)
        i++;
    if (i == count) {
        readers = tool_resize(readers, (count + 1) * sizeof *readers);
        readers[count++] = (struct reader){command->text.text, open_to_copy(command->text.text)};
    }
    if (readers[i].stream && line_read(&line, readers[i].stream, sed->terminator)) {
        struct append *append = add_append(sed, 'R');
        append->own = line;
        if (line.ended)
            line_add(&append->own, (char[]){(char)sed->terminator}, 1);
    } else {
        line_free(&line);
    }
}

static void print_pattern(struct sed *sed, struct output *output)
{
    output_line(sed, output, sed->pattern.text, sed->pattern.length, sed->pattern.ended);
}

static void end_cycle(struct sed *sed, bool print)
{
    if (print && !sed->quiet)
        print_pattern(sed, sed->output);
    flush_appends(sed);
}

static size_t first_line(const struct sed *sed)
{
    const char *newline = memchr(sed->pattern.text, sed->terminator, sed->pattern.length);
    return newline ? (size_t)(newline - sed->pattern.text) : sed->pattern.length;
}

static void replace(struct line *line, const struct line *by)
{
    line->length = 0;
    line_add(line, by->length ? by->text : "", by->length);
    line->ended = by->ended;
}

static void append_line(struct sed *sed, struct line *line, const struct line *more)
{
    char terminator = (char)sed->terminator;
    line_add(line, &terminator, 1);
    line_add(line, more->length ? more->text : "", more->length);
    line->ended = more->ended;
}

static bool append_next(struct sed *sed)
{
    struct line next = {0};
    if (sed_last(sed) || !sed_read(sed, &next))
        return false;
    flush_appends(sed);
    append_line(sed, &sed->pattern, &next);
    line_free(&next);
    return true;
}

static bool read_next(struct sed *sed)
{
    if (sed_last(sed))
        return false;
    end_cycle(sed, true);
    return sed_read(sed, &sed->pattern);
}

static void write_number(struct sed *sed)
{
    char text[32];
    int length = snprintf(text, sizeof text, "%llu\n", sed->number);
    output_bytes(sed, sed->output, text, (size_t)length);
}

static void exchange(struct sed *sed)
{
    struct line pattern = sed->pattern;
    sed->pattern = sed->hold;
    sed->hold = pattern;
    line_add(&sed->pattern, "", 0);
}

enum outcome { NEXT_COMMAND, NEXT_CYCLE, AGAIN, DELETED, QUIT, QUIT_SILENTLY };

static void substitute(struct sed *sed, const struct command *command, bool *replaced)
{
    const struct substitution *substitution = command->substitution;
    if (!sed_substitute(sed, substitution))
        return;
    *replaced = true;
    if (substitution->print)
        print_pattern(sed, sed->output);
    if (substitution->file)
        print_pattern(sed, substitution->file);
}

/* D: without a newline as d, else the next cycle begins with what is behind it. */
static enum outcome delete_first(struct sed *sed)
{
    size_t length = first_line(sed);
    if (length == sed->pattern.length)
        return DELETED;
    memmove(sed->pattern.text, sed->pattern.text + length + 1, sed->pattern.length - length);
    sed->pattern.length -= length + 1;
    return AGAIN;
}

/* The commands that write. */
static void run_output(struct sed *sed, const struct command *command)
{
    switch (command->name) {
    case '=':
        write_number(sed);
        break;
    case 'F':
        output_bytes(sed, sed->output, sed->name, strlen(sed->name));
        output_bytes(sed, sed->output, "\n", 1);
        break;
    case 'a':
    case 'r':
        add_append(sed, command->name)->text = &command->text;
        break;
    case 'R':
        queue_line(sed, command);
        break;
    case 'i':
        output_bytes(sed, sed->output, command->text.text, command->text.length);
        break;
    case 'l':
        output_unambiguous(sed, &sed->pattern,
                           command->number == UINT64_MAX ? sed->width : command->number);
        break;
    case 'p':
        print_pattern(sed, sed->output);
        break;
    case 'P':
        output_line(sed, sed->output, sed->pattern.text, first_line(sed), true);
        break;
    case 'w':
        print_pattern(sed, command->file);
        break;
    case 'W':
        output_line(sed, command->file, sed->pattern.text, first_line(sed), true);
        break;
    }
}

/* The commands that change the two spaces. */
static void run_space(struct sed *sed, const struct command *command)
{
    switch (command->name) {
    case 'g':
        replace(&sed->pattern, &sed->hold);
        break;
    case 'G':
        append_line(sed, &sed->pattern, &sed->hold);
        break;
    case 'h':
        replace(&sed->hold, &sed->pattern);
        break;
    case 'H':
        append_line(sed, &sed->hold, &sed->pattern);
        break;
    case 'x':
        exchange(sed);
        break;
    case 'y':
        sed_map(sed, command);
        break;
    case 'z':
        sed->pattern.length = 0;
        sed->pattern.text[0] = '\0';
        break;
    }
}

static enum outcome run_command(struct sed *sed, struct command *command)
{
    switch (command->name) {
    case 'c':
        if (command->to.kind == ADDRESS_NONE || !command->active || command->negate)
            output_bytes(sed, sed->output, command->text.text, command->text.length);
        return DELETED;
    case 'd':
        return DELETED;
    case 'D':
        return delete_first(sed);
    case 'n':
        return read_next(sed) ? NEXT_COMMAND : NEXT_CYCLE;
    case 'N':
        return append_next(sed) ? NEXT_COMMAND : NEXT_CYCLE;
    case 'q':
    case 'Q':
        sed->status = (int)command->number;
        return command->name == 'q' ? QUIT : QUIT_SILENTLY;
    }
    run_output(sed, command);
    run_space(sed, command);
    return NEXT_COMMAND;
}

static enum outcome run_script(struct sed *sed)
{
    struct script *script = &sed->script;
    bool replaced = false; /* since the line was read, or the last t */
    for (size_t at = 0; at < script->count;) {
        struct command *command = &script->commands[at++];
        bool jump = false;
        if (!selected(sed, command)) {
            if (command->name == '{')
                at = command->target;
            continue;
        }
        if (command->name == 's') {
            substitute(sed, command, &replaced);
        } else if (command->name == 't' || command->name == 'T') {
            jump = replaced == (command->name == 't');
            replaced = false;
        } else if (command->name != '{' && command->name != ':' && command->name != 'v') {
            enum outcome outcome = command->name == 'b' ? NEXT_COMMAND : run_command(sed, command);
            if (outcome != NEXT_COMMAND)
                return outcome;
            jump = command->name == 'b';
        }
        if (jump)
            at = command->target;
    }
    return NEXT_CYCLE;
}

static void run_cycles(struct sed *sed)
{
    enum outcome outcome = NEXT_CYCLE;
    while (outcome == AGAIN || sed_read(sed, &sed->pattern)) {
        outcome = run_script(sed);
        if (outcome == QUIT_SILENTLY)
            break;
        end_cycle(sed, outcome == NEXT_CYCLE || outcome == QUIT);
        if (outcome == QUIT || ferror(sed->output->stream))
            break;
    }
    sed_stop(sed);
}

int sed_run(struct sed *sed)
{
    sed->standard = (struct output){.stream = stdout, .name = "-"};
    sed->output = &sed->standard;
    sed->quiet |= sed->script.quiet;
    line_add(&sed->hold, "", 0);
    sed->hold.ended = true;
    for (size_t i = 0; i < sed->script.file_count; i++)
        output_open(sed, sed->script.files[i]);
    for (size_t i = 0; i < sed->script.count; i++) {
        struct command *command = &sed->script.commands[i];
        command->active = command->from.kind == ADDRESS_LINE && command->from.line == 0;
    }
    run_cycles(sed);
    return sed->status;
}
