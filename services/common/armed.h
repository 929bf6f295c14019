/*
 * Pulses that the clients of a stream left with its server (VB_FILE_ARM): each is fired once, when
 * what it waits for is ready, and forgotten then, at a disarm, or with its description.
 *
 * A list holds those of one end, whose readiness is the same for all descriptions.
 */
#ifndef SERVICES_ARMED_H
#define SERVICES_ARMED_H

#include <sdk/channel.h>
#include <vibee/file.h>

enum { ARMED_MAX = 256 }; /* pulses of one description, which cost the service memory */

struct armed;

/* The answer to an arm that was received, with the ready bits of its end: those that it asked for;
 * 0, and its pulse is kept; or VB_ERR_INVALID, VB_ERR_LIMIT, VB_ERR_NO_MEMORY. */
int64_t armed_add(struct armed **list, struct sdk_received *received,
                  const struct vb_file_request *request, uint32_t ready);
/* Those of a description whose arm had this argument. */
void armed_disarm(struct armed **list, uint64_t badge, uint32_t owner);
/* All of a description. */
void armed_drop(struct armed **list, uint64_t badge);
/* The end has these ready bits now. */
void armed_fire(struct armed **list, uint32_t ready);

#endif
