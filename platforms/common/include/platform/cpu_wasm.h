/*
 * The kernel's CPU made of the WebAssembly engine: an image is a module, a context is a store with
 * a queue of entry functions.
 *
 * Linking. Imports from the module "vibee" are system calls, by their exact type. Any other import
 * is an export of the nearest earlier image whose `provides` list has the import's module name.
 * What does not fit is refused with a line that names the import, what was wanted and what was
 * found.
 *
 * Entry. A context runs, in link order, each instance's start function and (libraries only) its
 * export _initialize, then the program's export _start, or _initialize when it has no _start.
 */
#ifndef PLATFORM_CPU_WASM_H
#define PLATFORM_CPU_WASM_H

#include <engine/engine.h>
#include <kernel/cpu.h>

struct cpu_wasm;

/* For kernel_config.cpu_ops; kernel_config.cpu is the struct cpu_wasm. */
extern const struct cpu_ops cpu_wasm_ops;

/* `allocator` serves what belongs to no task: the engine's table of types. It must outlive the
 * CPU. VB_ERR_NO_MEMORY. */
MUST_CHECK int cpu_wasm_create(const struct engine_allocator *allocator, struct cpu_wasm **out);
/* The boot image: what is loaded from these bytes was made with the system, so that a function may
 * be validated when it is first called and not when its program starts. They must not change. */
void cpu_wasm_trust(struct cpu_wasm *cpu, const uint8_t *bytes, size_t size);
/* Every image and context must be gone. */
void cpu_wasm_destroy(struct cpu_wasm *cpu);

#endif
