/* Names of functions, for backtraces. The table is made from a first link of the image and put into
 * the second (tools/uefi/symbols.py); text is the same in both. */
#include "uefi.h"

struct symbol {
    uint32_t offset; /* from symbol_base; sorted */
    uint32_t name;   /* in symbol_names */
};

extern const uint32_t symbol_count;
extern const struct symbol symbols[];
extern const char symbol_names[];
extern const uint8_t image_start[], image_text_end[];

const char *symbol_of(uint64_t address, uint64_t *offset)
{
    uint64_t at = address - (uint64_t)image_start;
    if (address < (uint64_t)image_start || address >= (uint64_t)image_text_end ||
        symbol_count == 0 || at < symbols[0].offset) {
        return NULL;
    }
    size_t low = 0, high = symbol_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (symbols[middle].offset <= at) {
            low = middle;
        } else {
            high = middle;
        }
    }
    *offset = at - symbols[low].offset;
    return symbol_names + symbols[low].name;
}

static void print_line(uint64_t address)
{
    uint64_t offset = 0;
    const char *name = symbol_of(address, &offset);
    console_printf("  %016llx %s+0x%llx\n", (unsigned long long)address, name ? name : "?",
                   (unsigned long long)offset);
}

void backtrace_print(uint64_t address, uint64_t frame)
{
    extern const uint8_t stack_start[], stack_end[];
    console_printf("backtrace:\n");
    print_line(address);
    for (int depth = 0; depth < 32; depth++) {
        /* Only what is on the stack and grows upwards: a wild frame pointer ends the list. */
        if (frame < (uint64_t)stack_start || frame > (uint64_t)stack_end - 16 || frame % 8 != 0) {
            return;
        }
        const uint64_t *at = (const uint64_t *)frame;
        if (at[1] == 0 || at[0] <= frame) {
            return;
        }
        print_line(at[1]);
        frame = at[0];
    }
}
