#include "tar_work.h"
#include "text.h"
#include "tool.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void tar_fatal(const char *format, ...)
{
    char text[1024];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    tool_error("%s", text);
    tool_error("Error is not recoverable: exiting now");
    exit(2);
}

void tar_go_to(const char *folder)
{
    if (chdir(folder) != 0)
        tar_fatal("%s: Cannot open: %s", folder, strerror(errno));
}

static bool excludes(const char *pattern, const char *name)
{
    for (const char *at = name; *at; at++)
        if ((at == name || at[-1] == '/') && *at != '/' &&
            fnmatch(pattern, at, FNM_LEADING_DIR) == 0)
            return true;
    return fnmatch(pattern, name, FNM_LEADING_DIR) == 0;
}

bool tar_excluded(const struct tar_options *options, const char *name)
{
    for (size_t i = 0; i < options->excluded_count; i++)
        if (excludes(options->excluded[i], name))
            return true;
    return false;
}

/* A prefix that was said; each once. */
struct said {
    struct said *next;
    const char *what;
    size_t size;
    char prefix[];
};

const char *tar_remove_prefix(const char *name, const char *what)
{
    static struct said *all;
    const char *safe = tar_safe_name(name);
    size_t size = strlen(name);
    if (safe >= name && safe <= name + size) /* else it is "." for a name of nothing else */
        size = (size_t)(safe - name);
    if (size == 0)
        return safe;
    for (struct said *said = all; said; said = said->next)
        if (said->what == what && said->size == size && memcmp(said->prefix, name, size) == 0)
            return safe;
    struct said *said = tool_alloc(sizeof *said + size);
    *said = (struct said){all, what, size};
    memcpy(said->prefix, name, size);
    all = said;
    tool_warning("Removing leading `%.*s' from %s", (int)size, name, what);
    return safe;
}

void tar_show_name(FILE *stream, const char *name)
{
    static const char escaped[] = "\a\b\f\n\r\t\v\\", letters[] = "abfnrtv\\";
    size_t length = strlen(name);
    while (length) {
        size_t size = text_character(name, length, NULL);
        const char *found = strchr(escaped, *name);
        unsigned char byte = (unsigned char)*name;
        if (found)
            fprintf(stream, "\\%c", letters[found - escaped]);
        else if (byte < ' ' || byte == 0x7f || (byte >= 0x80 && size == 1))
            fprintf(stream, "\\%03o", byte);
        else
            fwrite(name, 1, size, stream);
        name += size;
        length -= size;
    }
}
