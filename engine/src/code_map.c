/*
 * The offset map: pairs of unsigned LEB128 differences (words, bytes of the module) from one entry
 * to the next, from word 0 and offset 0. Entries stand where something can trap, be called or
 * resumed, which is less than every third instruction; looking one up is linear and happens for
 * traps and backtraces only.
 */
#include "code.h"
#include "reader.h"

uint64_t code_wasm_offset(const struct module *module, uint32_t function, uint32_t word,
                          bool resume)
{
    const struct code *code = module->funcs[function].code;
    uint64_t offset = module->funcs[function].body, found = offset;
    if (!code)
        return found;
    struct reader r = {code_map(code), code_map(code) + code->map_size};
    uint32_t at = 0;
    offset = 0;
    while (r.at < r.end) {
        at += code_u32(&r);
        offset += code_u32(&r);
        if (at > word)
            break;
        found = offset;
        if (resume && at == word)
            break;
    }
    return found;
}
