/* The table of opcodes is complete, ascending and well-formed. */
#include "support.h"
#include <opcodes.h>

static void finds_by_code(void)
{
    CHECK_TEXT(instruction_find(0x6a)->name, "i32.add");
    CHECK_TEXT(instruction_find(0xfc0a)->name, "memory.copy");
    CHECK_EQ(instruction_find(0x6a)->param_count, 2);
    CHECK_EQ(instruction_find(0x6a)->result, TYPE_I32);
    CHECK_EQ(instruction_find(0x37)->params[1], TYPE_I64);
    CHECK_EQ(instruction_find(0x37)->result, 0);
    CHECK_EQ(instruction_find(0xbf)->params[0], TYPE_I64);
    CHECK_EQ(instruction_find(0xbf)->result, TYPE_F64);
    CHECK_EQ(instruction_find(0xd2)->result, TYPE_FUNCREF);
    CHECK_EQ(instruction_find(0xfc08)->param_count, SIGNATURE_OWN_RULE);
    CHECK_TEXT(instruction_find(0xfd0e4)->name, "f32x4.add");
    CHECK_TEXT(instruction_find(0xfd113)->name, "i32x4.relaxed_dot_i8x16_i7x16_add_s");
    CHECK_EQ(instruction_find(0xfd052)->param_count, 3);
    CHECK_EQ(instruction_find(0xfd052)->result, TYPE_V128);
    CHECK_TEXT(instruction_find(0xfe00)->name, "memory.atomic.notify");
    CHECK_TEXT(instruction_find(0xfe4e)->name, "i64.atomic.rmw32.cmpxchg_u");
    CHECK_EQ(instruction_find(0xfe4e)->param_count, 3);
    CHECK_EQ(instruction_find(0x02)->param_count, SIGNATURE_OWN_RULE);
}

static void unknown_codes_are_null(void)
{
    CHECK(instruction_find(0x16) == NULL);
    CHECK(instruction_find(0xfc) == NULL);
    CHECK(instruction_find(0xfd) == NULL);
    CHECK(instruction_find(0xfc12) == NULL);
    CHECK(instruction_find(0xfcff) == NULL);
    CHECK(instruction_find(0xfd00) == NULL);
    CHECK(instruction_find(0xfe) == NULL);
    CHECK(instruction_find(0xfe04) == NULL);
    CHECK(instruction_find(0xfe4f) == NULL);
    CHECK(instruction_find(0xff00) == NULL);
    CHECK(instruction_find(0xfd09a) == NULL);
    CHECK(instruction_find(0xfd114) == NULL);
    CHECK_EQ(opcode_prefixed(OPCODE_PREFIX_FD, 0x1000), 0);
    CHECK(instruction_find(UINT32_MAX) == NULL);
}

static void rows_ascend(void)
{
    static const uint32_t codes[] = {
#define OPCODE(code, name, text, immediates, signature) code,
#include <opcodes.def>
#undef OPCODE
    };
    for (size_t i = 1; i < ARRAY_LEN(codes); i++)
        CHECK(codes[i - 1] < codes[i]);
    CHECK_EQ(ARRAY_LEN(codes), 534);
}

int main(void)
{
    RUN(finds_by_code);
    RUN(unknown_codes_are_null);
    RUN(rows_ascend);
    return check_exit();
}
