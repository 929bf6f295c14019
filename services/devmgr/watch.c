/* Who is told when devices appear. init keeps the pulses: they are all that cannot be found again.
 */
#include "devmgr.h"
#include <sdk/log.h>
#include <stdio.h>
#include <vibee/syscalls.h>

static const char *kept_name(uint32_t class)
{
    static char name[16];

    snprintf(name, sizeof name, "watch.%u", class);
    return name;
}

void watch_load(struct devmgr *devmgr)
{
    for (uint32_t class = 0; class < CLASSES; class ++) {
        devmgr->watchers[class] = sdk_kept(kept_name(class));
        if (devmgr->watchers[class] != 0)
            (void)vb_pulse_fire(devmgr->watchers[class], 1);
    }
}

int64_t watch_add(struct devmgr *devmgr, uint32_t class, struct sdk_received *received)
{
    struct vb_handle_info info;
    uint64_t pulse;

    if (class >= CLASSES || received->message.handle_count != 1 ||
        vb_handle_info(received->handles[0], VB_ADDRESS(&info)) < 0 || info.type != VB_OBJECT_PULSE)
        return VB_ERR_INVALID;
    pulse = received->handles[0];
    received->message.handle_count = 0;
    if (devmgr->watchers[class] != 0)
        (void)vb_handle_close(devmgr->watchers[class]);
    devmgr->watchers[class] = pulse;
    if (sdk_keep(kept_name(class), pulse) < 0)
        sdk_log(VB_LOG_WARNING, "devmgr: a watcher will not be told after a restart");
    return VB_OK;
}
