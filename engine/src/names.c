/* The names of functions: the "name" section (core 7.4.1), else exports. */
#include "load.h"
#include "source_lines.h"
#include <base/format.h>

#define SUBSECTION_FUNCTIONS 1

/* Narrow `r` to the contents of a subsection. Errors in a name section are no errors of the module:
 * what cannot be read has no name. */
static bool find_subsection(struct reader *r, uint8_t wanted)
{
    uint8_t id;
    uint32_t size;
    while (reader_u8(r, &id) == VB_OK && reader_u32(r, &size) == VB_OK && size <= reader_left(r)) {
        if (id == wanted) {
            r->end = r->at + size;
            return true;
        }
        r->at += size;
    }
    return false;
}

static bool find_in_map(struct reader *r, uint32_t wanted, struct module_name *out)
{
    uint32_t count, index, length;
    if (reader_u32(r, &count) < 0)
        return false;
    for (; count > 0; count--) {
        if (reader_u32(r, &index) < 0 || reader_u32(r, &length) < 0 || length > reader_left(r))
            return false;
        if (index == wanted && is_utf8(r->at, length)) {
            *out = (struct module_name){.text = (const char *)r->at, .length = length};
            return true;
        }
        r->at += length;
    }
    return false;
}

static bool find_export(const struct module *m, uint32_t function, struct module_name *out)
{
    for (uint32_t i = 0; i < m->export_count; i++) {
        if (m->exports[i].kind == EXTERN_FUNC && m->exports[i].index == function) {
            *out = m->exports[i].name;
            return true;
        }
    }
    return false;
}

void module_function_name(const struct module *module, uint32_t function, char *out, size_t size)
{
    struct reader r = module_reader(module, module->names);
    struct module_name name;
    if ((find_subsection(&r, SUBSECTION_FUNCTIONS) && find_in_map(&r, function, &name)) ||
        find_export(module, function, &name))
        format_text(out, size, "%.*s", (int)MIN(name.length, (uint32_t)INT32_MAX), name.text);
    else
        format_text(out, size, "func[%u]", function);
}
