#include "run.h"

#include "tool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void output_open(struct sed *sed, struct output *output)
{
    if (strcmp(output->name, "/dev/stdout") == 0)
        output->stream = sed->standard.stream;
    else if (strcmp(output->name, "/dev/stderr") == 0)
        output->stream = stderr;
    else
        output->stream = fopen(output->name, "w");
    if (!output->stream) {
        tool_error("couldn't open file %s: %s", output->name, strerror(errno));
        exit(4);
    }
}

/* All that goes to standard output shares what is known about its end. */
static struct output *actual(struct sed *sed, struct output *output)
{
    return output->stream == sed->standard.stream ? &sed->standard : output;
}

static void finish_line(struct sed *sed, struct output *output)
{
    if (output->unfinished)
        putc(sed->terminator, output->stream);
    output->unfinished = false;
}

static void written(const struct sed *sed, const struct output *output)
{
    if (output != &sed->standard || sed->unbuffered)
        fflush(output->stream);
}

void output_line(struct sed *sed, struct output *output, const char *text, size_t length,
                 bool ended)
{
    output = actual(sed, output);
    finish_line(sed, output);
    fwrite(text, 1, length, output->stream);
    if (ended)
        putc(sed->terminator, output->stream);
    output->unfinished = !ended;
    if (output != &sed->edited)
        written(sed, output);
}

void output_bytes(struct sed *sed, struct output *output, const char *text, size_t length)
{
    output = actual(sed, output);
    finish_line(sed, output);
    fwrite(text, 1, length, output->stream);
    if (output != &sed->edited)
        written(sed, output);
}

/* A byte as l writes it. */
static size_t visible(char *out, size_t room, unsigned char byte)
{
    static const char special[] = "\\\a\b\f\n\r\t\v", letters[] = "\\abfnrtv";
    const char *found = byte ? strchr(special, byte) : NULL;
    if (found)
        return (size_t)snprintf(out, room, "\\%c", letters[found - special]);
    if (byte >= 0x20 && byte < 0x7f)
        return (size_t)snprintf(out, room, "%c", byte);
    return (size_t)snprintf(out, room, "\\%03o", byte);
}

void output_unambiguous(struct sed *sed, const struct line *line, unsigned long long width)
{
    struct line out = {0};
    size_t column = 0;
    for (size_t i = 0; i < line->length; i++) {
        char text[8];
        size_t size = visible(text, sizeof text, (unsigned char)line->text[i]);
        if (width && column + size > width - 1) {
            line_add(&out, "\\\n", 2);
            column = 0;
        }
        line_add(&out, text, size);
        column += size;
    }
    line_add(&out, "$\n", 2);
    output_bytes(sed, sed->output, out.text, out.length);
    line_free(&out);
}
