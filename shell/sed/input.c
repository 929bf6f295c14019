#include "run.h"

#include "sdk/posix.h"
#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void complain(struct sed *sed, const char *what)
{
    tool_error("%s %s: %s", what, sed->name, strerror(errno));
    sed->status = 2;
}

static void fail(struct sed *sed, const char *what)
{
    complain(sed, what);
    if (sed->temporary)
        unlink(sed->temporary);
    exit(4);
}

/* DIRECTORY/sedXXXXXX beside the file. */
static void open_edited(struct sed *sed)
{
    const char *slash = strrchr(sed->name, '/');
    size_t length = slash ? (size_t)(slash - sed->name) + 1 : 0;
    sed->temporary = tool_alloc(length + sizeof "sedXXXXXX");
    memcpy(sed->temporary, sed->name, length);
    strcpy(sed->temporary + length, "sedXXXXXX");
    int fd = mkstemp(sed->temporary);
    sed->edited =
        (struct output){.stream = fd < 0 ? NULL : fdopen(fd, "w"), .name = sed->temporary};
    if (!sed->edited.stream)
        fail(sed, "couldn't make a file beside");
    sed->output = &sed->edited;
}

/* The suffix behind the name, or in place of each * of it the name; with a / it is a path. */
static char *backup_name(const struct sed *sed)
{
    const char *slash = strrchr(sed->name, '/'), *base = slash ? slash + 1 : sed->name;
    struct line out = {0};
    if (!strchr(sed->suffix, '/'))
        line_add(&out, sed->name, (size_t)(base - sed->name));
    if (!strchr(sed->suffix, '*'))
        line_add(&out, base, strlen(base));
    for (const char *at = sed->suffix; *at; at++) {
        bool star = *at == '*';
        line_add(&out, star ? base : at, star ? strlen(base) : 1);
    }
    return out.text;
}

static void finish_edited(struct sed *sed)
{
    bool failed = ferror(sed->edited.stream);
    if (fclose(sed->edited.stream) != 0 || failed)
        fail(sed, "couldn't write the new");
    if (sed->suffix) {
        char *backup = backup_name(sed);
        if (rename(sed->name, backup) != 0)
            fail(sed, "couldn't keep the old");
        free(backup);
    }
    if (rename(sed->temporary, sed->name) != 0)
        fail(sed, "couldn't replace");
    free(sed->temporary);
    sed->temporary = NULL;
    sed->output = &sed->standard;
}

static void close_stream(struct sed *sed)
{
    if (ferror(sed->stream)) {
        complain(sed, "read error on");
        sed->status = 4;
    }
    tool_close(sed->stream);
    sed->stream = NULL;
    if (sed->temporary)
        finish_edited(sed);
}

static void begin_separate(struct sed *sed)
{
    sed->number = 0;
    for (size_t i = 0; i < sed->script.count; i++) {
        struct command *command = &sed->script.commands[i];
        command->active = command->from.kind == ADDRESS_LINE && command->from.line == 0;
    }
}

/* A file that cannot be edited is reported and left out. */
static bool editable(struct sed *sed)
{
    struct stat info;
    if (!sed->in_place || (fstat(fileno(sed->stream), &info) == 0 && S_ISREG(info.st_mode)))
        return true;
    tool_error("couldn't edit %s: not a regular file", sed->name);
    sed->status = 4;
    return false;
}

/* Opens the next file that can be read; false when there is none. */
static bool open_next(struct sed *sed)
{
    while (sed->name_next < sed->name_count) {
        sed->name = sed->names[sed->name_next++];
        bool standard = strcmp(sed->name, "-") == 0 && !sed->in_place;
        sed->stream = standard ? stdin : fopen(sed->name, "r");
        if (!sed->stream) {
            complain(sed, "can't read");
            continue;
        }
        if (!editable(sed)) {
            fclose(sed->stream);
            sed->stream = NULL;
            continue;
        }
        if (sed->separate)
            begin_separate(sed);
        if (sed->in_place)
            open_edited(sed);
        return true;
    }
    return false;
}

static bool has_more(FILE *stream)
{
    int c = getc(stream);
    if (c != EOF)
        ungetc(c, stream);
    return c != EOF;
}

bool sed_read(struct sed *sed, struct line *line)
{
    for (;;) {
        if (!sed->stream && !open_next(sed))
            return false;
        if (line_read(line, sed->stream, sed->terminator)) {
            sed->number++;
            return true;
        }
        close_stream(sed);
    }
}

bool sed_last(struct sed *sed)
{
    for (;;) {
        if (sed->stream && has_more(sed->stream))
            return false;
        if (sed->separate)
            return true;
        if (sed->stream)
            close_stream(sed);
        if (!open_next(sed))
            return true;
    }
}

void sed_stop(struct sed *sed)
{
    if (sed->stream)
        close_stream(sed);
}
