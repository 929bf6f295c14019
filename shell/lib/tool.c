#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const char *tool_name = "", *tool_usage = "";
static int tool_exit_status;
char tool_block[TOOL_BLOCK];

const struct option tool_help_only[] = {TOOL_HELP_OPTION, {NULL, 0, NULL, 0}};

void tool_init(const char *name, const char *usage)
{
    tool_name = name;
    tool_usage = usage;
}

static void message(const char *format, va_list arguments)
{
    fflush(stdout);
    fprintf(stderr, "%s: ", tool_name);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
}

void tool_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments);
    va_end(arguments);
    tool_exit_status = 1;
}

void tool_warning(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments);
    va_end(arguments);
}

void tool_file_error(const char *file)
{
    tool_error("%s: %s", file, strerror(errno));
}

void tool_misuse(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    message(format, arguments);
    va_end(arguments);
    fprintf(stderr, "try '%s --help'\n", tool_name);
    exit(2);
}

void tool_option(int option)
{
    if (option == TOOL_HELP) {
        fputs(tool_usage, stdout);
        exit(tool_finish());
    }
    fprintf(stderr, "try '%s --help'\n", tool_name); /* getopt has said what is wrong */
    exit(2);
}

int tool_finish(void)
{
    if (fflush(stdout) != 0 || ferror(stdout)) {
        fprintf(stderr, "%s: cannot write: %s\n", tool_name, strerror(errno));
        return 1;
    }
    return tool_exit_status;
}

int tool_status(void)
{
    return tool_exit_status;
}

long long tool_number(const char *text, long long low, long long high, const char *what)
{
    char *end;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno || value < low || value > high)
        tool_misuse("%s: expected a number from %lld to %lld, found '%s'", what, low, high, text);
    return value;
}

FILE *tool_open(const char *name)
{
    if (strcmp(name, "-") == 0)
        return stdin;
    FILE *stream = fopen(name, "r");
    if (!stream)
        tool_file_error(name);
    return stream;
}

void tool_close(FILE *stream)
{
    if (stream == stdin)
        clearerr(stream);
    else
        fclose(stream);
}

void *tool_resize(void *ptr, size_t size)
{
    void *result = realloc(ptr, size ? size : 1);
    if (!result) {
        fprintf(stderr, "%s: out of memory (%zu bytes wanted)\n", tool_name, size);
        exit(1);
    }
    return result;
}

void *tool_alloc(size_t size)
{
    return memset(tool_resize(NULL, size), 0, size);
}

char *tool_join(const char *directory, const char *name)
{
    size_t length = strlen(directory);
    bool slash = length && directory[length - 1] == '/';
    char *path = tool_alloc(length + strlen(name) + 2);
    memcpy(path, directory, length);
    strcpy(path + length, slash ? "" : "/");
    return strcat(path, name);
}

char *tool_base_name(const char *path)
{
    size_t end = strlen(path);
    while (end > 1 && path[end - 1] == '/')
        end--;
    size_t start = end;
    while (start > 0 && path[start - 1] != '/')
        start--;
    if (start == 1 && end == 1)
        start = 0; /* the root has no other name */
    char *name = tool_alloc(end - start + 1);
    return memcpy(name, path + start, end - start);
}
