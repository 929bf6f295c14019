#include "processes.h"

#include "tool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

/* The whole text of proc://list; NULL after reporting. */
static char *read_list(void)
{
    static const char url[] = "proc://list";
    size_t length = 0, capacity = 4096;
    int64_t file = vb_scheme_open(0, VB_ADDRESS(url), sizeof url - 1, VB_OPEN_READ, VB_FOREVER);
    if (file < 0) {
        tool_error("cannot open %s (status %" PRId64 ")", url, file);
        return NULL;
    }
    char *text = tool_alloc(capacity);
    for (;;) {
        int64_t n = vb_scheme_read((uint64_t)file, VB_ADDRESS(text + length), capacity - length - 1,
                                   VB_FOREVER);
        if (n <= 0)
            break;
        length += (size_t)n;
        if (capacity - length < 512)
            text = tool_resize(text, capacity *= 2);
    }
    vb_scheme_close((uint64_t)file);
    text[length] = '\0';
    return text;
}

static bool parse(const char *line, struct process *out)
{
    int name = 0;
    if (sscanf(line, "%u %u %15s %u %llu %llu %u %llu %n", &out->pid, &out->parent, out->state,
               &out->priority, &out->reductions, &out->memory, &out->threads, &out->start,
               &name) != 8)
        return false;
    snprintf(out->name, sizeof out->name, "%s", line + name);
    return true;
}

struct process *processes_read(size_t *count)
{
    struct process *list = NULL;
    size_t room = 0;
    char *text = read_list();
    *count = 0;
    if (!text)
        return NULL;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        if (*count == room)
            list = tool_resize(list, (room = room * 2 + 64) * sizeof *list);
        *count += parse(line, &list[*count]);
    }
    free(text);
    return list ? list : tool_alloc(sizeof *list);
}

int64_t process_signal(unsigned pid, int number)
{
    char url[64], text[16];
    snprintf(url, sizeof url, "proc://%u/signal", pid);
    snprintf(text, sizeof text, "%d", number);
    int64_t file = vb_scheme_open(0, VB_ADDRESS(url), strlen(url), VB_OPEN_WRITE, VB_FOREVER);
    if (file < 0)
        return file;
    int64_t status = vb_scheme_write((uint64_t)file, VB_ADDRESS(text), strlen(text), VB_FOREVER);
    vb_scheme_close((uint64_t)file);
    return status;
}
