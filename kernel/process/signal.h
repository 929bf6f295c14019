/* Signals: default actions for programs that know nothing of them, pulses for those that do. */
#ifndef KERNEL_PROCESS_SIGNAL_H
#define KERNEL_PROCESS_SIGNAL_H

#include <stdint.h>

struct task;

/* Act on the task as the signal says; harmless when it has ended. It may end the task. */
void task_signal(struct task *task, uint32_t signal);
/* Back to default actions, nothing ignored. */
void signals_clear(struct task *task);
/* exec: handlers are gone with the program, ignored signals stay ignored. */
void signals_forget_handlers(struct task *task);

#endif
