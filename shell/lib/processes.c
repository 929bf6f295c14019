#include "processes.h"

#include "kernel.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

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
    char *text = kernel_text("proc://list");
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
