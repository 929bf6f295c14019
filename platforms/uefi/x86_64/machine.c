/* The processor's part of the start: from the loader's world into ours. */
#include "processor.h"
#include "x86_64.h"

struct boot_info boot;

void serial_start(void);
_Noreturn void machine_start(const struct boot_info *info);

_Noreturn void machine_start(const struct boot_info *info)
{
    serial_start();
    boot = *info;
    if (boot.magic != BOOT_INFO_MAGIC) {
        hal_panic("the loader and the kernel are of different builds");
    }
    write_cr4((read_cr4() & ~(1ull << 23)) | 3u << 9); /* SSE on; shadow stacks off */
    segments_start();
    paging_start(&boot);
    screen_start();
    console_printf("vibee " VIBEE_VERSION " (UEFI, x86-64)\n");
    clock_start(&boot);
    io_apic_start();
    apic_start();
    dma_start();
    random_start();
    handler_times_start();
    interrupts_on();
    system_start();
}
