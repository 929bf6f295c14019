/* The headers of DWARF line tables (DWARF 5 section 6.2.4): units and names of files. */
#include "load.h"
#include "source_lines.h"

#define LENGTH_RESERVED 0xfffffff0u /* from here on: 64-bit DWARF, which modules do not need */

/* Contents and forms of version 5's entries (7.22, 7.5.6), those that occur. */
#define CONTENT_PATH      0x1u
#define FORM_DATA2        0x05u
#define FORM_DATA4        0x06u
#define FORM_DATA8        0x07u
#define FORM_STRING       0x08u
#define FORM_BLOCK        0x09u
#define FORM_DATA1        0x0bu
#define FORM_STRP         0x0eu
#define FORM_UDATA        0x0fu
#define FORM_DATA16       0x1eu
#define FORM_LINE_STRP    0x1fu
#define FORMATS_MAX       8u
#define OLD_VERSIONS_FROM 2u
#define NEW_VERSION       5u

static bool skip(struct reader *r, uint64_t count)
{
    if (count > reader_left(r))
        return false;
    r->at += count;
    return true;
}

static bool read_number(struct reader *r, uint64_t *out)
{
    return leb128_read_unsigned(&r->at, r->end, 64, out) == VB_OK;
}

static bool read_fixed32(struct reader *r, uint32_t *out)
{
    const uint8_t *at = r->at;
    if (!skip(r, 4))
        return false;
    *out = load_u32le(at);
    return true;
}

/* Up to a zero byte, which must come. */
static bool read_text(struct reader *r, struct module_name *out)
{
    const uint8_t *start = r->at, *at = start;
    while (at < r->end && *at != 0)
        at++;
    if (at == r->end)
        return false;
    *out = (struct module_name){(const char *)start, (uint32_t)(at - start)};
    r->at = at + 1;
    return true;
}

/* ---- units
 * --------------------------------------------------------------------------------------- */

/* The fields from the header's length on. */
static bool read_header(struct reader *r, struct line_unit *unit)
{
    uint32_t length;
    uint8_t line_base, ignored;
    if (unit->version >= NEW_VERSION && !skip(r, 2)) /* sizes of addresses and segments */
        return false;
    if (!read_fixed32(r, &length) || length > reader_left(r))
        return false;
    unit->program = (struct reader){r->at + length, r->end};
    r->end = r->at + length;
    if (reader_u8(r, &unit->minimum_length) < 0 ||
        (unit->version >= 4 && reader_u8(r, &ignored) < 0) || /* operations an instruction */
        reader_u8(r, &ignored) < 0 ||                         /* default_is_stmt */
        reader_u8(r, &line_base) < 0 || reader_u8(r, &unit->line_range) < 0 ||
        reader_u8(r, &unit->opcode_base) < 0 || unit->line_range == 0 || unit->opcode_base == 0)
        return false;
    unit->line_base = (int8_t)line_base;
    unit->operand_counts = r->at;
    if (!skip(r, unit->opcode_base - 1u))
        return false;
    unit->tables = *r;
    return true;
}

bool line_unit_next(struct reader *section, struct line_unit *out)
{
    uint32_t length;
    *out = (struct line_unit){.version = 0};
    if (!read_fixed32(section, &length) || length >= LENGTH_RESERVED ||
        length > reader_left(section) || length < 2)
        return false;
    struct reader r = {section->at, section->at + length};
    section->at += length;
    out->version = (uint16_t)(r.at[0] | r.at[1] << 8);
    r.at += 2;
    if (out->version < OLD_VERSIONS_FROM || out->version > NEW_VERSION || !read_header(&r, out))
        out->program = (struct reader){r.end, r.end};
    return true;
}

/* ---- files
 * --------------------------------------------------------------------------------------- */

struct format {
    uint64_t content, form;
};

/* A text in another section. */
static bool read_reference(const struct module *m, struct reader *r, struct module_range range,
                           struct module_name *out)
{
    uint32_t offset;
    if (!read_fixed32(r, &offset))
        return false;
    struct reader texts = module_reader(m, range);
    return !out || (skip(&texts, offset) && read_text(&texts, out));
}

/* One field of an entry. With `out` it must be a text; else it is passed over, without a look at
 * other sections, so that the time it takes is in proportion to the table. */
static bool read_field(const struct module *m, struct reader *r, uint64_t form,
                       struct module_name *out)
{
    struct module_name ignored;
    uint64_t count;
    switch (form) {
    case FORM_STRING:
        return read_text(r, out ? out : &ignored);
    case FORM_LINE_STRP:
        return read_reference(m, r, m->debug_line_str, out);
    case FORM_STRP:
        return read_reference(m, r, m->debug_str, out);
    default:
        break;
    }
    if (out)
        return false;
    switch (form) {
    case FORM_UDATA:
        return read_number(r, &count);
    case FORM_BLOCK:
        return read_number(r, &count) && skip(r, count);
    case FORM_DATA1:
        return skip(r, 1);
    case FORM_DATA2:
        return skip(r, 2);
    case FORM_DATA4:
        return skip(r, 4);
    case FORM_DATA8:
        return skip(r, 8);
    case FORM_DATA16:
        return skip(r, 16);
    default:
        return false;
    }
}

/* A table of version 5: its formats, then entries. Entry `wanted`'s path is left in `out`; with
 * UINT64_MAX all is passed over. */
static bool read_table(const struct module *m, struct reader *r, uint64_t wanted,
                       struct module_name *out)
{
    struct format formats[FORMATS_MAX];
    uint8_t format_count;
    uint64_t count;
    if (reader_u8(r, &format_count) < 0 || format_count > FORMATS_MAX)
        return false;
    for (unsigned i = 0; i < format_count; i++) {
        if (!read_number(r, &formats[i].content) || !read_number(r, &formats[i].form))
            return false;
    }
    if (!read_number(r, &count) || (format_count == 0 && count > 0) || count > reader_left(r))
        return false;
    for (uint64_t i = 0; i < count; i++) {
        for (unsigned f = 0; f < format_count; f++) {
            bool path = i == wanted && formats[f].content == CONTENT_PATH;
            if (!read_field(m, r, formats[f].form, path ? out : NULL))
                return false;
        }
        if (i == wanted)
            return true;
    }
    return wanted == UINT64_MAX;
}

/* Versions 2 to 4: directories, then files numbered from 1, each list ended by an empty text. */
static bool read_old_tables(struct reader *r, uint64_t file, struct module_name *out)
{
    uint64_t ignored;
    do {
        if (!read_text(r, out))
            return false;
    } while (out->length > 0);
    for (uint64_t i = 1; read_text(r, out) && out->length > 0; i++) {
        if (i == file)
            return true;
        /* its directory, time and length */
        if (!read_number(r, &ignored) || !read_number(r, &ignored) || !read_number(r, &ignored))
            return false;
    }
    return false;
}

static struct module_name without_directories(struct module_name path)
{
    uint32_t start = path.length;
    while (start > 0 && path.text[start - 1] != '/' && path.text[start - 1] != '\\')
        start--;
    return (struct module_name){path.text + start, path.length - start};
}

bool line_unit_file(const struct module *module, const struct line_unit *unit, uint64_t file,
                    struct module_name *out)
{
    struct reader r = unit->tables;
    struct module_name path = {.length = 0};
    bool found = unit->version < NEW_VERSION ? read_old_tables(&r, file, &path)
                                             : read_table(module, &r, UINT64_MAX, &path) &&
                                                   read_table(module, &r, file, &path);
    if (!found || path.length == 0 || !is_utf8((const uint8_t *)path.text, path.length))
        return false;
    *out = without_directories(path);
    return out->length > 0;
}
