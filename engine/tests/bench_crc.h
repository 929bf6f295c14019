/* The checksum of CoreMark's kind that the kernels of bench_engine share. */
#ifndef ENGINE_TESTS_BENCH_CRC_H
#define ENGINE_TESTS_BENCH_CRC_H

typedef unsigned char u8;
typedef unsigned short u16;

static inline u16 crc_byte(u8 data, u16 crc)
{
    for (int i = 0; i < 8; i++) {
        u8 carry = (u8)((data & 1) ^ (crc & 1));
        data >>= 1;
        crc >>= 1;
        if (carry)
            crc = (u16)((crc ^ 0x4002) | 0x8000);
    }
    return crc;
}

/* The low 16 bits of `value`. */
static inline u16 crc_16(unsigned value, u16 crc)
{
    return crc_byte((u8)(value >> 8), crc_byte((u8)value, crc));
}

#endif
