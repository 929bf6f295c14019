/*
 * Features of later standards and proposals, refused by name: whoever meets a module that was
 * built for more than this engine can do should learn which option of his compiler to turn off.
 */
#include "load.h"

struct feature {
    enum refused_space space;
    uint32_t first, last;
    const char *name;
};

static const struct feature features[] = {
    {REFUSED_OPCODE, 0x14, 0x14, "typed function references are not supported (call_ref)"},
    {REFUSED_OPCODE, 0x15, 0x15, "typed function references are not supported (return_call_ref)"},
    {REFUSED_OPCODE, 0xd3, 0xd3, "garbage collection is not supported (ref.eq)"},
    {REFUSED_OPCODE, 0xd4, 0xd4, "typed function references are not supported (ref.as_non_null)"},
    {REFUSED_OPCODE, 0xd5, 0xd6, "typed function references are not supported (br_on_null)"},
    {REFUSED_OPCODE, 0xe0, 0xe6, "stack switching is not supported"},
    {REFUSED_OPCODE, 0xfb, 0xfb, "garbage collection is not supported"},
    {REFUSED_OPCODE_FC, 18, 18, "memory control is not supported (memory.discard)"},
    {REFUSED_OPCODE_FC, 19, 22, "wide arithmetic is not supported"},
    {REFUSED_TYPE, 0x77, 0x78, "garbage collection is not supported (packed field type)"},
    {REFUSED_TYPE, 0x71, 0x73, "garbage collection is not supported (bottom reference type)"},
    {REFUSED_TYPE, 0x6a, 0x6e, "garbage collection is not supported (heap type)"},
    {REFUSED_TYPE, 0x74, 0x74, "garbage collection is not supported (nullexnref)"},
    {REFUSED_TYPE, 0x63, 0x64, "typed function references are not supported"},
    {REFUSED_TYPE, 0x5d, 0x5d, "stack switching is not supported (cont)"},
    {REFUSED_TYPE, 0x5e, 0x5f, "garbage collection is not supported (array or struct type)"},
    {REFUSED_TYPE, 0x4e, 0x50, "garbage collection is not supported (rec or sub type)"},
};

int load_refuse(struct loader *l, enum refused_space space, uint32_t code, const uint8_t *at,
                const char *otherwise)
{
    for (size_t i = 0; i < ARRAY_LEN(features); i++) {
        const struct feature *f = &features[i];
        if (f->space == space && f->first <= code && code <= f->last)
            return load_fail(l, VB_ERR_NOT_SUPPORTED, at, "%s", f->name);
    }
    const char *prefix = space == REFUSED_OPCODE_FC   ? "0xfc "
                         : space == REFUSED_OPCODE_FD ? "0xfd "
                         : space == REFUSED_OPCODE_FE ? "0xfe "
                                                      : "";
    return load_fail(l, VB_ERR_BAD_MODULE, at, "%s %s0x%02x", otherwise, prefix, code);
}
