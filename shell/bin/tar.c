#include "input.h"
#include "options.h"
#include "tar_work.h"
#include "tool.h"
#include "when.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] =
    "usage: tar -c [-f ARCHIVE] [OPTION...] FILE...\n"
    "       tar -t|-x [-f ARCHIVE] [OPTION...] [MEMBER...]\n\n"
    "Make an archive of files, list one, or extract from it.\n\n"
    "  -f ARCHIVE  a file; - or none: standard input or output\n"
    "  -z  compressed with gzip (seen by itself when reading); -a  when ARCHIVE ends with .gz or "
    ".tgz\n"
    "  -C FOLDER   go there first            -v  names, and with -t all that is known\n"
    "  -T FILE     more names, one a line    --exclude=PATTERN, -X FILE  not these\n"
    "  -h  what links lead to                -O  extract to standard output\n"
    "  -k  replace nothing                   -m  no times    -p  permissions, which there are not\n"
    "  --strip-components=N  extract without the first N parts of names\n"
    "  --format=pax|gnu|ustar  --owner=NAME[:ID]  --group=NAME[:ID]  --mtime=WHEN  "
    "--numeric-owner\n\n"
    "Names that lead out of the folder are not extracted, nor is anything written through links "
    "that\n"
    "do. Extended headers (pax) are written where a member does not fit into a plain one "
    "(ustar).\n";

enum { EXCLUDE = TOOL_LONG_ONLY, STRIP, FORMAT, OWNER, GROUP, MTIME, NUMERIC, SORT };
static const struct option long_options[] = {{"create", no_argument, NULL, 'c'},
                                             {"list", no_argument, NULL, 't'},
                                             {"extract", no_argument, NULL, 'x'},
                                             {"get", no_argument, NULL, 'x'},
                                             {"file", required_argument, NULL, 'f'},
                                             {"gzip", no_argument, NULL, 'z'},
                                             {"auto-compress", no_argument, NULL, 'a'},
                                             {"directory", required_argument, NULL, 'C'},
                                             {"verbose", no_argument, NULL, 'v'},
                                             {"files-from", required_argument, NULL, 'T'},
                                             {"exclude", required_argument, NULL, EXCLUDE},
                                             {"exclude-from", required_argument, NULL, 'X'},
                                             {"dereference", no_argument, NULL, 'h'},
                                             {"to-stdout", no_argument, NULL, 'O'},
                                             {"keep-old-files", no_argument, NULL, 'k'},
                                             {"touch", no_argument, NULL, 'm'},
                                             {"preserve-permissions", no_argument, NULL, 'p'},
                                             {"strip-components", required_argument, NULL, STRIP},
                                             {"format", required_argument, NULL, FORMAT},
                                             {"owner", required_argument, NULL, OWNER},
                                             {"group", required_argument, NULL, GROUP},
                                             {"mtime", required_argument, NULL, MTIME},
                                             {"numeric-owner", no_argument, NULL, NUMERIC},
                                             {"sort", required_argument, NULL, SORT},
                                             TOOL_HELP_OPTION,
                                             {NULL, 0, NULL, 0}};
static const char letters[] = "-ctxf:zaC:vT:X:hOkmp";

static struct tar_options options = {.file = "-", .owner = {"root", 0}, .group = {"root", 0}};
static int mode; /* c, t or x */

static void add_operand(int kind, const char *text)
{
    options.operands =
        tool_resize(options.operands, (options.operand_count + 1) * sizeof *options.operands);
    options.operands[options.operand_count++] = (struct tar_operand){.kind = kind, .text = text};
}

static void exclude(char *pattern)
{
    options.excluded =
        tool_resize(options.excluded, (options.excluded_count + 1) * sizeof *options.excluded);
    options.excluded[options.excluded_count++] = pattern;
}

static void read_names(const char *file, bool excluded)
{
    struct line line = {0};
    FILE *stream = tool_open(file);
    if (!stream)
        exit(2);
    while (line_read(&line, stream, '\n')) {
        if (excluded)
            exclude(strdup(line.text));
        else if (line.length)
            add_operand(TAR_NAME, strdup(line.text));
    }
    tool_close(stream);
}

static void set_format(const char *name)
{
    static const struct {
        const char *name;
        enum tar_format format;
    } formats[] = {{"pax", TAR_PAX}, {"posix", TAR_PAX}, {"gnu", TAR_GNU}, {"ustar", TAR_USTAR}};
    for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
        if (strcmp(name, formats[i].name) == 0) {
            options.format = formats[i].format;
            return;
        }
    tool_misuse("--format: expected pax, gnu or ustar, found '%s'", name);
}

/* NAME[:ID] or ID. */
static void set_owner(struct tar_owner *owner, char *text, const char *what)
{
    char *colon = strchr(text, ':');
    bool number = isdigit((unsigned char)*text);
    owner->name = number ? "" : text;
    if (colon)
        *colon = '\0';
    if (colon || number)
        owner->id = tool_number(number ? text : colon + 1, 0, INT64_MAX, what);
}

static void set_time(const char *text)
{
    struct timespec when;
    clock_gettime(CLOCK_REALTIME, &when);
    if (!when_parse(text, when, &when))
        tool_misuse("--mtime: invalid date '%s'", text);
    options.has_time = true;
    options.time = when.tv_sec;
}

static void set_mode(int which)
{
    if (mode && mode != which)
        tool_misuse("expected one of -c, -t, -x, found two");
    mode = which;
}

static void use_long(int option)
{
    if (option == EXCLUDE)
        exclude(optarg);
    else if (option == STRIP)
        options.strip = tool_number(optarg, 0, INT32_MAX, "--strip-components");
    else if (option == FORMAT)
        set_format(optarg);
    else if (option == OWNER)
        set_owner(&options.owner, optarg, "--owner");
    else if (option == GROUP)
        set_owner(&options.group, optarg, "--group");
    else if (option == MTIME)
        set_time(optarg);
    else if (option == NUMERIC)
        options.numeric = true;
    else if (option != SORT) /* names are sorted anyway */
        tool_option(option);
}

static void use_option(int option)
{
    bool *flag = option == 'z'   ? &options.gzip
                 : option == 'a' ? &options.automatic
                 : option == 'v' ? &options.verbose
                 : option == 'h' ? &options.follow
                 : option == 'O' ? &options.to_output
                 : option == 'k' ? &options.keep_old
                 : option == 'm' ? &options.no_times
                                 : NULL;
    if (flag)
        *flag = true;
    else if (option == 'c' || option == 't' || option == 'x')
        set_mode(option);
    else if (option == 1)
        add_operand(TAR_NAME, optarg);
    else if (option == 'f')
        options.file = optarg;
    else if (option == 'C')
        add_operand(TAR_FOLDER, optarg);
    else if (option == 'T' || option == 'X')
        read_names(optarg, option == 'X');
    else if (option != 'p')
        use_long(option);
}

/* "tar xf FILE" becomes "tar -x -f FILE": the letters of the first argument, each with what it
 * takes. */
static char **spell_out(int *argc, char **argv)
{
    if (*argc < 2 || argv[1][0] == '-' || argv[1][0] == '\0')
        return argv;
    size_t count = strlen(argv[1]);
    char **result = tool_alloc(((size_t)*argc + count + 1) * sizeof *result);
    int out = 0, in = 2;
    result[out++] = argv[0];
    for (const char *letter = argv[1]; *letter; letter++) {
        const char *known = strchr(letters, *letter);
        char *option = tool_alloc(3);
        option[0] = '-';
        option[1] = *letter;
        result[out++] = option;
        if (known && known[1] == ':' && in < *argc)
            result[out++] = argv[in++];
    }
    while (in < *argc)
        result[out++] = argv[in++];
    *argc = out;
    return result;
}

int main(int argc, char **argv)
{
    tool_init("tar", usage);
    argv = spell_out(&argc, argv);
    for (int option; (option = getopt_long(argc, argv, letters, long_options, NULL)) != -1;)
        use_option(option);
    for (; optind < argc; optind++)
        add_operand(TAR_NAME, argv[optind]);
    if (!mode)
        tool_misuse("expected one of -c, -t, -x");
    if (mode == 'c' && !options.operand_count)
        tool_misuse("Cowardly refusing to create an empty archive");
    if (mode == 'c')
        tar_create(&options);
    else if (mode == 't')
        tar_list(&options);
    else
        tar_extract(&options);
    int status = tool_finish();
    if (status)
        tool_warning("Exiting with failure status due to previous errors");
    return status ? 2 : 0;
}
