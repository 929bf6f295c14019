#include "options.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char usage[] = "usage: cat [-AbeEnstTv] [FILE...]\n\n"
                            "Write the files (- or none: standard input) one after the other.\n\n"
                            "  -n  number the lines    -b  only those that are not empty\n"
                            "  -s  one empty line for several\n"
                            "  -E  $ at the end of lines    -T  ^I for tabs\n"
                            "  -v  ^X and M-X for other bytes that do not show\n"
                            "  -A  as -vET    -e  as -vE    -t  as -vT\n";

static bool number, number_full, squeeze, ends, tabs, visible, all, visible_ends, visible_tabs;
static bool unbuffered;
static const struct tool_row rows[] = {TOOL_FLAG('n', "number", number),
                                       TOOL_FLAG('b', "number-nonblank", number_full),
                                       TOOL_FLAG('s', "squeeze-blank", squeeze),
                                       TOOL_FLAG('E', "show-ends", ends),
                                       TOOL_FLAG('T', "show-tabs", tabs),
                                       TOOL_FLAG('v', "show-nonprinting", visible),
                                       TOOL_FLAG('A', "show-all", all),
                                       TOOL_FLAG('e', NULL, visible_ends),
                                       TOOL_FLAG('t', NULL, visible_tabs),
                                       TOOL_FLAG('u', NULL, unbuffered), /* it is anyway */
                                       {0}};

/* False when standard output is broken: nothing more can be done. */
static bool copy_plain(int fd, const char *name)
{
    ssize_t n;
    while ((n = read(fd, tool_block, sizeof tool_block)) > 0) {
        for (ssize_t at = 0; at < n;) {
            ssize_t written = write(1, tool_block + at, (size_t)(n - at));
            if (written < 0) {
                tool_file_error("standard output");
                return false;
            }
            at += written;
        }
    }
    if (n < 0)
        tool_file_error(name);
    return true;
}

/* Where the output is; it goes on from file to file. */
static struct {
    long long line;
    unsigned empty; /* lines in a row */
    bool inside;    /* of a line */
    bool returned;  /* a carriage return is held back: ^M in front of a $ */
} output;

static void put_byte(unsigned char c)
{
    if (c == '\t' && !tabs) {
        putchar(c);
        return;
    }
    if (visible && c >= 128) {
        fputs("M-", stdout);
        c -= 128;
    }
    if ((visible || c == '\t') && (c < 32 || c == 127))
        printf("^%c", c ^ 64);
    else
        putchar(c);
}

static void begin_line(bool empty)
{
    if (number_full ? !empty : number)
        printf("%6lld\t", ++output.line);
}

static void put(unsigned char c)
{
    if (c == '\n' && !output.inside) {
        output.empty++;
        if (squeeze && output.empty > 1)
            return;
    }
    if (!output.inside)
        begin_line(c == '\n');
    if (output.returned)
        fputs(c == '\n' ? "^M" : "\r", stdout);
    output.returned = c == '\r' && ends && !visible;
    output.inside = c != '\n';
    if (output.returned)
        return;
    if (c != '\n') {
        output.empty = 0;
        put_byte(c);
    } else {
        fputs(ends ? "$\n" : "\n", stdout);
    }
}

static bool copy_changed(int fd, const char *name)
{
    ssize_t n;
    while ((n = read(fd, tool_block, sizeof tool_block)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            put((unsigned char)tool_block[i]);
        if (ferror(stdout))
            return false;
    }
    if (n < 0)
        tool_file_error(name);
    return true;
}

int main(int argc, char **argv)
{
    static char standard_input[] = "-";
    char *only_input[] = {standard_input, NULL};
    bool ok = true;
    tool_init("cat", usage);
    tool_parse(argc, argv, rows);
    visible = visible || all || visible_ends || visible_tabs;
    ends = ends || all || visible_ends;
    tabs = tabs || all || visible_tabs;
    bool plain = !number && !number_full && !squeeze && !ends && !tabs && !visible;
    for (char **name = optind < argc ? argv + optind : only_input; *name && ok; name++) {
        bool is_input = strcmp(*name, "-") == 0;
        int fd = is_input ? 0 : open(*name, O_RDONLY);
        if (fd < 0) {
            tool_file_error(*name);
            continue;
        }
        ok = plain ? copy_plain(fd, *name) : copy_changed(fd, *name);
        if (!is_input)
            close(fd);
    }
    if (output.returned)
        putchar('\r');
    return tool_finish();
}
