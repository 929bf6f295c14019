#include "kernel.h"

#include "tool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

char *kernel_text(const char *url)
{
    size_t length = 0, room = 4096;
    int64_t file = vb_scheme_open(0, VB_ADDRESS(url), strlen(url), VB_OPEN_READ, VB_FOREVER), n;
    if (file < 0) {
        tool_error("cannot open %s (status %" PRId64 ")", url, file);
        return NULL;
    }
    char *text = tool_alloc(room);
    while ((n = vb_scheme_read((uint64_t)file, VB_ADDRESS(text + length), room - length - 1,
                               VB_FOREVER)) > 0) {
        length += (size_t)n;
        if (room - length < 512)
            text = tool_resize(text, room *= 2);
    }
    vb_scheme_close((uint64_t)file);
    text[length] = '\0';
    return text;
}

unsigned long long kernel_value(const char *text, const char *key)
{
    size_t length = strlen(key);
    for (const char *line = text; line && *line; line = strchr(line, '\n')) {
        line += *line == '\n';
        if (strncmp(line, key, length) == 0 && line[length] == ':')
            return strtoull(line + length + 1, NULL, 10);
    }
    return 0;
}
