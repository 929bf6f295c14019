/* Generated from spec/ by tools/generator/generate.py. Do not edit. */
#ifndef PROTOCOL_ERRORS_GEN_H
#define PROTOCOL_ERRORS_GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bit n stands for the vb_status -n. Operation 0 is the last: any that the protocol does not have. */
struct protocol_errors {
    int64_t operation;
    uint64_t errors;
};

static inline bool protocol_lists(const struct protocol_errors *protocol, int64_t operation,
                                  int64_t status)
{
    if (status >= 0)
        return true;
    while (protocol->operation != 0 && protocol->operation != operation)
        protocol++;
    return status > -64 && (protocol->errors >> -status & 1) != 0;
}

#define CONSOLE_ERRORS \
    { \
        {1, UINT64_C(0x5084002)}, \
        {2, UINT64_C(0x201084002)}, \
        {3, UINT64_C(0x1000080002)}, \
        {4, UINT64_C(0x84800)}, \
        {0, UINT64_C(0x80000)}, \
    }

#define FOLDER_ERRORS \
    { \
        {1, UINT64_C(0xf7080f52)}, \
        {2, UINT64_C(0x1080944)}, \
        {3, UINT64_C(0x5080956)}, \
        {4, UINT64_C(0x4035080954)}, \
        {5, UINT64_C(0xc3080b56)}, \
        {6, UINT64_C(0x30c0944)}, \
        {7, UINT64_C(0xf3080f52)}, \
        {8, UINT64_C(0xd7080b52)}, \
        {9, UINT64_C(0xdb080b52)}, \
        {10, UINT64_C(0x1ff080b52)}, \
        {11, UINT64_C(0x1f3080f52)}, \
        {12, UINT64_C(0xf3080f52)}, \
        {13, UINT64_C(0xc3080b52)}, \
        {14, UINT64_C(0x4035080954)}, \
        {15, UINT64_C(0xd3080b52)}, \
        {16, UINT64_C(0x1080944)}, \
        {17, UINT64_C(0x1080942)}, \
        {0, UINT64_C(0x1080940)}, \
    }

#define MACHINE_ERRORS \
    { \
        {1, UINT64_C(0x202)}, \
        {2, UINT64_C(0x202)}, \
        {3, UINT64_C(0x200)}, \
        {0, UINT64_C(0x0)}, \
    }

#define DEVMGR_ERRORS \
    { \
        {1, UINT64_C(0x1880b52)}, \
        {2, UINT64_C(0x880250)}, \
        {3, UINT64_C(0x880250)}, \
        {4, UINT64_C(0x880052)}, \
        {0, UINT64_C(0x880050)}, \
    }

#define TERMINAL_ERRORS \
    { \
        {1, UINT64_C(0x400881050)}, \
        {2, UINT64_C(0x601881052)}, \
        {3, UINT64_C(0x880040)}, \
        {4, UINT64_C(0x881040)}, \
        {5, UINT64_C(0x880042)}, \
        {6, UINT64_C(0x881040)}, \
        {0, UINT64_C(0x880040)}, \
    }

#define KEYBOARD_ERRORS \
    { \
        {1, UINT64_C(0x400881010)}, \
        {5, UINT64_C(0x880002)}, \
        {0, UINT64_C(0x880000)}, \
    }

#define BLOCK_ERRORS \
    { \
        {1, UINT64_C(0x880200)}, \
        {2, UINT64_C(0x401880312)}, \
        {3, UINT64_C(0x411880312)}, \
        {4, UINT64_C(0x1880300)}, \
        {0, UINT64_C(0x880200)}, \
    }

#define ENTROPY_ERRORS \
    { \
        {1, UINT64_C(0x1880112)}, \
        {0, UINT64_C(0x880000)}, \
    }

#define FILE_ERRORS \
    { \
        {1, UINT64_C(0xf78a2fd2)}, \
        {2, UINT64_C(0x8c058abbd2)}, \
        {3, UINT64_C(0x4e358a39d2)}, \
        {4, UINT64_C(0xc38a2bd2)}, \
        {5, UINT64_C(0x8058a29c2)}, \
        {6, UINT64_C(0x40358a29d2)}, \
        {7, UINT64_C(0x58a29c2)}, \
        {8, UINT64_C(0x4038e29d0)}, \
        {9, UINT64_C(0xf38a2fd2)}, \
        {10, UINT64_C(0xd78a2bd2)}, \
        {11, UINT64_C(0xdb8a2bd2)}, \
        {12, UINT64_C(0x1ff8a2bd2)}, \
        {13, UINT64_C(0x1f78a2fd2)}, \
        {14, UINT64_C(0xf38a2fd2)}, \
        {15, UINT64_C(0xc38a2bd2)}, \
        {16, UINT64_C(0xd38a2bd2)}, \
        {17, UINT64_C(0x48a29c2)}, \
        {18, UINT64_C(0x48a29c0)}, \
        {19, UINT64_C(0x58a29d0)}, \
        {20, UINT64_C(0x48a29c2)}, \
        {21, UINT64_C(0x18a29c0)}, \
        {24, UINT64_C(0x48a2bc0)}, \
        {22, UINT64_C(0x8a29c0)}, \
        {32, UINT64_C(0x10018a29c0)}, \
        {33, UINT64_C(0x90018aa9c0)}, \
        {34, UINT64_C(0x90018a29d2)}, \
        {35, UINT64_C(0x18a29d0)}, \
        {48, UINT64_C(0xa28a29d8)}, \
        {49, UINT64_C(0x8a2bd0)}, \
        {0, UINT64_C(0x8a29c0)}, \
    }

#define INIT_ERRORS \
    { \
        {1, UINT64_C(0x880050)}, \
        {2, UINT64_C(0x880152)}, \
        {3, UINT64_C(0x880250)}, \
        {4, UINT64_C(0x880050)}, \
        {5, UINT64_C(0x880050)}, \
        {6, UINT64_C(0x880252)}, \
        {7, UINT64_C(0x880052)}, \
        {8, UINT64_C(0x880752)}, \
        {0, UINT64_C(0x880050)}, \
    }

#endif
