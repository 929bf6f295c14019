/* Custom sections (core 5.5.3): the engine notes where those are that say more about traps. */
#include "load.h"

#define NAME(text) {text, sizeof text - 1}

static struct module_range *wanted(struct module *m, const struct module_name *name)
{
    const struct {
        struct module_name name;
        struct module_range *range;
    } sections[] = {
        {NAME("name"), &m->names},
        {NAME(".debug_line"), &m->debug_line},
        {NAME(".debug_line_str"), &m->debug_line_str},
        {NAME(".debug_str"), &m->debug_str},
    };
    for (size_t i = 0; i < ARRAY_LEN(sections); i++) {
        const struct module_name *known = &sections[i].name;
        if (name->length == known->length &&
            __builtin_memcmp(name->text, known->text, known->length) == 0)
            return sections[i].range;
    }
    return NULL;
}

int decode_custom_section(struct loader *l)
{
    struct module_name name;
    int status = read_name(l, &name);
    if (status < 0)
        return status;
    struct module_range *range = wanted(l->module, &name);
    if (range)
        *range = (struct module_range){(uint32_t)(l->r.at - l->module->bytes),
                                       (uint32_t)reader_left(&l->r)};
    l->r.at = l->r.end;
    return VB_OK;
}
