/* The ways to switch off and to reset: the firmware's, and then by registers. */
#include "power.h"
#include "processor.h"
#include "x86_64.h"

#include <efi.h>
#include <string.h>

uint64_t firmware_call(uint64_t root, uint64_t function, uint64_t first, uint64_t second,
                       uint64_t third, uint64_t fourth);

void machine_debug_exit(int status)
{
    uint64_t port = option_number("debug-exit", 0);
    if (port != 0 && port <= UINT16_MAX) {
        out32((uint16_t)port, (uint32_t)status & 0x7f); /* QEMU ends with 2 * status + 1 */
    }
}

_Noreturn void machine_halt(void)
{
    for (;;) {
        __asm__ volatile("cli\n\thlt");
    }
}

/* Runtime services, in physical mode: the loader's tables have all memory at its address. */
static void ask_firmware(enum vb_system_action action)
{
    const EFI_RUNTIME_SERVICES *services = memory_in(boot.runtime_services, sizeof *services)
                                               ? physical_to_virtual(boot.runtime_services)
                                               : NULL;
    if (services) {
        firmware_call(boot.firmware_root, (uint64_t)services->ResetSystem,
                      action == VB_SYSTEM_RESET ? EfiResetCold : EfiResetShutdown, 0, 0, 0);
    }
}

void machine_stop(enum vb_system_action action)
{
    const char *how = option("power"), *what = action == VB_SYSTEM_RESET ? "reset" : "off";
    interrupts_off();
    if (!how || strcmp(how, "registers") != 0) {
        console_printf("power: %s by the firmware\n", what);
        serial_drain();
        ask_firmware(action);
    }
    console_printf("power: %s by registers\n", what);
    serial_drain();
    if (action == VB_SYSTEM_RESET) {
        power_reset_by_registers();
    } else {
        power_off_by_registers();
    }
}
