/*
 * devmgr's clients: which devices there are, the way to their drivers, and who is told when one
 * appears (spec/devmgr.vibee). `devmgr` is a sender: the scheme `devices`, or what a driver is
 * started with. A devmgr that dies is asked again; a negative vb_status is answered,
 * VB_ERR_TIMED_OUT after `patience` nanoseconds (0: for ever).
 */
#ifndef SDK_DEVICES_H
#define SDK_DEVICES_H

#include <stdint.h>
#include <vibee/devmgr.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Describe device number `index` of a class (enum vb_devmgr_class, 0: of all). */
int64_t sdk_device_list(uint64_t devmgr, uint32_t class_, uint32_t index, uint64_t patience,
                        struct vb_devmgr_entry *entry);
/* The same, and a sender to its driver, which is the caller's to close. VB_ERR_NOT_SUPPORTED: the
 * device has none. */
int64_t sdk_device_open(uint64_t devmgr, uint32_t class_, uint32_t index, uint64_t patience,
                        struct vb_devmgr_entry *entry, uint64_t *driver);
/* Have `receiver` get a pulse with this code when a device of the class appears. */
int64_t sdk_device_watch(uint64_t devmgr, uint32_t class_, uint64_t patience, uint64_t receiver,
                         uint64_t code);

#ifdef __cplusplus
}
#endif

#endif
