#include "options.h"
#include "tool.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <sdk/posix.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: stty [-F FILE] [-a | -g | SETTING...]\n\n"
    "Show or change the modes of the terminal that is standard input.\n\n"
    "  -F FILE  of this terminal instead\n"
    "  -a       show all modes\n"
    "  -g       show them as a SETTING that brings them back\n\n"
    "Modes; with - in front they are switched off:\n"
    "  icanon  lines are edited while they are typed, else every key is input at once\n"
    "  echo    what is typed is shown\n"
    "  isig    Ctrl-C, Ctrl-\\ and Ctrl-Z send signals\n"
    "  onlcr   a newline goes to the beginning of the next line, too (also opost)\n"
    "Other settings:\n"
    "  size    write rows and columns\n"
    "  sane    all four; raw: all off but echo; cooked or -raw: all on but echo\n"
    "  cbreak  -icanon; -cbreak: icanon\n";

static bool all, saved;
static const char *file;
static const struct tool_row rows[] = {
    TOOL_FLAG('a', "all", all), TOOL_FLAG('g', "save", saved), TOOL_TEXT('F', "file", file), {0}};

enum {
    ALL = VB_TERMINAL_CANONICAL | VB_TERMINAL_ECHO | VB_TERMINAL_SIGNALS | VB_TERMINAL_OUTPUT_CRLF,
    NOT_ECHO = ALL & ~VB_TERMINAL_ECHO,
};

/* What a setting switches on and off. */
static const struct setting {
    const char *name;
    uint32_t on, off;
} settings[] = {
    {"icanon", VB_TERMINAL_CANONICAL, 0},
    {"echo", VB_TERMINAL_ECHO, 0},
    {"isig", VB_TERMINAL_SIGNALS, 0},
    {"onlcr", VB_TERMINAL_OUTPUT_CRLF, 0},
    {"opost", VB_TERMINAL_OUTPUT_CRLF, 0},
    {"-icanon", 0, VB_TERMINAL_CANONICAL},
    {"-echo", 0, VB_TERMINAL_ECHO},
    {"-isig", 0, VB_TERMINAL_SIGNALS},
    {"-onlcr", 0, VB_TERMINAL_OUTPUT_CRLF},
    {"-opost", 0, VB_TERMINAL_OUTPUT_CRLF},
    {"sane", ALL, 0},
    {"raw", 0, NOT_ECHO},
    {"-raw", NOT_ECHO, 0},
    {"cooked", NOT_ECHO, 0},
    {"-cooked", 0, NOT_ECHO},
    {"cbreak", 0, VB_TERMINAL_CANONICAL},
    {"-cbreak", VB_TERMINAL_CANONICAL, 0},
};
enum { SETTINGS = sizeof settings / sizeof settings[0], SHOWN = 4 };

static void show(const struct vb_terminal *terminal, bool every)
{
    const char *between = "";
    printf("rows %u; columns %u;\n", (unsigned)terminal->rows, (unsigned)terminal->columns);
    for (int i = 0; i < SHOWN; i++) {
        bool on = terminal->modes & settings[i].on;
        if (on && !every)
            continue; /* as usual */
        printf("%s%s%s", between, on ? "" : "-", settings[i].name);
        between = " ";
    }
    fputs(*between ? "\n" : "", stdout);
}

/* As -g writes it. */
static bool saved_modes(const char *text, uint32_t *modes)
{
    char *end;
    unsigned long value = strtoul(text, &end, 16);
    if (strncmp(text, "modes:", 6) == 0)
        value = strtoul(text + 6, &end, 16);
    else
        return false;
    *modes = (uint32_t)value;
    return end != text + 6 && !*end && !(value & ~(unsigned long)ALL);
}

static uint32_t change(const char *text, uint32_t modes)
{
    for (int i = 0; i < SETTINGS; i++)
        if (strcmp(settings[i].name, text) == 0)
            return (modes | settings[i].on) & ~settings[i].off;
    if (!saved_modes(text, &modes))
        tool_misuse("expected a setting, found '%s'", text);
    return modes;
}

static int terminal_fd(void)
{
    int fd = file ? open(file, O_RDONLY) : 0;
    if (fd < 0) {
        tool_file_error(file);
        exit(1);
    }
    return fd;
}

/* Settings such as -echo look like options, and go behind them. */
static char **take_settings(int *argc, char **argv)
{
    char **taken = tool_alloc((size_t)(*argc + 1) * sizeof *taken);
    int to = 1, count = 0;
    for (int i = 1; i < *argc; i++) {
        bool option =
            argv[i][0] == '-' && (argv[i][1] == '-' || strlen(argv[i]) < 3 || argv[i][1] == 'F');
        if (option) {
            argv[to++] = argv[i];
            if (strcmp(argv[i], "-F") == 0 && i + 1 < *argc)
                argv[to++] = argv[++i];
        } else {
            taken[count++] = argv[i];
        }
    }
    *argc = to;
    argv[to] = NULL;
    return taken;
}

int main(int argc, char **argv)
{
    struct vb_terminal terminal;
    tool_init("stty", usage);
    char **wanted = take_settings(&argc, argv);
    tool_parse(argc, argv, rows);
    int fd = terminal_fd();
    if (sdk_terminal_get(fd, &terminal) != 0) {
        tool_file_error(file ? file : "standard input");
        return 1;
    }
    if (saved)
        printf("modes:%x\n", (unsigned)terminal.modes);
    else if (all || !*wanted)
        show(&terminal, all);
    uint32_t modes = terminal.modes;
    for (; *wanted; wanted++) {
        if (strcmp(*wanted, "size") == 0)
            printf("%u %u\n", (unsigned)terminal.rows, (unsigned)terminal.columns);
        else
            modes = change(*wanted, modes);
    }
    if (modes != terminal.modes && sdk_terminal_set(fd, modes) != 0)
        tool_file_error(file ? file : "standard input");
    return tool_finish();
}
