#include "compress.h"
#include "output.h"

#include "gzip.h"
#include "options.h"
#include "tool.h"
#include "walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FASTEST = 1, USUAL = 6, BEST = 9 };

static bool decompress, to_output, force, keep, list, no_name, quiet, recursive, test, verbose;
static bool levels[BEST + 1];
static const char *suffix = ".gz";
static const struct tool_row rows[] = {TOOL_FLAG('c', "stdout", to_output),
                                       TOOL_FLAG('d', "decompress", decompress),
                                       TOOL_FLAG('f', "force", force),
                                       TOOL_FLAG('k', "keep", keep),
                                       TOOL_FLAG('l', "list", list),
                                       TOOL_FLAG('n', "no-name", no_name),
                                       TOOL_FLAG('q', "quiet", quiet),
                                       TOOL_FLAG('r', "recursive", recursive),
                                       TOOL_FLAG('t', "test", test),
                                       TOOL_FLAG('v', "verbose", verbose),
                                       TOOL_TEXT('S', "suffix", suffix),
                                       TOOL_FLAG('1', "fast", levels[FASTEST]),
                                       TOOL_FLAG('2', NULL, levels[2]),
                                       TOOL_FLAG('3', NULL, levels[3]),
                                       TOOL_FLAG('4', NULL, levels[4]),
                                       TOOL_FLAG('5', NULL, levels[5]),
                                       TOOL_FLAG('6', NULL, levels[USUAL]),
                                       TOOL_FLAG('7', NULL, levels[7]),
                                       TOOL_FLAG('8', NULL, levels[8]),
                                       TOOL_FLAG('9', "best", levels[BEST]),
                                       {0}};

static bool warned;
static int level = USUAL;
static struct gzip_input *input;
static struct gzip_output *output;

/* One file on its way: descriptors, and the names in messages. */
struct job {
    int in, out;
    const char *name, *target;
    struct stat info;
};

/* Sizes of what was done: with and without compression, and of the header. */
struct sizes {
    unsigned long long packed, plain, head;
};

#define WARN(...)                                                                                  \
    do {                                                                                           \
        warned = true;                                                                             \
        if (!quiet)                                                                                \
            tool_warning(__VA_ARGS__);                                                             \
    } while (0)

static bool pack(const struct job *job, struct sizes *sizes)
{
    char *base = job->in == 0 || no_name ? NULL : tool_base_name(job->name);
    uint32_t time = base ? (uint32_t)job->info.st_mtime : 0;
    bool ok = gzip_output_open(output, job->out, level, base, time);
    ssize_t n = 0;
    if (!ok)
        errno = ENOMEM;
    while (ok && (n = read(job->in, tool_block, sizeof tool_block)) > 0)
        ok = gzip_output_write(output, tool_block, (size_t)n);
    ok = ok && n == 0 && gzip_output_close(output);
    if (!ok)
        tool_file_error(n < 0 ? job->name : job->target);
    *sizes = (struct sizes){output->out, output->in, 10 + (base ? strlen(base) + 1 : 0)};
    free(base);
    return ok;
}

/* What is no gzip file, as it is (-cdf). */
static bool copy(const struct job *job, size_t ready)
{
    ssize_t n = (ssize_t)ready;
    for (; n > 0; n = read(job->in, tool_block, sizeof tool_block))
        if (!write_all(job->out, tool_block, (size_t)n)) {
            tool_file_error(job->target);
            return false;
        }
    if (n < 0)
        tool_file_error(job->name);
    return n == 0;
}

static void say_problem(const char *name, const char *problem)
{
    fputc('\n', stderr);
    tool_error("%s: %s", name, problem);
}

/* job->out is -1: only look at it. */
static bool unpack(const struct job *job, struct sizes *sizes)
{
    size_t ready = 0;
    ssize_t n;
    do { /* two bytes at least, to see what it is */
        n = read(job->in, tool_block + ready, GZIP_BUFFER - ready);
        ready += n > 0 ? (size_t)n : 0;
    } while (n > 0 && ready < 2);
    if (force && to_output && ready && !gzip_magic((unsigned char *)tool_block, ready))
        return copy(job, ready);
    if (n < 0 || !gzip_input_open(input, job->in, tool_block, ready)) {
        tool_file_error(job->name);
        return false;
    }
    while ((n = gzip_input_read(input, tool_block, sizeof tool_block)) > 0)
        if (job->out >= 0 && !write_all(job->out, tool_block, (size_t)n)) {
            tool_file_error(job->target);
            break;
        }
    if (n < 0 && input->problem)
        say_problem(job->name, input->problem);
    else if (n < 0)
        tool_file_error(job->name);
    *sizes = (struct sizes){input->in, input->out, input->header};
    if (n == 0 && input->trailing && !quiet)
        fputc('\n', stderr);
    if (n == 0 && input->trailing)
        WARN("%s: decompression OK, trailing garbage ignored", job->name);
    gzip_input_close(input);
    return n == 0;
}

static double ratio(const struct sizes *sizes)
{
    unsigned long long packed = sizes->packed - sizes->head - GZIP_TRAILER;
    return sizes->plain ? 100.0 * ((double)sizes->plain - (double)packed) / (double)sizes->plain
                        : 0;
}

static void show_sizes(const struct sizes *sizes, const char *name)
{
    printf("%19llu %19llu %5.1f%% %s\n", sizes->packed, sizes->plain, ratio(sizes), name);
}

static struct sizes total;
static unsigned listed;

/* The name without its suffix, which the caller frees; NULL when it has none. */
static char *plain_name(const char *name)
{
    const char *const known[][2] = {{suffix, ""}, {".gz", ""}, {"-gz", ""},      {".z", ""},
                                    {"-z", ""},   {"_z", ""},  {".tgz", ".tar"}, {".taz", ".tar"}};
    size_t length = strlen(name);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t end = strlen(known[i][0]);
        if (!end || length <= end || strcmp(name + length - end, known[i][0]) != 0 ||
            name[length - end - 1] == '/')
            continue;
        char *plain = tool_alloc(length + strlen(known[i][1]) + 1);
        memcpy(plain, name, length - end);
        return strcat(plain, known[i][1]);
    }
    return NULL;
}

static void list_file(const struct job *job)
{
    struct sizes sizes = {0};
    if (!listed++ && !quiet)
        puts("         compressed        uncompressed  ratio uncompressed_name");
    if (!unpack(job, &sizes))
        return;
    char *plain = plain_name(job->name);
    show_sizes(&sizes, job->in == 0 ? "stdout" : plain ? plain : job->name);
    free(plain);
    total.packed += sizes.packed;
    total.plain += sizes.plain;
    total.head = sizes.head;
}

static bool work(struct job *job, struct sizes *sizes)
{
    return decompress ? unpack(job, sizes) : pack(job, sizes);
}

/* To standard output, or nowhere. */
static void stream_file(struct job *job)
{
    struct sizes sizes = {0};
    job->out = test || list ? -1 : STDOUT_FILENO;
    job->target = "stdout";
    if (list) {
        list_file(job);
        return;
    }
    bool ok = work(job, &sizes);
    if (ok && verbose && test)
        fprintf(stderr, "%s:\t OK\n", job->name);
    else if (ok && verbose)
        fprintf(stderr, "%s:\t%5.1f%%\n", job->name, ratio(&sizes));
}

static bool may_overwrite(const char *name)
{
    struct stat info;
    if (force || lstat(name, &info) != 0)
        return true;
    if (isatty(STDIN_FILENO)) {
        char answer[16] = "";
        fprintf(stderr, "%s already exists; overwrite (y or n)? ", name);
        if (fgets(answer, sizeof answer, stdin) && (*answer == 'y' || *answer == 'Y'))
            return true;
        WARN("%s: not overwritten", name);
    } else {
        WARN("%s already exists;\tnot overwritten", name);
    }
    return false;
}

static void replace_file(struct job *job, char *target)
{
    struct sizes sizes = {0};
    if (!may_overwrite(target))
        return;
    unlink(target);
    job->target = target;
    job->out = open(target, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (job->out < 0) {
        tool_file_error(target);
        return;
    }
    bool ok = work(job, &sizes);
    if (close(job->out) != 0 && ok) {
        tool_file_error(target);
        ok = false;
    }
    const struct timespec times[2] = {job->info.st_atim, job->info.st_mtim};
    if (ok)
        utimensat(AT_FDCWD, target, times, 0);
    if (!ok || (!keep && unlink(job->name) != 0)) {
        if (ok)
            tool_file_error(job->name);
        else
            unlink(target);
        return;
    }
    if (verbose)
        fprintf(stderr, "%s:\t%5.1f%% -- %s %s\n", job->name, ratio(&sizes),
                keep ? "created" : "replaced with", target);
}

static bool has_suffix(const char *name)
{
    size_t length = strlen(name), end = strlen(suffix);
    return length > end && strcmp(name + length - end, suffix) == 0;
}

static char *target_of(const char *name)
{
    if (decompress) {
        char *plain = plain_name(name);
        if (!plain)
            WARN("%s: unknown suffix -- ignored", name);
        return plain;
    }
    if (has_suffix(name)) {
        if (!quiet)
            tool_warning("%s already has %s suffix -- unchanged", name, suffix);
        return NULL;
    }
    char *target = tool_alloc(strlen(name) + strlen(suffix) + 1);
    return strcat(strcpy(target, name), suffix);
}

static void use_file(const char *name)
{
    struct job job = {.name = name, .in = open(name, O_RDONLY)};
    if (job.in < 0 || fstat(job.in, &job.info) != 0) {
        tool_file_error(name);
    } else if (S_ISDIR(job.info.st_mode)) {
        WARN("%s is a directory -- ignored", name);
    } else if (to_output || test || list) {
        stream_file(&job);
    } else {
        char *target = target_of(name);
        if (target)
            replace_file(&job, target);
        free(target);
    }
    if (job.in >= 0)
        close(job.in);
}

static bool visit(const struct walk_entry *entry, void *context)
{
    (void)context;
    if (S_ISREG(entry->info.st_mode) && (decompress || !has_suffix(entry->path)))
        use_file(entry->path);
    return true;
}

static void use_operand(const char *name)
{
    struct stat info;
    char *longer = NULL;
    if (strcmp(name, "-") == 0) {
        stream_file(&(struct job){.name = "stdin"});
        return;
    }
    if (decompress && stat(name, &info) != 0 && errno == ENOENT && !has_suffix(name)) {
        longer = tool_alloc(strlen(name) + strlen(suffix) + 1);
        name = strcat(strcpy(longer, name), suffix);
    }
    if (recursive && stat(name, &info) == 0 && S_ISDIR(info.st_mode))
        walk(name, 0, visit, NULL);
    else
        use_file(name);
    free(longer);
}

int compress_main(int argc, char **argv, bool as_gunzip, bool as_zcat)
{
    decompress = as_gunzip;
    to_output = as_zcat;
    tool_parse(argc, argv, rows);
    decompress = decompress || list || test;
    input = tool_alloc(sizeof *input);
    output = tool_alloc(sizeof *output);
    for (int i = FASTEST; i <= BEST; i++)
        level = levels[i] ? i : level;
    bool streams = optind == argc || to_output;
    if (!decompress && !force && streams && isatty(STDOUT_FILENO))
        tool_misuse("compressed data is not written to a terminal (-f: nevertheless)");
    if (optind == argc)
        use_operand("-");
    for (; optind < argc; optind++)
        use_operand(argv[optind]);
    if (listed > 1 && !quiet)
        show_sizes(&total, "(totals)");
    int status = tool_finish();
    return status ? status : warned ? 2 : 0;
}
