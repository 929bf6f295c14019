/* An init that traps when it is asked to: for tests/system/restart.py, never in a boot image. */
#include "../../../services/init/init.h"

enum { TRAP = 0x7e57 };

void __real_protocol_serve(struct init *init, struct sdk_received *received);
void __wrap_protocol_serve(struct init *init, struct sdk_received *received);

void __wrap_protocol_serve(struct init *init, struct sdk_received *received)
{
    if (received->message.kind == VB_MESSAGE_CALL && received->message.id == TRAP)
        __builtin_trap();
    __real_protocol_serve(init, received);
}
