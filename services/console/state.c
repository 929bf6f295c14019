/* What is kept by init, signals to the foreground job, and lists of those who wait. */
#include "console.h"
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/init.h>

static const char kept_state[] = "state", kept_job[] = "foreground", kept_session[] = "session",
                  kept_input[] = "input";

/* What an earlier incarnation kept under a name, or a new object of this size. */
static int64_t kept_memory(const char *name, size_t size, bool *old)
{
    uint64_t memory = sdk_kept(name);
    int64_t status;

    *old = memory != 0;
    if (memory != 0)
        return (int64_t)memory;
    status = vb_memory_alloc(size);
    if (status < 0)
        return status;
    memory = (uint64_t)status;
    status = sdk_keep(name, memory);
    if (status < 0)
        sdk_log(VB_LOG_WARNING, "console: %s will not survive a restart: %s", name,
                sdk_status_text(status));
    return (int64_t)memory;
}

static int64_t load_input(struct console *console)
{
    const size_t size = sizeof console->input;
    bool old;
    int64_t memory = kept_memory(kept_input, size + LINE_QUEUE_SIZE, &old);

    if (memory < 0)
        return memory;
    console->input_memory = (uint64_t)memory;
    if (old) {
        (void)vb_memory_read((uint64_t)memory, 0, VB_ADDRESS(&console->input), size);
        (void)vb_memory_read((uint64_t)memory, size, VB_ADDRESS(console->line.queue),
                             LINE_QUEUE_SIZE);
    }
    if (console->input.head - console->input.tail <= LINE_QUEUE_SIZE) {
        console->line.head = console->input.head;
        console->line.tail = console->input.tail;
    }
    return VB_OK;
}

int64_t state_load(struct console *console)
{
    bool old;
    int64_t memory = kept_memory(kept_state, sizeof console->kept, &old);

    if (memory < 0)
        return memory;
    console->memory = (uint64_t)memory;
    console->kept.modes =
        VB_TERMINAL_CANONICAL | VB_TERMINAL_ECHO | VB_TERMINAL_SIGNALS | VB_TERMINAL_OUTPUT_CRLF;
    if (old)
        (void)vb_memory_read(console->memory, 0, VB_ADDRESS(&console->kept), sizeof console->kept);
    console->foreground =
        (struct foreground){.job = sdk_kept(kept_job), .session = sdk_kept(kept_session)};
    state_save(console);
    return load_input(console);
}

uint64_t state_taken_from(const struct console *console, const char *name)
{
    int i;

    for (i = 0; i < TERMINALS_MAX; i++)
        if (strcmp(console->input.sources[i].name, name) == 0)
            return console->input.sources[i].taken;
    return 0;
}

/* A terminal that is not there now keeps its place as long as nobody else needs it. */
static void note_source(struct console *console, const struct terminal *terminal)
{
    int i, place = (int)(terminal - console->terminals);

    for (i = 0; i < TERMINALS_MAX; i++)
        if (strcmp(console->input.sources[i].name, terminal->name) == 0)
            place = i;
    memcpy(console->input.sources[place].name, terminal->name, sizeof terminal->name);
    console->input.sources[place].taken = terminal->taken;
}

void state_input_taken(struct console *console)
{
    uint32_t i;

    for (i = 0; i < console->terminal_count; i++)
        note_source(console, &console->terminals[i]);
    console->input.head = console->line.head;
    console->input.tail = console->line.tail;
    (void)vb_memory_write(console->input_memory, 0, VB_ADDRESS(&console->input),
                          sizeof console->input);
}

/* First the bytes, then the counts that make them part of the queue. */
void state_input_came(struct console *console, uint64_t head_before)
{
    uint64_t at, part, position = head_before;

    while (position < console->line.head) {
        at = position % LINE_QUEUE_SIZE;
        part = LINE_QUEUE_SIZE - at < console->line.head - position ? LINE_QUEUE_SIZE - at
                                                                    : console->line.head - position;
        (void)vb_memory_write(console->input_memory, sizeof console->input + at,
                              VB_ADDRESS(console->line.queue + at), part);
        position += part;
    }
    state_input_taken(console);
}

void state_save(struct console *console)
{
    int64_t count =
        vb_memory_write(console->memory, 0, VB_ADDRESS(&console->kept), sizeof console->kept);

    if (count < 0)
        sdk_log(VB_LOG_WARNING, "console: state: %s", sdk_status_text(count));
}

static void set_job(const char *name, uint64_t *place, uint64_t job)
{
    if (*place != 0)
        (void)vb_handle_close(*place);
    *place = job;
    (void)sdk_keep(name, job);
}

void state_set_jobs(struct console *console, uint64_t job, uint64_t session)
{
    set_job(kept_job, &console->foreground.job, job);
    if (session != 0)
        set_job(kept_session, &console->foreground.session, session);
}

void state_stop_system(struct console *console, uint32_t status)
{
    enum { PATIENCE_NS = 1000000000 };
    struct vb_file_request request = {.flags = VB_SYSTEM_POWER_OFF, .argument = status};
    /* Not for ever: init may be asking this service something at the same time. */
    struct sdk_call call = {.id = VB_INIT_SHUTDOWN,
                            .data = &request,
                            .data_size = sizeof request,
                            .deadline = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PATIENCE_NS};
    uint64_t init = sdk_start_named("init");
    int64_t result = init != 0 ? sdk_call(init, &call) : VB_ERR_NOT_FOUND;

    (void)console;
    if (result < 0)
        sdk_log(VB_LOG_WARNING, "console: init does not stop the system: %s",
                sdk_status_text(result));
}

/* The slot of a badge whose way of waiting was changed after it was opened; or a free one. */
static uint64_t *changed(const struct console *console, uint64_t badge)
{
    const size_t count = sizeof console->nonblock / sizeof console->nonblock[0];
    uint64_t *free_slot = NULL, *slots = (uint64_t *)console->nonblock;
    size_t i;

    for (i = 0; i < count; i++) {
        if (slots[i] == badge)
            return &slots[i];
        if (slots[i] == 0)
            free_slot = &slots[i];
    }
    return free_slot;
}

bool state_waits(const struct console *console, uint64_t badge)
{
    const uint64_t *slot = changed(console, badge);
    bool opened_nonblock = (badge & BADGE_NONBLOCK) != 0;

    return slot != NULL && *slot == badge ? opened_nonblock : !opened_nonblock;
}

int64_t state_set_nonblock(struct console *console, uint64_t badge, uint32_t flags)
{
    int64_t before = state_waits(console, badge) ? 0 : VB_OPEN_NONBLOCK;
    uint64_t *slot = changed(console, badge);
    bool opened = (badge & BADGE_NONBLOCK) != 0;
    bool differs = ((flags & VB_OPEN_NONBLOCK) != 0) != opened;

    if (slot == NULL)
        return differs ? VB_ERR_LIMIT : before;
    *slot = differs ? badge : 0;
    return before;
}

int64_t waiting_add(struct waiting **list, const struct waiting *entry)
{
    struct waiting *copy = malloc(sizeof *copy);

    if (copy == NULL)
        return VB_ERR_NO_MEMORY;
    *copy = *entry;
    copy->next = NULL;
    while (*list != NULL)
        list = &(*list)->next;
    *list = copy;
    return VB_OK;
}

void waiting_drop(struct waiting **list, uint64_t badge)
{
    struct waiting *entry;

    while ((entry = *list) != NULL) {
        if (entry->badge != badge) {
            list = &entry->next;
            continue;
        }
        *list = entry->next;
        (void)vb_handle_close(entry->handle);
        free(entry);
    }
}
