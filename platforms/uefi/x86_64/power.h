/* Switching off and resetting by the registers that ACPI names (ACPI 6.5, 4.8.3). Both return when
 * that did not help. */
#ifndef UEFI_X86_64_POWER_H
#define UEFI_X86_64_POWER_H

void power_off_by_registers(void);
void power_reset_by_registers(void);

#endif
