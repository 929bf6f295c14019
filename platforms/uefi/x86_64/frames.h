/*
 * Frames: the physical pages of linear memories. They come in blocks of 2 MiB, which leave the
 * kernel's half of the address space as long as they are here, so the kernel has no address for
 * what a process stores.
 *
 * Pages are committed before they are needed, and taken when a process touches them: a commitment
 * is a promise that frame_take() keeps. Frames that forks share count once for each who has them;
 * so there are never more frames in use than pages committed.
 */
#ifndef UEFI_X86_64_FRAMES_H
#define UEFI_X86_64_FRAMES_H

#include <base/macros.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* False: there are not so many, and nothing has changed. */
MUST_CHECK bool frames_commit(size_t pages);
void frames_uncommit(size_t pages);
/* A frame with anything in it, physical. Allocates nothing: also for the page fault handler. */
uint64_t frame_take(void);
/* One more who has it; one less, the last of whom gives it back. */
void frame_share(uint64_t frame);
bool frame_is_shared(uint64_t frame);
void frame_drop(uint64_t frame);

#endif
