#include "input.h"
#include "options.h"
#include "tool.h"

#include <stdint.h>
#include <string.h>

static const char usage[] =
    "usage: cksum [FILE...]\n\n"
    "Write the CRC (as POSIX has it), the size and the name of each file.\n";

static const struct tool_row rows[] = {{0}};
static uint32_t table[256];
static bool named;

static void make_table(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t value = i << 24;
        for (int bit = 0; bit < 8; bit++)
            value = value & 0x80000000 ? value << 1 ^ 0x04c11db7 : value << 1;
        table[i] = value;
    }
}

static uint32_t add(uint32_t crc, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        crc = crc << 8 ^ table[crc >> 24 ^ (unsigned char)bytes[i]];
    return crc;
}

static void show(FILE *stream, const char *name)
{
    unsigned long long size = 0;
    uint32_t crc = 0;
    size_t n;
    while ((n = fread(tool_block, 1, sizeof tool_block, stream)) > 0) {
        crc = add(crc, tool_block, n);
        size += n;
    }
    if (ferror(stream))
        return;
    for (unsigned long long rest = size; rest; rest >>= 8) {
        char byte = (char)rest;
        crc = add(crc, &byte, 1);
    }
    printf("%u %llu%s%s\n", ~crc, size, named ? " " : "", named ? name : "");
}

int main(int argc, char **argv)
{
    tool_init("cksum", usage);
    tool_parse(argc, argv, rows);
    make_table();
    named = optind < argc;
    input_each(argc - optind, argv + optind, show);
    return tool_finish();
}
