/* The jobs of a terminal: see foreground.h. */
#include "foreground.h"
#include <vibee/syscalls.h>

int64_t foreground_check(const struct foreground *foreground, uint64_t reply, uint32_t signal)
{
    if (foreground->job == 0 || foreground->session == 0 ||
        vb_reply_signal(reply, foreground->job, 0) != VB_ERR_NOT_FOUND)
        return VB_OK;
    switch (vb_reply_signal(reply, foreground->session, signal)) {
    case VB_SIGNAL_DEFAULT:
        return VB_ERR_STOPPED;
    case VB_SIGNAL_HANDLED:
        return VB_ERR_INTERRUPTED;
    case VB_SIGNAL_IGNORED:
        return signal == VB_SIGTTIN ? VB_ERR_IO : VB_OK;
    default: /* of no session, or gone */
        return VB_OK;
    }
}

/* One that may be signalled. */
static int is_job(uint64_t handle)
{
    struct vb_handle_info info;

    return vb_handle_info(handle, VB_ADDRESS(&info)) == VB_OK && info.type == VB_OBJECT_JOB &&
           (info.rights & VB_RIGHT_SIGNAL) != 0;
}

int64_t foreground_refused(const struct foreground *foreground, const struct sdk_received *received)
{
    uint32_t count = received->message.handle_count;

    if (count < 1 || count > 2 || !is_job(received->handles[0]) ||
        (count == 2 && !is_job(received->handles[1])))
        return VB_ERR_INVALID;
    /* Those of the session cannot leave it. */
    if (count == 2 && foreground->session != 0 &&
        vb_reply_signal(received->message.reply, foreground->session, 0) >= 0)
        return VB_ERR_ACCESS;
    return foreground_check(foreground, received->message.reply, VB_SIGTTOU);
}

void foreground_signal(const struct foreground *foreground, uint32_t signal)
{
    if (foreground->job != 0)
        (void)vb_kill(foreground->job, signal);
}
