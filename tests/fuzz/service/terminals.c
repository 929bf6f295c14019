#include "terminals.h"
#include <stdio.h>
#include <string.h>
#include <vibee/device.h>
#include <vibee/devmgr.h>
#include <vibee/driver.h>
#include <vibee/file.h>

enum { TERMINALS = 6, INPUT_ROOM = 1 << 16, PLENTY = 1 << 30 };

static struct terminal {
    struct fake_object *watch; /* the client's pulse */
    size_t size;               /* of the input */
    uint64_t start;            /* its position */
    bool ended, undrained;
    int64_t end;        /* what a read says then */
    uint64_t room;      /* for output, in bytes */
    uint32_t events;    /* 1 << vb_console_event for each that waits */
    uint32_t dead;      /* so many calls are not answered */
    bool hangs;         /* those never, rather than with its death */
    int64_t answers[8]; /* by operation: what it says, 0: what is so */
    struct vb_terminal_info info;
    uint8_t input[INPUT_ROOM];
} terminals[TERMINALS];
static uint32_t there;
static struct fake_object *watcher; /* of devmgr: the pulse of new terminals */

static void replace(struct fake_object **at, struct fake_object *by)
{
    if (*at != NULL)
        fake_release(*at);
    *at = by;
}

static void tell(const struct terminal *terminal, uint32_t bits)
{
    if (terminal->watch != NULL)
        fake_fire(terminal->watch->badge, bits);
}

static void add(void)
{
    const uint32_t all =
        VB_CONSOLE_INPUT_TERMINAL | VB_CONSOLE_OUTPUT_TERMINAL | VB_CONSOLE_ERROR_TERMINAL;

    if (there == TERMINALS)
        return;
    memset(&terminals[there], 0, offsetof(struct terminal, input));
    terminals[there].room = PLENTY;
    terminals[there].start = 1000;
    terminals[there++].info = (struct vb_terminal_info){.flags = all, .columns = 80, .rows = 24};
    if (watcher != NULL)
        fake_fire(watcher->badge, 1);
}

void terminals_over(void)
{
    replace(&watcher, NULL);
    while (there > 0)
        replace(&terminals[--there].watch, NULL);
}

void terminals_begin(void)
{
    terminals_over();
    peers_background(VB_ERR_NOT_FOUND);
    add();
}

void terminals_recover(void)
{
    for (uint32_t i = 0; i < there; i++) {
        terminals[i].dead = 0;
        terminals[i].room = PLENTY;
        terminals[i].undrained = false;
        memset(terminals[i].answers, 0, sizeof terminals[i].answers);
        tell(&terminals[i], VB_DRIVER_ALL);
    }
}

/* ---- calls ---- */

static void take_handle(const struct vb_message *request, struct fake_object **to)
{
    if (request->handle_count != 1)
        fake_wrong("expected one handle with request %lld, found %u", (long long)request->id,
                   request->handle_count);
    replace(to, fake_move(*(const uint64_t *)(uintptr_t)request->handles));
}

static void answer_with(struct vb_message *answer, const void *data, size_t size)
{
    if (size > answer->data_size)
        fake_wrong("no room for an answer");
    memcpy((void *)(uintptr_t)answer->data, data, size);
    answer->data_size = (uint32_t)size;
}

static void describe(uint32_t index, bool opens, struct vb_message *answer)
{
    struct vb_devmgr_entry entry = {.class = VB_DEVMGR_TERMINAL};
    struct fake_object *driver;

    snprintf(entry.name, sizeof entry.name, "terminal@%u", index);
    answer_with(answer, &entry, sizeof entry);
    if (!opens)
        return;
    driver = fake_object(VB_OBJECT_SENDER);
    strcpy(driver->name, "driver");
    driver->number = index;
    *(uint64_t *)(uintptr_t)answer->handles = fake_handle(driver);
}

static int64_t devmgr(const struct vb_message *request, const struct vb_file_request *fields,
                      struct vb_message *answer)
{
    bool opens = request->id == VB_DEVMGR_OPEN;

    answer->id = fields->argument < there ? VB_OK : VB_ERR_NOT_FOUND;
    if (request->id == VB_DEVMGR_WATCH) {
        take_handle(request, &watcher);
        answer->id = VB_OK;
        answer->data_size = answer->handle_count = 0;
        return VB_OK;
    }
    if (answer->id < 0) {
        answer->data_size = answer->handle_count = 0;
        return VB_OK;
    }
    answer->handle_count = opens;
    describe(fields->argument, opens, answer);
    return VB_OK;
}

/* What was shown stays until the reader says that it has it. */
static int64_t serve_read(struct terminal *terminal, const struct vb_file_request *fields,
                          const struct vb_window *window, struct vb_message *answer)
{
    uint64_t had = fields->offset - terminal->start;
    size_t size;

    if (had > 0 && had <= terminal->size) {
        terminal->size -= had;
        terminal->start += had;
        memmove(terminal->input, terminal->input + had, terminal->size);
    }
    size = terminal->size < window->size ? terminal->size : window->size;
    if (size == 0)
        return terminal->ended ? terminal->end : VB_ERR_AGAIN;
    memcpy((void *)(uintptr_t)window->address, terminal->input, size);
    answer_with(answer, &terminal->start, sizeof terminal->start);
    return (int64_t)size;
}

static int64_t serve_write(struct terminal *terminal, const struct vb_file_request *fields,
                           const struct vb_window *window)
{
    volatile uint8_t sum = 0;

    if (fields->size != window->size || fields->size > VB_TERMINAL_WRITE_MAX)
        fake_wrong("a write of %llu bytes", (unsigned long long)fields->size);
    for (uint64_t i = 0; i < window->size; i++)
        sum = (uint8_t)(sum + ((const uint8_t *)(uintptr_t)window->address)[i]);
    if (fields->flags == 2 ? terminal->info.error < 0 : terminal->info.output < 0)
        return fields->flags == 2 ? terminal->info.error : terminal->info.output;
    if ((fields->argument & VB_TERMINAL_URGENT) != 0)
        return (int64_t)fields->size;
    if (fields->size > terminal->room)
        return VB_ERR_AGAIN;
    terminal->room -= terminal->room == PLENTY ? 0 : fields->size;
    return (int64_t)fields->size;
}

static int64_t next_event(struct terminal *terminal)
{
    int64_t event = 0;

    if (terminal->events == 0)
        return VB_ERR_AGAIN;
    while ((terminal->events >> event & 1) == 0)
        event++;
    terminal->events &= ~(UINT32_C(1) << event);
    return event;
}

static int64_t serve(struct terminal *terminal, const struct vb_message *request,
                     const struct vb_file_request *fields, struct vb_message *answer)
{
    const struct vb_window *window = (const struct vb_window *)(uintptr_t)request->windows;

    if (request->id > 0 && request->id < 8 && terminal->answers[request->id] != 0)
        return terminal->answers[request->id];
    switch (request->id) {
    case VB_TERMINAL_READ:
        return serve_read(terminal, fields, window, answer);
    case VB_TERMINAL_WRITE:
        return serve_write(terminal, fields, window);
    case VB_TERMINAL_EVENT:
        return next_event(terminal);
    case VB_TERMINAL_WATCH:
        take_handle(request, &terminal->watch);
        return VB_OK;
    case VB_TERMINAL_SYNC:
        return terminal->undrained ? VB_ERR_AGAIN : VB_OK;
    case VB_TERMINAL_INFO:
        answer_with(answer, &terminal->info, sizeof terminal->info);
        return VB_OK;
    default:
        fake_wrong("a driver gets request %lld", (long long)request->id);
    }
}

int64_t terminals_called(struct fake_object *peer, const struct vb_message *request,
                         struct vb_message *answer)
{
    struct vb_file_request fields;
    struct terminal *terminal = &terminals[peer->number];

    memcpy(&fields, (const void *)(uintptr_t)request->data, sizeof fields);
    if (strcmp(peer->name, "devices") == 0)
        return devmgr(request, &fields, answer);
    if (strcmp(peer->name, "driver") != 0)
        fake_wrong("a call to %s", peer->name);
    if (terminal->dead > 0) {
        terminal->dead--;
        fake_clock += terminal->hangs ? UINT64_C(10000000000) : 0;
        return terminal->hangs ? VB_ERR_TIMED_OUT : VB_ERR_SERVER_DIED;
    }
    answer->handle_count = 0;
    answer->id = serve(terminal, request, &fields, answer);
    if ((request->id != VB_TERMINAL_INFO && request->id != VB_TERMINAL_READ) || answer->id < 0 ||
        (request->id == VB_TERMINAL_READ && answer->id == 0))
        answer->data_size = 0;
    return VB_OK;
}

/* ---- what happens ---- */

static void typed(struct terminal *terminal, const uint8_t *bytes, size_t size)
{
    if (size > INPUT_ROOM - terminal->size)
        size = INPUT_ROOM - terminal->size;
    if (size > 0)
        memcpy(terminal->input + terminal->size, bytes, size);
    terminal->size += size;
    tell(terminal, VB_DRIVER_INPUT);
}

static void paste(struct terminal *terminal, uint32_t size, uint8_t with)
{
    static uint8_t bytes[INPUT_ROOM];

    memset(bytes, with, sizeof bytes);
    typed(terminal, bytes, size % 1500);
}

static void fail(struct terminal *terminal)
{
    uint8_t choice = fake_byte();

    *(choice & 1 ? &terminal->info.error : &terminal->info.output) =
        choice & 2 ? VB_OK : VB_ERR_PIPE;
    tell(terminal, VB_DRIVER_CHANGED);
}

void terminals_happen(void)
{
    uint8_t choice = fake_byte();
    struct terminal *terminal = &terminals[(choice >> 4) % there];
    size_t size = 32;
    const uint8_t *bytes;

    switch (choice & 0xf) {
    case 0:
    case 1:
    case 2:
        size = fake_byte() % size;
        bytes = fake_bytes(&size);
        typed(terminal, bytes, size);
        break;
    case 3:
        terminal->room = fake_number();
        terminal->undrained = true;
        break;
    case 4:
        terminal->room = PLENTY;
        tell(terminal, VB_DRIVER_ROOM);
        break;
    case 5:
        terminal->events |= UINT32_C(1) << (fake_byte() & 7);
        tell(terminal, VB_DRIVER_EVENT);
        break;
    case 6:
        terminal->info.columns = fake_number();
        terminal->info.rows = fake_number();
        tell(terminal, VB_DRIVER_CHANGED);
        break;
    case 7:
        terminal->undrained = false;
        tell(terminal, VB_DRIVER_DRAINED);
        break;
    case 8:
        terminal->dead = fake_byte() % 48;
        terminal->hangs = (terminal->dead & 1) != 0;
        break;
    case 9:
        tell(terminal, VB_DRIVER_ALL);
        break;
    case 10:
        add();
        break;
    case 11:
        terminal->info.flags = fake_byte() & 0xf;
        tell(terminal, VB_DRIVER_CHANGED);
        break;
    case 12:
        fail(terminal);
        break;
    case 13:
        terminal->ended = true;
        terminal->end = fake_byte() & 1 ? VB_ERR_IO : 0;
        tell(terminal, VB_DRIVER_INPUT);
        break;
    case 14:
        paste(terminal, fake_number(), fake_byte());
        break;
    default:
        tell(terminal, fake_number() % (VB_DRIVER_ALL + 1) | VB_DRIVER_CHANGED);
    }
}

void terminals_told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes,
                    size_t size)
{
    struct terminal *terminal = &terminals[0];

    switch ((enum fake_told)what) {
    case FAKE_TYPED:
        typed(terminal, bytes, size);
        break;
    case FAKE_ENDED:
        terminal->ended = true;
        terminal->end = (int64_t)other;
        tell(terminal, VB_DRIVER_INPUT);
        break;
    case FAKE_ROOM:
        terminal->room = number;
        break;
    case FAKE_DRAINED:
        terminal->undrained = number == 0;
        break;
    case FAKE_ANSWERS:
        terminal->answers[number % 8] = (int64_t)other;
        break;
    case FAKE_RESIZED:
        terminal->info.columns = (uint32_t)number;
        terminal->info.rows = (uint32_t)other;
        tell(terminal, VB_DRIVER_CHANGED);
        break;
    case FAKE_BACKGROUND:
        peers_background((int64_t)number);
        break;
    case FAKE_PLAIN:
        terminal->info.flags =
            number == 2 ? terminal->info.flags | VB_CONSOLE_INPUT_LINES : (uint32_t)0;
        tell(terminal, VB_DRIVER_CHANGED);
        break;
    default:
        fake_wrong("a terminal does not know happening %u", what);
    }
}
