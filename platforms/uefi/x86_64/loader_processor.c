/* The loader's page tables and the way into the kernel, for x86-64. */
#include "../common/loader.h"

#define PRESENT_WRITABLE 3u
#define LARGE            0x80u /* 2 MiB */
#define LARGE_PAGE       (2ull << 20)

static uint64_t index_of(uint64_t address, unsigned level)
{
    return address >> (12 + 9 * level) & 511;
}

/* The entry of a level (0: of a 4 KiB page) for an address, with tables made on the way. */
static uint64_t *entry_at(uint64_t *table, uint64_t address, unsigned level)
{
    for (unsigned at = 3; at > level; at--) {
        uint64_t *entry = &table[index_of(address, at)];
        if (*entry == 0) {
            void *next = loader_pages(1);
            if (!next) {
                return NULL;
            }
            *entry = (uint64_t)next | PRESENT_WRITABLE;
        }
        table = (uint64_t *)(*entry & ~0xfffull);
    }
    return &table[index_of(address, level)];
}

const char *loader_tables(struct boot_info *info, uint64_t address, uint64_t end)
{
    static const char problem[] = "there is too little memory for page tables";
    uint64_t *root = loader_pages(1);
    for (uint64_t at = 0; root && at < end; at += LARGE_PAGE) {
        uint64_t *entry = entry_at(root, at, 1);
        if (!entry) {
            return problem;
        }
        *entry = at | PRESENT_WRITABLE | LARGE;
    }
    for (uint64_t at = 0; root && at < info->kernel_size; at += LOADER_PAGE) {
        uint64_t *entry = entry_at(root, address + at, 0);
        if (!entry) {
            return problem;
        }
        *entry = (info->kernel + at) | PRESENT_WRITABLE;
    }
    info->firmware_root = (uint64_t)root;
    return root ? NULL : problem;
}

uint64_t loader_time_stamp(void)
{
    return __builtin_ia32_rdtsc();
}

_Noreturn void loader_enter(const struct boot_info *info, uint64_t entry)
{
    __asm__ volatile("cli\n\tmov %0, %%cr3\n\tjmp *%1"
                     :
                     : "r"(info->firmware_root), "r"(entry), "D"(info)
                     : "memory");
    __builtin_unreachable();
}
