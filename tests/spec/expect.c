/* Our diagnostics begin with the suite's wording. The exceptions are listed here, one by one. */
#include "runner.h"
#include <string.h>

struct alias {
    const char
        *stem; /* of the script; the exception handling proposal's copies have the same lines */
    int line;
    const char *ours;
};

static const struct alias aliases[] = {
    /* The reference decoder reads on beyond the end of a function or section and complains about
     * what it finds there; ours stops at the end. */
    {"binary-leb128", 348, "unexpected end of section or function"},
    {"binary", 418, "unexpected end of section or function"},
    {"binary", 455, "unexpected end of section or function"},
    {"binary", 1632, "unexpected end of section or function"},
    /* A count is one too small, so an item that should be last is read as something else. */
    {"binary", 1817, "unknown type"},
    /* The tag section and imported tags, which the core suite does not know. */
    {"binary", 48, "unexpected end of section or function: expected tags"},
    {"binary", 1383, "unexpected end of section or function: expected a tag's attribute"},
    {"binary", 1393, "unexpected end of section or function: expected a type index"},
    /* Limits flags of later proposals: of tables refused by name, of memories known. */
    {"binary", 1508, "shared tables are not supported"},
    {"binary", 1517, "shared tables are not supported"},
    {"binary", 1555, "shared memory must have maximum"},
    {"binary", 1563, "shared memory must have maximum"},
    /* An addition, which is constant with extended constant expressions, of the wrong type. */
    {"elem", 517, "type mismatch: constant expression requires [funcref]"},
    /* wast2json writes a binary with another mistake than the text had: no data count section when
     * there is no segment; `select` without types for `select (result)`. */
    {"memory_init", 190, "data count section required"},
    {"select", 324, "type mismatch"},
};

/* Other words for the same in scripts of the proposals and of 3.0, whose lines move. */
static const struct wording {
    const char *stem; /* NULL: any */
    const char *wanted, *ours;
} wordings[] = {
    /* As above: ours stops at the end of a function or section. */
    {"binary", "END opcode expected", "unexpected end of section or function"},
    {"binary", "section size mismatch", "unexpected end of section or function"},
    {"binary", "illegal opcode", "unexpected end of section or function"},
    {"binary", "length out of bounds", "unexpected end of section or function"},
    {"binary", "unexpected content after last section",
     "function and code section have inconsistent lengths"},
    {"binary-leb128", "integer representation too long", "unexpected end of section or function"},
    {"binary", "malformed import kind", "unexpected end of section or function: expected a t"},
    /* Sizes and offsets are 64 bits wide in the decoder of 3.0, so it finds another mistake first.
     */
    {"binary", "integer too large", "integer representation too long"},
    {"binary-leb128", "integer too large", "integer representation too long"},
    {NULL, "offset out of range", "integer too large: expected a memory argument"},
    {"simd_address", "offset out of range", "integer too large: expected a memory argument"},
    {"align", "offset out of range", "integer representation too long"},
    {"align", "malformed memop flags", "alignment must not be larger than natural"},
    {"binary", "malformed limits flags", "integer representation too long: expected limits flags"},
    {"binary", "malformed limits flags", "integer too large: expected limits flags"},
    /* Flags of later proposals, which we refuse by name. */
    {"binary", "malformed limits flags", "custom page sizes are not supported"},
    {"binary", "integer too large", "shared tables are not supported"},
    {"binary", "integer too large", "shared memory must have maximum"},
    /* An index where there used to be a zero. */
    {"binary", "zero byte expected", "unknown memory 1"},
    {"binary", "illegal opcode ff", "illegal opcode 0xff"},
    /* The converter leaves the data count section out when there is no segment. */
    {NULL, "unknown data segment", "data count section required"},
    /* And writes `select (result)` as `select`. */
    {"select", "invalid result arity", "type mismatch"},
    {"global", "immutable global", "global is immutable"},
};

/* What a proposal that the engine has allows, against the older text of a script. */
static const struct superseded {
    const char *wanted, *proposal;
} superseded[] = {
    {"multiple memories", "multi-memory"},
    {"multiple tables", "reference-types"},
};

const char *superseding_proposal(const char *wanted)
{
    for (size_t i = 0; i < ARRAY_LEN(superseded); i++)
        if (strcmp(superseded[i].wanted, wanted) == 0)
            return superseded[i].proposal;
    return NULL;
}

/* Trap messages of the suite that say more than a trap code does. */
static const char *const longer_texts[][2] = {
    {"uninitialized element 2", "uninitialized element"},
};

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

bool text_matches(const struct runner *r, const char *wanted, const char *found)
{
    if (has_prefix(found, wanted))
        return true;
    for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
        if (aliases[i].line == r->line && strcmp(aliases[i].stem, r->stem) == 0)
            return has_prefix(found, aliases[i].ours);
    for (size_t i = 0; i < ARRAY_LEN(wordings); i++)
        if ((!wordings[i].stem || strcmp(wordings[i].stem, r->stem) == 0) &&
            strcmp(wordings[i].wanted, wanted) == 0 && has_prefix(found, wordings[i].ours))
            return true;
    for (size_t i = 0; i < ARRAY_LEN(longer_texts); i++)
        if (strcmp(longer_texts[i][0], wanted) == 0)
            return has_prefix(found, longer_texts[i][1]);
    return false;
}
