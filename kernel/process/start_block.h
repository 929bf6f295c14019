/*
 * Start blocks: from untrusted bytes to a plan that can be carried out.
 *
 * start_plan_make() checks everything (format, strings, every handle with its type and rights) and
 * loads the images; nothing of the giver has changed when it fails. The rest of spawn and exec
 * first makes what can fail, and then moves the handles, which cannot.
 */
#ifndef KERNEL_PROCESS_START_BLOCK_H
#define KERNEL_PROCESS_START_BLOCK_H

#include <kernel/cpu.h>
#include <object.h>

struct account;
struct hal_space;
struct image;
struct job;
struct kernel;
struct task;
struct thread;

#define TASK_IMAGES_MAX 16u

/* The images of a program, each used once more, and how they are linked. */
struct program {
    struct image *images[TASK_IMAGES_MAX];
    uint32_t image_count;
};

struct start_plan {
    const uint8_t *bytes; /* the block; unchanged while the plan is in use */
    struct vb_start_header header;
    struct program program;
    struct cpu_link links[TASK_IMAGES_MAX]; /* names point into the block */
    struct account *account; /* of these four the giver's handles keep what is named alive */
    struct job *job;
    struct object *namespace; /* NULL: not given */
    struct right fault;       /* not counted; object NULL: not given */
    uint8_t priority;
    struct right *rights;    /* scratch for moving the handles; header.handle_count */
    uint8_t *copy;           /* the block as the new program gets it */
    struct hal_space *space; /* of the context: memory/space.h */
};

/* For a block given by `giver`'s running thread. `replace`: for exec. On failure a line in the
 * diagnostic, and nothing to release. */
MUST_CHECK int start_plan_make(struct thread *giver, const uint8_t *bytes, size_t size,
                               bool replace, struct start_plan *plan,
                               struct cpu_diagnostic *diagnostic);
/* Give back images, copy, scratch and space, as far as the plan still has them. */
void start_plan_release(struct kernel *kernel, struct start_plan *plan);
/* Make the copy, the scratch, a space and a context in it, charged to plan->account. */
MUST_CHECK int start_plan_prepare(struct start_plan *plan, struct cpu_context **context,
                                  struct cpu_diagnostic *diagnostic);
/* Collect the listed handles from the giver: moved ones leave its table. */
void start_plan_collect(struct task *giver, struct start_plan *plan);
/* Hand them to a task with room for them, and the values to the copy of the block; close what it
 * does not get. */
void start_plan_place(struct task *task, struct start_plan *plan);
/* Images, block, space, name and limits become the task's. */
void start_plan_adopt(struct task *task, struct start_plan *plan);

/* A context in the space: cpu->create(). */
MUST_CHECK int context_create(struct account *account, struct hal_space *space,
                              const struct cpu_program *program, struct cpu_context **out,
                              struct cpu_diagnostic *diagnostic);

void program_release(struct kernel *kernel, struct program *program);

#endif
