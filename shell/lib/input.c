#include "input.h"

#include "tool.h"

#include <stdlib.h>
#include <string.h>

bool line_read(struct line *line, FILE *stream, int terminator)
{
    ssize_t length = getdelim(&line->text, &line->room, terminator, stream);
    if (length < 0)
        return false;
    line->length = (size_t)length;
    line->ended = length > 0 && line->text[length - 1] == (char)terminator;
    if (line->ended)
        line->text[--line->length] = '\0';
    return true;
}

void line_write(const struct line *line, int terminator)
{
    fwrite(line->text, 1, line->length, stdout);
    putchar(terminator);
}

int line_compare(const struct line *a, const struct line *b)
{
    size_t shorter = a->length < b->length ? a->length : b->length;
    int order = memcmp(a->text, b->text, shorter);
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

void line_add(struct line *line, const char *text, size_t length)
{
    if (line->length + length >= line->room) {
        line->room = (line->length + length) * 2 + 64;
        line->text = tool_resize(line->text, line->room);
    }
    memcpy(line->text + line->length, text, length);
    line->length += length;
    line->text[line->length] = '\0';
}

void line_free(struct line *line)
{
    free(line->text);
    *line = (struct line){0};
}

static void use_one(const char *name, input_use *use)
{
    FILE *stream = tool_open(name);
    if (!stream)
        return;
    use(stream, name);
    if (ferror(stream))
        tool_file_error(name);
    tool_close(stream);
}

void input_each(int count, char **names, input_use *use)
{
    if (count == 0)
        use_one("-", use);
    for (int i = 0; i < count; i++)
        use_one(names[i], use);
}

static int lines_end;
static line_use *lines_use;

static void use_lines(FILE *stream, const char *name)
{
    struct line line = {0};
    (void)name;
    while (line_read(&line, stream, lines_end) && !ferror(stdout))
        lines_use(&line);
    line_free(&line);
}

void input_lines(int count, char **names, int terminator, line_use *use)
{
    lines_end = terminator;
    lines_use = use;
    input_each(count, names, use_lines);
}

char *input_all(FILE *stream, size_t *size)
{
    size_t room = 65536, length = 0, n;
    char *data = tool_alloc(room);
    while ((n = fread(data + length, 1, room - length - 1, stream)) > 0) {
        length += n;
        if (room - length < 2)
            data = tool_resize(data, room *= 2);
    }
    data[length] = '\0';
    *size = length;
    return data;
}

void output_to(const char *name)
{
    if (!freopen(name, "w", stdout)) {
        tool_file_error(name);
        exit(tool_status());
    }
}
