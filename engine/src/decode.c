/* The binary format's frame: magic number, version, and the order of sections (core 5.5). */
#include "load.h"

#define VERSION_MODULE    0x00000001u
#define VERSION_COMPONENT 0x0001000du /* layer 1 of the component model, version 13 */
#define HEADER_SIZE       8u

static int read_header(struct loader *l)
{
    static const uint8_t magic[4] = {0, 'a', 's', 'm'};
    const uint8_t *start = l->r.at;
    size_t left = reader_left(&l->r);
    if (left >= sizeof magic && __builtin_memcmp(start, magic, sizeof magic) != 0)
        return load_fail(l, VB_ERR_BAD_MODULE, start, "magic header not detected");
    if (left < HEADER_SIZE)
        return load_fail(l, VB_ERR_BAD_MODULE, l->r.end,
                         "unexpected end: expected a header of %u bytes, found %zu", HEADER_SIZE,
                         left);
    uint32_t version = load_u32le(start + sizeof magic);
    if (version == VERSION_COMPONENT)
        return load_fail(l, VB_ERR_NOT_SUPPORTED, start + sizeof magic,
                         "component-model binaries are not supported: expected a core module");
    if (version != VERSION_MODULE)
        return load_fail(l, VB_ERR_BAD_MODULE, start + sizeof magic,
                         "unknown binary version: expected 1, found %u", version);
    l->r.at += HEADER_SIZE;
    return VB_OK;
}

/* By section id. Sections other than custom ones stand in ascending order of `rank`, once each. */
struct section {
    const char *name;
    uint8_t rank;
    int (*decode)(struct loader *l);
};

static const struct section sections[] = {
    [0] = {"custom", 0, decode_custom_section},
    [1] = {"type", 1, decode_type_section},
    [2] = {"import", 2, decode_import_section},
    [3] = {"function", 3, decode_function_section},
    [4] = {"table", 4, decode_table_section},
    [5] = {"memory", 5, decode_memory_section},
    [13] = {"tag", 6, decode_tag_section},
    [6] = {"global", 7, decode_global_section},
    [7] = {"export", 8, decode_export_section},
    [8] = {"start", 9, decode_start_section},
    [9] = {"element", 10, decode_element_section},
    [12] = {"data count", 11, decode_data_count_section},
    [10] = {"code", 12, decode_code_section},
    [11] = {"data", 13, decode_data_section},
};

#define RANK_CODE 12u
#define RANK_DATA 13u

/* What must hold before a section of rank `next` (or the end) when all lower ones are read. */
static int check_counts(struct loader *l, unsigned next, const uint8_t *at)
{
    if (next > RANK_CODE && l->funcs_without_body > 0)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "function and code section have inconsistent lengths: %u and 0",
                         l->funcs_without_body);
    if (next > RANK_DATA && l->module->has_data_count &&
        l->declared_data_count != l->module->data_count)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "data count and data section have inconsistent lengths: %u and %u",
                         l->declared_data_count, l->module->data_count);
    return VB_OK;
}

static int check_section_order(struct loader *l, const struct section *section, unsigned *rank,
                               const uint8_t *at)
{
    if (section->rank == 0)
        return VB_OK;
    if (section->rank <= *rank)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "unexpected content after last section: %s section out of order",
                         section->name);
    *rank = section->rank;
    return check_counts(l, *rank, at);
}

static int decode_section(struct loader *l, unsigned *rank)
{
    const uint8_t *at = l->r.at, *module_end = l->r.end;
    uint32_t size;
    uint8_t id;
    int status = read_byte(l, &id, "a section");
    if (status < 0)
        return status;
    if (id >= ARRAY_LEN(sections))
        return load_fail(l, VB_ERR_BAD_MODULE, at, "malformed section id: found 0x%02x", id);
    const uint8_t *size_at = l->r.at;
    status = read_u32(l, &size, "the size of a section");
    if (status == VB_OK && size > reader_left(&l->r))
        status = load_fail(l, VB_ERR_BAD_MODULE, size_at,
                           "length out of bounds: %s section of %u bytes, %zu are left",
                           sections[id].name, size, reader_left(&l->r));
    if (status == VB_OK)
        status = check_section_order(l, &sections[id], rank, at);
    if (status < 0)
        return status;
    l->r.end = l->r.at + size;
    status = sections[id].decode(l);
    if (status == VB_OK && l->r.at != l->r.end)
        status = load_fail(l, VB_ERR_BAD_MODULE, l->r.at,
                           "section size mismatch: %zu bytes follow the %s section's content",
                           reader_left(&l->r), sections[id].name);
    l->r.end = module_end;
    return status;
}

int decode_module(struct loader *l)
{
    unsigned rank = 0;
    int status = read_header(l);
    while (status == VB_OK && l->r.at != l->r.end)
        status = decode_section(l, &rank);
    return status < 0 ? status : check_counts(l, UINT32_MAX, l->r.end);
}
