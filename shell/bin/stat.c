#include "options.h"
#include "text.h"
#include "tool.h"
#include "walk.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: stat [-L] [-c FORMAT | --printf=FORMAT] FILE...\n\n"
    "Tell what is known about files.\n\n"
    "  -c FORMAT  %n name, %N with a link's target, %s size, %F kind, %h links, %i inode,\n"
    "             %d device, %X %Y %Z times of access, contents, inode; %x %y %z readable\n"
    "  --printf=FORMAT  the same with escapes and without a newline\n"
    "  -L         what a link leads to\n";

static bool follow;
static const char *format, *escaped;
static const struct tool_row rows[] = {TOOL_FLAG('L', "dereference", follow),
                                       TOOL_TEXT('c', "format", format),
                                       TOOL_TEXT(TOOL_LONG_ONLY, "printf", escaped),
                                       {0}};

static const char *kind_of(const struct stat *info)
{
    switch (walk_type(info)) {
    case 'd':
        return "directory";
    case 'l':
        return "symbolic link";
    case 'c':
        return "character special file";
    case 'b':
        return "block special file";
    case 'p':
        return "fifo";
    case 's':
        return "socket";
    default:
        return info->st_size ? "regular file" : "regular empty file";
    }
}

static void show_time(const struct timespec *time)
{
    char text[64];
    strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", gmtime(&time->tv_sec));
    printf("%s.%09ld +0000", text, time->tv_nsec);
}

static void show_quoted(const char *name, const struct stat *info)
{
    char target[PATH_MAX];
    printf("'%s'", name);
    if (!S_ISLNK(info->st_mode))
        return;
    ssize_t length = readlink(name, target, sizeof target - 1);
    target[length > 0 ? length : 0] = '\0';
    printf(" -> '%s'", target);
}

static void show_field(char field, const char *name, const struct stat *info)
{
    switch (field) {
    case 'n':
        fputs(name, stdout);
        break;
    case 'N':
        show_quoted(name, info);
        break;
    case 's':
        printf("%lld", (long long)info->st_size);
        break;
    case 'F':
        fputs(kind_of(info), stdout);
        break;
    case 'h':
        printf("%llu", (unsigned long long)info->st_nlink);
        break;
    case 'i':
        printf("%llu", (unsigned long long)info->st_ino);
        break;
    case 'd':
        printf("%llu", (unsigned long long)info->st_dev);
        break;
    case 'X':
    case 'Y':
    case 'Z':
        printf("%lld", (long long)(field == 'X'   ? info->st_atim.tv_sec
                                   : field == 'Y' ? info->st_mtim.tv_sec
                                                  : info->st_ctim.tv_sec));
        break;
    case 'x':
    case 'y':
    case 'z':
        show_time(field == 'x' ? &info->st_atim : field == 'y' ? &info->st_mtim : &info->st_ctim);
        break;
    case '%':
        putchar('%');
        break;
    default:
        putchar('?'); /* as GNU's, for what is not known: owners and permissions, for instance */
    }
}

static void show(const char *text, const char *name, const struct stat *info)
{
    for (const char *at = text; *at;) {
        if (*at == '%' && at[1]) {
            show_field(at[1], name, info);
            at += 2;
        } else if (*at == '\\' && escaped) {
            at++;
            putchar(text_escape(&at));
        } else {
            putchar(*at++);
        }
    }
    if (!escaped)
        putchar('\n');
}

int main(int argc, char **argv)
{
    static const char all[] = "  File: %N\n  Size: %s  %F\nDevice: %d  Inode: %i  Links: %h\n"
                              "Access: %x\nModify: %y\nChange: %z";
    struct stat info;
    tool_init("stat", usage);
    tool_parse(argc, argv, rows);
    if (optind == argc)
        tool_misuse("expected a file");
    for (; optind < argc; optind++) {
        if ((follow ? stat : lstat)(argv[optind], &info) != 0)
            tool_file_error(argv[optind]);
        else
            show(escaped ? escaped : format ? format : all, argv[optind], &info);
    }
    return tool_finish();
}
