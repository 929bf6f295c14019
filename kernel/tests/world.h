/*
 * A kernel on the fake platform with the fake CPU, for tests.
 *
 *   world_begin(&w);                       // optionally set w.config before world_start()
 *   world_start(&w, &program_image, blobs, count);
 *   world_run(&w);                         // until nothing can happen any more, or it stopped
 *   world_end(&w);                         // checks that no page, context, image or count is left
 */
#ifndef KERNEL_TESTS_WORLD_H
#define KERNEL_TESTS_WORLD_H

#include "check.h"
#include "fake_cpu.h"

#include <hal_fake/fake.h>
#include <kernel/kernel.h>
#include <vibee/objects.h>
#include <vibee/syscall_numbers.h>

struct world {
    struct kernel_config config;
    struct kernel *kernel;
    struct fake_cpu cpu;
    struct hal_ring ring;
};

#define WORLD_BLOB(name) {#name, (const uint8_t *)&name##_image, sizeof name##_image}

void world_begin(struct world *w);
int world_try_start(struct world *w, const struct fake_image *init, const struct kernel_blob *blobs,
                    size_t count);
void world_start(struct world *w, const struct fake_image *init, const struct kernel_blob *blobs,
                 size_t count);
/* Step until idle without a deadline or stopped; the fake clock jumps to deadlines. */
enum kernel_state world_run(struct world *w);
/* The same, at most until a time of the clock. */
enum kernel_state world_run_until(struct world *w, uint64_t time);
void world_end(struct world *w);
struct kernel_counts world_counts(const struct world *w);

/* ---- for programs ------------------------------------------------------------------------------
 */

#define START_ADDRESS 32768u /* where FAKE_START() leaves the start block */
#define START_SIZE    8192u

/* Read the own start block into memory. */
#define FAKE_START(m) FAKE_CALL(m, SYSCALL_START_BLOCK, 0, START_ADDRESS, START_SIZE)
/* The handle with the name in the start block there; 0 when there is none. */
uint64_t start_named(struct fake_machine *m, const char *name);

#define BLOCK_ADDRESS 40960u
/* Write a start block at BLOCK_ADDRESS: begin with the first argument, add handles; the result of
 * each is its size so far. */
uint64_t block_begin(struct fake_machine *m, const char *argument);
uint64_t block_add(struct fake_machine *m, uint64_t handle, uint32_t kind, const char *name,
                   uint32_t flags);
struct vb_start_header *block_header(struct fake_machine *m);
struct vb_start_handle *block_entry(struct fake_machine *m, uint32_t index);

#define DIAGNOSTIC_ADDRESS 61440u
#define DIAGNOSTIC_SIZE    256u
#define BLOCK_SIZE(m)      (block_header(m)->size)

/* Spawn (or exec) what was written: m->result is the task's handle or the error. */
#define FAKE_SPAWN(m) FAKE_START_(m, SYSCALL_SPAWN)
#define FAKE_EXEC(m)  FAKE_START_(m, SYSCALL_EXEC)
#define FAKE_START_(m, call)                                                                       \
    FAKE_CALL_N(m, 1, SYSCALL_MEMORY_ALLOC, BLOCK_SIZE(m));                                        \
    (m)->reg[31] = (uint64_t)(m)->result;                                                          \
    if ((m)->result > 0)                                                                           \
        FAKE_CALL_N(m, 2, SYSCALL_MEMORY_WRITE, (m)->reg[31], 0, BLOCK_ADDRESS, BLOCK_SIZE(m));    \
    if ((m)->result > 0)                                                                           \
        FAKE_CALL_N(m, 3, call, (m)->reg[31], DIAGNOSTIC_ADDRESS, DIAGNOSTIC_SIZE);                \
    (m)->reg[30] = (uint64_t)(m)->result;                                                          \
    if ((int64_t)(m)->reg[31] > 0)                                                                 \
        FAKE_CALL_N(m, 4, SYSCALL_HANDLE_CLOSE, (m)->reg[31]);                                     \
    (m)->result = (int64_t)(m)->reg[30]

#endif
