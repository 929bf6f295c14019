/* What an open description answers. */
#include "pty.h"
#include <string.h>

static struct vb_file_stat stat_of(const struct description *description)
{
    return (struct vb_file_stat){.type = VB_TYPE_CHARACTER,
                                 .flags = VB_STAT_TERMINAL,
                                 .inode = description->end + UINT64_C(1),
                                 .links = 1};
}

static void transfer(struct description *description, uint64_t reply, bool writes,
                     const struct vb_file_request *request)
{
    if (request->offset != VB_FILE_CURRENT)
        sdk_reply(reply, VB_ERR_NOT_SEEKABLE);
    else
        waiting_start(description, writes, reply, request->size);
}

static int64_t set_flags(struct description *description, uint32_t flags)
{
    uint32_t before = description->flags;

    description->flags = flags & VB_OPEN_NONBLOCK;
    return before;
}

/* ---- the terminal: at either end ---- */

static void terminal_get(const struct pair *pair, uint64_t reply)
{
    struct vb_terminal terminal = {
        .modes = pair->line.modes, .columns = pair->columns, .rows = pair->rows};

    sdk_reply_data(reply, VB_OK, &terminal, sizeof terminal);
}

static bool take_terminal(const struct sdk_received *received, struct vb_terminal *terminal)
{
    if (received->message.data_size < sizeof(struct vb_file_request) + sizeof *terminal)
        return false;
    memcpy(terminal, received->data + sizeof(struct vb_file_request), sizeof *terminal);
    return true;
}

static int64_t set_modes(const struct description *description, const struct sdk_received *received)
{
    struct pair *pair = description->pair;
    struct vb_terminal terminal;
    int64_t refused = VB_OK;

    if (!take_terminal(received, &terminal))
        return VB_ERR_PROTOCOL;
    if (description->end == END_SLAVE)
        refused = foreground_check(&pair->foreground, received->message.reply, VB_SIGTTOU);
    if (refused < 0)
        return refused;
    line_set_modes(&pair->line, terminal.modes);
    pair_run(pair);
    return VB_OK;
}

static int64_t set_size(const struct description *description, const struct sdk_received *received)
{
    struct pair *pair = description->pair;
    struct vb_terminal terminal;

    if (description->end != END_MASTER)
        return VB_ERR_ACCESS;
    if (!take_terminal(received, &terminal))
        return VB_ERR_PROTOCOL;
    if (terminal.columns == pair->columns && terminal.rows == pair->rows)
        return VB_OK;
    pair->columns = terminal.columns;
    pair->rows = terminal.rows;
    foreground_signal(&pair->foreground, VB_SIGWINCH);
    return VB_OK;
}

static void replace_job(uint64_t *place, uint64_t job)
{
    if (*place != 0)
        (void)vb_handle_close(*place);
    *place = job;
}

static int64_t take_jobs(struct pair *pair, struct sdk_received *received)
{
    int64_t refused = foreground_refused(&pair->foreground, received);

    if (refused < 0)
        return refused;
    replace_job(&pair->foreground.job, received->handles[0]);
    if (received->message.handle_count == 2)
        replace_job(&pair->foreground.session, received->handles[1]);
    received->message.handle_count = 0;
    waiting_check(pair);
    return VB_OK;
}

static void serve_terminal(struct description *description, struct sdk_received *received)
{
    uint64_t reply = received->message.reply;

    if (!description->pair->master)
        sdk_reply(reply, VB_ERR_IO);
    else if (received->message.id == VB_FILE_TERMINAL_GET)
        terminal_get(description->pair, reply);
    else if (received->message.id == VB_FILE_TERMINAL_SET)
        sdk_reply(reply, set_modes(description, received));
    else if (received->message.id == VB_FILE_TERMINAL_SIZE)
        sdk_reply(reply, set_size(description, received));
    else
        sdk_reply(reply, take_jobs(description->pair, received));
}

void serve_description(struct description *description, struct sdk_received *received,
                       const struct vb_file_request *request)
{
    uint64_t reply = received->message.reply;
    struct vb_file_stat stat;

    switch (received->message.id) {
    case VB_FILE_READ:
    case VB_FILE_WRITE:
        transfer(description, reply, received->message.id == VB_FILE_WRITE, request);
        break;
    case VB_FILE_STAT:
        stat = stat_of(description);
        sdk_reply_data(reply, VB_OK, &stat, sizeof stat);
        break;
    case VB_FILE_SEEK:
        sdk_reply(reply, VB_ERR_NOT_SEEKABLE);
        break;
    case VB_FILE_SYNC: /* what was written can be read from the master */
        sdk_reply(reply, VB_OK);
        break;
    case VB_FILE_SET_FLAGS:
        sdk_reply(reply, set_flags(description, request->flags));
        break;
    case VB_FILE_ARM:
        sdk_reply(reply, armed_add(&description->pair->armed[description->end], received, request,
                                   ready_bits(description->pair, description->end)));
        break;
    case VB_FILE_DISARM:
        armed_disarm(&description->pair->armed[description->end], description->badge,
                     request->argument);
        sdk_reply(reply, VB_OK);
        break;
    case VB_FILE_TERMINAL_GET:
    case VB_FILE_TERMINAL_SET:
    case VB_FILE_TERMINAL_SIZE:
    case VB_FILE_FOREGROUND:
        serve_terminal(description, received);
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}
