/* The kernel image: an ELF file for this processor, linked by us, carried in our own data. */
#include "loader.h"

#include <string.h>

extern const uint8_t kernel_file[], kernel_file_end[]; /* kernel_file.S */

struct elf_header {
    uint8_t magic[16];
    uint16_t type, machine;
    uint32_t version;
    uint64_t entry, segments, sections;
    uint32_t flags;
    uint16_t header_size, segment_size, segment_count;
};

struct elf_segment {
    uint32_t type, flags;
    uint64_t offset, address, physical, file_size, memory_size, alignment;
};
#define SEGMENT_LOAD 1u

static const struct elf_segment *segment(const struct elf_header *header, size_t index)
{
    return (const void *)(kernel_file + header->segments + index * sizeof(struct elf_segment));
}

const char *loader_place_kernel(struct boot_info *info, uint64_t *entry)
{
    const struct elf_header *header = (const void *)kernel_file;
    if (memcmp(header->magic, "\177ELF\2\1", 6) != 0 ||
        header->segment_size != sizeof(struct elf_segment)) {
        return "the kernel image is damaged";
    }
    uint64_t first = UINT64_MAX, last = 0;
    for (size_t i = 0; i < header->segment_count; i++) {
        const struct elf_segment *found = segment(header, i);
        if (found->type == SEGMENT_LOAD) {
            uint64_t end = found->address + found->memory_size;
            first = found->address < first ? found->address : first;
            last = end > last ? end : last;
        }
    }
    uint64_t pages = (last - first + LOADER_PAGE - 1) / LOADER_PAGE;
    uint8_t *place = loader_pages(pages);
    if (!place) {
        return "there is too little memory for the kernel";
    }
    for (size_t i = 0; i < header->segment_count; i++) {
        const struct elf_segment *found = segment(header, i);
        if (found->type == SEGMENT_LOAD) {
            memcpy(place + (found->address - first), kernel_file + found->offset, found->file_size);
        }
    }
    info->kernel = (uint64_t)place;
    info->kernel_size = pages * LOADER_PAGE;
    *entry = header->entry; /* the image's first byte: kernel.ld */
    return first == *entry ? NULL : "the kernel image does not start with its entry";
}
