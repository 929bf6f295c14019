#include "tool.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static const char usage[] =
    "usage: tail [-fFqv] [-n [+]LINES | -c [+]BYTES] [-s SECONDS] [FILE...]\n\n"
    "Write the last part (10 lines) of each file.\n\n"
    "  -n LINES   so many lines (also -LINES); +LINES: from that line on\n"
    "  -c BYTES   so many bytes; +BYTES: from that byte on\n"
    "  -f         go on with what is added\n"
    "  -F         likewise, and with another file that gets the name; wait for one\n"
    "  -s SECONDS  look so often (1)\n"
    "  -q         no names above several files    -v  names, always\n";

struct part {
    long long count;
    bool bytes, from_start;
};

static void parse_count(struct part *part, const char *text, bool bytes)
{
    part->bytes = bytes;
    part->from_start = *text == '+';
    part->count = tool_number(text + part->from_start, 0, LLONG_MAX, bytes ? "-c" : "-n");
}

static void copy_from(FILE *stream, const struct part *part)
{
    int c;
    for (long long skip = part->count - 1; skip > 0 && (c = getc(stream)) != EOF;)
        skip -= part->bytes || c == '\n';
    while ((c = getc(stream)) != EOF && putchar(c) != EOF)
        ;
}

/* Keep what may be the end in a buffer that is cut now and then. */
static void copy_end(FILE *stream, const struct part *part)
{
    char *data = NULL, chunk[8192];
    size_t length = 0, capacity = 0, n;
    long long units = 0;
    while ((n = fread(chunk, 1, sizeof chunk, stream)) > 0) {
        if (length + n > capacity) {
            capacity = (length + n) * 2;
            data = tool_resize(data, capacity);
        }
        memcpy(data + length, chunk, n);
        length += n;
        for (size_t i = 0; i < n; i++)
            units += part->bytes || chunk[i] == '\n';
        size_t cut = 0;
        while (units > part->count + 1 && cut < length) /* + 1: a last line may have no newline */
            units -= part->bytes || data[cut++] == '\n';
        if (part->bytes)
            cut = length > (unsigned long long)part->count ? length - (size_t)part->count : 0;
        memmove(data, data + cut, length - cut);
        length -= cut;
        if (part->bytes)
            units = (long long)length;
    }
    size_t start = length;
    long long wanted = part->count;
    if (!part->bytes && start > 0 && wanted > 0) {
        start--; /* the newline that ends the last line does not count */
        while (start > 0 && (data[start - 1] != '\n' || --wanted > 0))
            start--;
    } else if (part->bytes) {
        start = 0;
    }
    if (length > start)
        fwrite(data + start, 1, length - start, stdout);
    free(data);
}

static bool follow, by_name;

/* A file that is followed. */
struct followed {
    const char *name;
    FILE *stream; /* NULL: there is none now */
    struct stat info;
};
static struct followed *files;
static int file_count;
static const struct followed *shown; /* whose output was the last */

static void show_title(const struct followed *file, bool titles)
{
    if (titles && file != shown)
        printf("%s==> %s <==\n", shown ? "\n" : "",
               strcmp(file->name, "-") == 0 ? "standard input" : file->name);
    shown = file;
}

/* The name may be another file's now, or nobody's. */
static void look_at_name(struct followed *file)
{
    struct stat info;
    if (stat(file->name, &info) != 0) {
        if (file->stream) {
            tool_warning("'%s' has become inaccessible: %s", file->name, strerror(errno));
            fclose(file->stream);
            file->stream = NULL;
        }
        return;
    }
    if (file->stream && info.st_ino == file->info.st_ino && info.st_dev == file->info.st_dev)
        return;
    FILE *stream = fopen(file->name, "r");
    if (!stream)
        return;
    tool_warning(file->stream ? "'%s' has been replaced;  following new file"
                              : "'%s' has appeared;  following new file",
                 file->name);
    if (file->stream)
        fclose(file->stream);
    file->stream = stream;
    file->info = info;
}

static void look_at_size(struct followed *file)
{
    struct stat info;
    if (fstat(fileno(file->stream), &info) != 0 || !S_ISREG(info.st_mode) ||
        info.st_size >= ftello(file->stream))
        return;
    tool_warning("%s: file truncated", file->name);
    rewind(file->stream);
}

static void show_more(struct followed *file, bool titles)
{
    size_t n;
    look_at_size(file);
    clearerr(file->stream);
    while ((n = fread(tool_block, 1, sizeof tool_block, file->stream)) > 0) {
        show_title(file, titles);
        fwrite(tool_block, 1, n, stdout);
    }
}

static bool any_left(void)
{
    for (int i = 0; i < file_count; i++)
        if (files[i].stream || by_name)
            return true;
    return false;
}

/* Until the output is broken. A pipe ends. */
static void follow_files(bool titles, double seconds)
{
    struct timespec pause = {.tv_sec = (time_t)seconds,
                             .tv_nsec = (long)((seconds - (double)(time_t)seconds) * 1e9)};
    while (any_left() && fflush(stdout) == 0) {
        nanosleep(&pause, NULL);
        for (int i = 0; i < file_count; i++) {
            if (by_name)
                look_at_name(&files[i]);
            if (files[i].stream)
                show_more(&files[i], titles);
        }
    }
}

static void show_end(struct followed *file, const struct part *part, bool titles)
{
    if (!file->stream)
        return;
    show_title(file, titles);
    if (part->from_start)
        copy_from(file->stream, part);
    else
        copy_end(file->stream, part);
    if (ferror(file->stream))
        tool_file_error(file->name);
    bool kept = follow && !ferror(file->stream) && fstat(fileno(file->stream), &file->info) == 0 &&
                S_ISREG(file->info.st_mode);
    if (!kept) {
        tool_close(file->stream);
        file->stream = NULL;
    }
}

static const struct option long_options[] = {{"lines", required_argument, NULL, 'n'},
                                             {"bytes", required_argument, NULL, 'c'},
                                             {"follow", no_argument, NULL, 'f'},
                                             {"quiet", no_argument, NULL, 'q'},
                                             {"verbose", no_argument, NULL, 'v'},
                                             {"sleep-interval", required_argument, NULL, 's'},
                                             TOOL_HELP_OPTION,
                                             {NULL, 0, NULL, 0}};

static double seconds_of(const char *text)
{
    char *end;
    double seconds = strtod(text, &end);
    if (end == text || *end || !(seconds >= 0 && seconds < 1e9))
        tool_misuse("-s: expected seconds, found '%s'", text);
    return seconds;
}

int main(int argc, char **argv)
{
    struct part part = {10, false, false};
    double seconds = 1;
    int title = 0;
    static char standard_input[] = "-";
    tool_init("tail", usage);
    if (argc > 1 && argv[1][0] == '-' && argv[1][1] >= '0' && argv[1][1] <= '9') {
        parse_count(&part, argv[1] + 1, false);
        optind = 2;
    }
    for (int o; (o = getopt_long(argc, argv, "n:c:fFqs:v", long_options, NULL)) != -1;) {
        if (o == 'n' || o == 'c')
            parse_count(&part, optarg, o == 'c');
        else if (o == 'f' || o == 'F')
            follow = true;
        else if (o == 'q' || o == 'v')
            title = o;
        else if (o == 's')
            seconds = seconds_of(optarg);
        else
            tool_option(o);
        by_name = by_name || o == 'F';
    }
    char **names = argv + optind, *only_input[] = {standard_input};
    file_count = argc - optind;
    if (!file_count) {
        names = only_input;
        file_count = 1;
    }
    bool titles = title ? title == 'v' : file_count > 1;
    files = tool_alloc((size_t)file_count * sizeof *files);
    for (int i = 0; i < file_count; i++) {
        files[i].name = names[i];
        files[i].stream = tool_open(names[i]);
        show_end(&files[i], &part, titles);
    }
    if (follow)
        follow_files(titles, seconds);
    return tool_finish();
}
