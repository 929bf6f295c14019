#include "uefi.h"

_Noreturn void hal_stop(enum vb_system_action action, int status)
{
    watchdog_stop();
    serial_drain();
    handler_times_print();
    screen_use(true);
    if (action == VB_SYSTEM_POWER_OFF) {
        machine_debug_exit(status);
    }
    machine_stop(action);
    console_printf("vibee: stopped with status %d. It is safe to switch the machine off.\n",
                   status);
    machine_halt();
}
