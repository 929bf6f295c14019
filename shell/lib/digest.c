#include "digest.h"

#include "input.h"
#include "options.h"
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const struct digest *digest;
static bool binary, text_mode, check, tagged, zero, quiet, silent, strict, warn, ignore_missing;
static const struct tool_row rows[] = {
    TOOL_FLAG('b', "binary", binary),
    TOOL_FLAG('t', "text", text_mode),
    TOOL_FLAG('c', "check", check),
    TOOL_FLAG('z', "zero", zero),
    TOOL_FLAG('w', "warn", warn),
    TOOL_FLAG(TOOL_LONG_ONLY, "tag", tagged),
    TOOL_FLAG(TOOL_LONG_ONLY + 1, "quiet", quiet),
    TOOL_FLAG(TOOL_LONG_ONLY + 2, "status", silent),
    TOOL_FLAG(TOOL_LONG_ONLY + 3, "strict", strict),
    TOOL_FLAG(TOOL_LONG_ONLY + 4, "ignore-missing", ignore_missing),
    {0}};

/* What was wrong with the lines of a list. */
struct findings {
    unsigned long long proper, malformed, unread, different, equal;
};

/* The checksum as hexadecimal digits; false after reporting. */
static bool sum(FILE *stream, const char *name, char *out)
{
    unsigned char checksum[DIGEST_MAX];
    size_t n;
    digest->begin();
    while ((n = fread(tool_block, 1, sizeof tool_block, stream)) > 0)
        digest->add((const unsigned char *)tool_block, n);
    digest->end(checksum);
    for (size_t i = 0; i < digest->size; i++)
        snprintf(out + 2 * i, 3, "%02x", checksum[i]);
    if (ferror(stream))
        tool_file_error(name);
    return !ferror(stream);
}

/* With \n, \r and \\ for what would end or change a line. */
static void write_name(const char *name, bool escape)
{
    for (; *name; name++) {
        if (escape && *name == '\n')
            fputs("\\n", stdout);
        else if (escape && *name == '\r')
            fputs("\\r", stdout);
        else if (escape && *name == '\\')
            fputs("\\\\", stdout);
        else
            putchar(*name);
    }
}

static void write_line(const char *name, const char *hex)
{
    bool escape = !zero && strpbrk(name, "\n\r\\");
    if (escape)
        putchar('\\');
    if (tagged)
        printf("%s (", digest->tag);
    else
        printf("%s %c", hex, binary ? '*' : ' ');
    write_name(name, escape);
    if (tagged)
        printf(") = %s", hex);
    putchar(zero ? '\0' : '\n');
}

static void write_sum(FILE *stream, const char *name)
{
    char hex[2 * DIGEST_MAX + 1];
    clearerr(stream);
    if (sum(stream, name, hex))
        write_line(name, hex);
    clearerr(stream); /* reported already */
}

static bool is_checksum(const char *at)
{
    for (size_t i = 0; i < 2 * digest->size; i++)
        if (!isxdigit((unsigned char)at[i]))
            return false;
    return true;
}

static bool unescape(char *name)
{
    char *out = name;
    for (; *name; name++) {
        if (*name != '\\') {
            *out++ = *name;
            continue;
        }
        name++;
        if (*name != 'n' && *name != 'r' && *name != '\\')
            return false;
        *out++ = *name == 'n' ? '\n' : *name == 'r' ? '\r' : '\\';
    }
    *out = '\0';
    return true;
}

/* Takes a line apart: "CHECKSUM  NAME" or "TAG (NAME) = CHECKSUM", both with a \ in front when the
 * name is escaped. */
static bool parse_line(char *line, char **hex, char **name)
{
    size_t digits = 2 * digest->size, length = strlen(digest->tag);
    while (*line == ' ' || *line == '\t')
        line++;
    bool escaped = *line == '\\';
    line += escaped;
    if (strncmp(line, digest->tag, length) == 0 && strncmp(line + length, " (", 2) == 0) {
        *name = line + length + 2;
        char *end = strrchr(*name, ')');
        if (!end || strncmp(end, ") = ", 4) != 0)
            return false;
        *end = '\0';
        *hex = end + 4;
        return is_checksum(*hex) && !(*hex)[digits] && (!escaped || unescape(*name));
    }
    *hex = line;
    if (!is_checksum(line) || line[digits] != ' ')
        return false;
    line[digits] = '\0';
    *name = line + digits + 1;
    if (**name == ' ' || **name == '*')
        ++*name;
    return **name && (!escaped || unescape(*name));
}

static void say(const char *name, const char *what)
{
    bool escape = strchr(name, '\n') != NULL;
    if (silent)
        return;
    if (escape)
        putchar('\\');
    write_name(name, escape);
    printf(": %s\n", what);
}

static void check_file(const char *name, const char *hex, struct findings *found)
{
    char computed[2 * DIGEST_MAX + 1];
    FILE *stream = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    if (!stream && ignore_missing)
        return;
    if (!stream)
        tool_file_error(name);
    if (!stream || !sum(stream, name, computed)) {
        found->unread++;
        say(name, "FAILED open or read");
    } else if (strcasecmp(computed, hex) == 0) {
        found->equal++;
        if (!quiet)
            say(name, "OK");
    } else {
        found->different++;
        say(name, "FAILED");
    }
    if (stream)
        tool_close(stream);
}

static void warn_of(unsigned long long count, const char *one, const char *many)
{
    if (count && !silent)
        tool_warning("WARNING: %llu %s", count, count == 1 ? one : many);
}

static void conclude(const char *list, const struct findings *found)
{
    if (!found->proper) {
        tool_warning("%s: no properly formatted checksum lines found", list);
        return;
    }
    warn_of(found->malformed, "line is improperly formatted", "lines are improperly formatted");
    warn_of(found->unread, "listed file could not be read", "listed files could not be read");
    warn_of(found->different, "computed checksum did NOT match",
            "computed checksums did NOT match");
    if (ignore_missing && !found->equal && !silent)
        tool_warning("%s: no file was verified", list);
}

static bool failed;

static void check_list(FILE *stream, const char *list)
{
    struct findings found = {0};
    struct line line = {0};
    const char *shown = stream == stdin ? "standard input" : list;
    for (unsigned long long number = 1; line_read(&line, stream, '\n'); number++) {
        char *hex, *name;
        if (line.length && line.text[line.length - 1] == '\r')
            line.text[line.length - 1] = '\0';
        if (line.text[0] == '#')
            continue;
        if (parse_line(line.text, &hex, &name)) {
            found.proper++;
            check_file(name, hex, &found);
        } else {
            found.malformed++;
            if (warn)
                tool_warning("%s: %llu: improperly formatted %s checksum line", shown, number,
                             digest->tag);
        }
    }
    line_free(&line);
    conclude(shown, &found);
    if (!found.proper || found.unread || found.different || (strict && found.malformed) ||
        (ignore_missing && !found.equal))
        failed = true;
}

int digest_main(int argc, char **argv, const struct digest *which)
{
    digest = which;
    tool_parse(argc, argv, rows);
    if (check && tagged)
        tool_misuse("--tag: has no meaning when checksums are checked");
    if (!check && (quiet || silent || strict || warn || ignore_missing))
        tool_misuse("--quiet, --status, --strict, --warn, --ignore-missing: expected --check");
    if (text_mode)
        binary = false;
    input_each(argc - optind, argv + optind, check ? check_list : write_sum);
    return tool_finish() || failed;
}
