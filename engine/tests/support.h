/*
 * Shared by the engine's unit tests: a counting allocator that can run dry, and a builder of
 * modules, with which a test writes sections as bytes and never counts sizes by hand.
 *
 *   struct builder b = module_start();
 *   ADD_SECTION(&b, SECTION_TYPE, 1, 0x60, 0, 0);
 *   check_loads(&b);
 */
#ifndef ENGINE_TESTS_SUPPORT_H
#define ENGINE_TESTS_SUPPORT_H

#include <check.h>
#include <engine/engine.h>

/* ---- allocator ------------------------------------------------------------------------------ */

struct counting {
    size_t blocks, bytes, peak;
    size_t allocations;
    size_t fail_after; /* allocations that succeed; 0: all */
};

struct engine_allocator counting_allocator(struct counting *counting);

/* ---- builder -------------------------------------------------------------------------------- */

enum section_id {
    SECTION_CUSTOM,
    SECTION_TYPE,
    SECTION_IMPORT,
    SECTION_FUNCTION,
    SECTION_TABLE,
    SECTION_MEMORY,
    SECTION_GLOBAL,
    SECTION_EXPORT,
    SECTION_START,
    SECTION_ELEMENT,
    SECTION_CODE,
    SECTION_DATA,
    SECTION_DATA_COUNT,
    SECTION_TAG,
};

struct builder {
    uint8_t *bytes;
    size_t size, capacity;
};

/* The magic number and the version. */
struct builder module_start(void);
void add_bytes(struct builder *b, const void *bytes, size_t size);
void add_u32(struct builder *b, uint32_t value);
void add_section(struct builder *b, enum section_id id, const void *content, size_t size);
void builder_free(struct builder *b);

#define ADD_SECTION(b, id, ...)                                                                    \
    add_section(b, id, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* One function of type 0 with this body (no locals); `end` is added. */
void add_body(struct builder *b, const void *instructions, size_t size);
#define ADD_BODY(b, ...)                                                                           \
    add_body(b, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* ---- loading -------------------------------------------------------------------------------- */

/* Loads, frees and checks that nothing is left; consumes the builder. */
struct load_result {
    int status;
    struct engine_diagnostic diagnostic;
    size_t peak; /* most bytes allocated at a time */
};
struct load_result load_with(struct builder *b, const struct engine_limits *limits);

void check_loads_at(const char *file, int line, struct builder *b);
/* `text` is a prefix of the diagnostic; offset UINT64_MAX is not compared. */
void check_refused_at(const char *file, int line, struct builder *b, int status, const char *text,
                      uint64_t offset);
#define check_loads(b) check_loads_at(__FILE__, __LINE__, b)
#define check_refused(b, status, text, offset)                                                     \
    check_refused_at(__FILE__, __LINE__, b, status, text, offset)
#define ANYWHERE UINT64_MAX

#endif
