/*
 * What drivers of real devices hold: regions (registers, ports, tables), interrupts and DMA. Each
 * is made from a handle to the machine, the device of kind VB_DEVICE_MACHINE, and charged to the
 * task that makes it. Each is one opening at the platform: with the last handle it is closed there,
 * so a driver that dies leaves no register open, no line unmasked and no device that reaches
 * memory.
 *
 * Such handles move but are never duplicated: a device has one driver.
 */
#ifndef KERNEL_DRIVERS_HARDWARE_H
#define KERNEL_DRIVERS_HARDWARE_H

#include <hal/hardware.h>
#include <object.h>

struct handle;
struct kernel;
struct task;

#define REGION_RIGHTS_ALL    (VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_WRITE)
#define INTERRUPT_RIGHTS_ALL (VB_RIGHT_TRANSFER | VB_RIGHT_MANAGE)
#define DMA_RIGHTS_ALL       (VB_RIGHT_TRANSFER | VB_RIGHT_MANAGE)
#define INTERRUPT_BIT        1u /* of an interrupt's pulse */

/* Does the device handle name the machine? */
bool hardware_machine(const struct handle *device);
/* Place a handle to an object just made, whose one reference is the caller's and goes. The slot has
 * been reserved. */
int64_t hardware_place(struct task *task, struct object *object, uint32_t rights);

/* A record of the line has come; its time, 0: unknown. False: it is nobody's interrupt. */
bool interrupt_came(struct kernel *kernel, uint32_t line, uint64_t time);

#endif
