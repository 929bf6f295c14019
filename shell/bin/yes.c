#include "tool.h"

#include <string.h>

static const char usage[] =
    "usage: yes [TEXT...]\n\nWrite a line (y, or the arguments) until killed.\n";

int main(int argc, char **argv)
{
    static char block[4096];
    char line[2048] = "y";
    size_t length = 1, used = 0;
    tool_init("yes", usage);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    for (int i = 1; i < argc; i++) {
        if (i == 1)
            length = 0;
        size_t word = strlen(argv[i]);
        if (length + word + 2 > sizeof line)
            tool_misuse("expected at most %zu bytes of text", sizeof line - 2);
        if (i > 1)
            line[length++] = ' ';
        memcpy(line + length, argv[i], word);
        length += word;
    }
    line[length++] = '\n';
    while (used + length <= sizeof block) {
        memcpy(block + used, line, length);
        used += length;
    }
    while (fwrite(block, 1, used, stdout) == used)
        ;
    return tool_finish();
}
