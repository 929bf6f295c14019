/* Memory of a module, accounted in module->memory_use. */
#include "module.h"

void *module_alloc(struct module *module, size_t size)
{
    void *block = module->allocator.alloc(module->allocator.ctx, size);
    if (block)
        module->memory_use += size;
    return block;
}

void module_free(struct module *module, void *ptr, size_t size)
{
    if (!ptr)
        return;
    module->allocator.free(module->allocator.ctx, ptr, size);
    module->memory_use -= size;
}
