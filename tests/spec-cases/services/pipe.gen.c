/* Generated from spec/ by tools/generator/generate.py. Do not edit. */
#include "interpreter.h"

const struct case_value case_values[] = {
    {CASE_CONSTANT, 0, 0x1},
    {CASE_CONSTANT, 0, 0x0},
    {CASE_CONSTANT, 0, 0x1},
    {CASE_CONSTANT, 0, 0xfffffffffffffffa},
    {CASE_CONSTANT, 0, 0x0},
    {CASE_ADDRESS, 0, 0x2000},
    {CASE_ADDRESS, 0, 0x2058},
    {CASE_ADDRESS, 0, 0x22d8},
    {CASE_VARIABLE, 7, 0x0},
    {CASE_ADDRESS, 0, 0x2018},
    {CASE_ADDRESS, 0, 0x2358},
    {CASE_CONSTANT, 0, 0xffffffffffffffff},
    {CASE_CONSTANT, 0, 0x0},
    {CASE_CONSTANT, 0, 0xfffffffffffffffa},
    {CASE_VARIABLE, 7, 0x0},
    {CASE_CONSTANT, 0, 0x0},
    {CASE_CONSTANT, 0, 0x0},
};

const uint8_t case_bytes[] = {
    22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 2, 0, 0, 16, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0,
};

const struct case_step case_steps[] = {
    {CASE_CALL, 252, CASE_AT_LEAST, 7, 2, 0, 0x0, "client"},
    {CASE_CALL, 250, CASE_AT_LEAST, -1, 3, 2, 0x0, "fails"},
    {CASE_BYTES, 0, CASE_ANY, -1, 64, 0, 0x2018, ""},
    {CASE_STORE, 8, CASE_ANY, -1, 1, 5, 0x2030, ""},
    {CASE_BYTES, 0, CASE_ANY, -1, 64, 64, 0x2358, ""},
    {CASE_STORE, 8, CASE_ANY, -1, 1, 6, 0x2370, ""},
    {CASE_STORE, 8, CASE_ANY, -1, 1, 7, 0x2378, ""},
    {CASE_CALL, 46, CASE_EQUAL, -1, 5, 8, 0x0, "VB_FILE_PIPE"},
    {CASE_EXPECT, 8, CASE_EQUAL, -1, 1, 13, 0x2358, "VB_FILE_PIPE"},
    {CASE_CALL, 66, CASE_ANY, -1, 2, 14, 0x0, "handle_close"},
    {CASE_HOOK, 2, CASE_ANY, -1, 1, 16, 0x0, ""},
};

const struct case_script case_scripts[] = {
    {0, 11}, /* VB_FILE_PIPE: without memory */
};

const struct case_entry case_entries[] = {
    {"VB_FILE_PIPE", "needs memory", "without memory", 0, 0},
};
const uint32_t case_count = 1;
