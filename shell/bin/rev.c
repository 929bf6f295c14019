#include "input.h"
#include "options.h"
#include "text.h"
#include "tool.h"

static const char usage[] = "usage: rev [FILE...]\n\n"
                            "Write each line backwards, by UTF-8 characters.\n";
static const struct tool_row rows[] = {{0}};

static void reverse(const struct line *line)
{
    for (size_t end = line->length; end > 0;) {
        size_t start = end - 1;
        while (start > 0 && end - start < 4 && text_continues(line->text[start]))
            start--;
        if (text_character(line->text + start, end - start, NULL) != end - start)
            start = end - 1; /* not a character: byte by byte */
        fwrite(line->text + start, 1, end - start, stdout);
        end = start;
    }
    if (line->ended)
        putchar('\n');
}

int main(int argc, char **argv)
{
    tool_init("rev", usage);
    tool_parse(argc, argv, rows);
    input_lines(argc - optind, argv + optind, '\n', reverse);
    return tool_finish();
}
