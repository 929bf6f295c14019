#include "options.h"
#include "output.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: dd [if=FILE] [of=FILE] [bs=N] [count=N] [skip=N] [seek=N] [conv=LIST] [status=none]\n\n"
    "Copy block by block.\n\n"
    "  if, of       files to read and write (standard input and output)\n"
    "  bs           bytes of a block (512; k, M, G); also ibs=, obs= (the same size for both)\n"
    "  count        blocks to copy at most\n"
    "  skip, seek   blocks of the input, of the output to leave out first\n"
    "  conv         notrunc, sync, noerror, fsync, excl, nocreat, lcase, ucase, swab\n"
    "  iflag=fullblock  read until a block is full\n"
    "  status=none  without the figures at the end; noxfer: without the last of them\n";

static const char *input, *output;
static long long block = 512, count = LLONG_MAX, skip, seek;
static bool no_truncate, pad, go_on, store, exclusive, no_create, lower, upper, swap, full, quiet,
    no_speed;

static const struct {
    const char *name;
    bool *flag;
} conversions[] = {{"notrunc", &no_truncate}, {"sync", &pad},       {"noerror", &go_on},
                   {"fsync", &store},         {"excl", &exclusive}, {"nocreat", &no_create},
                   {"lcase", &lower},         {"ucase", &upper},    {"swab", &swap}};

static void parse_conversions(const char *list)
{
    while (*list) {
        size_t length = strcspn(list, ","), i = 0,
               known = sizeof conversions / sizeof conversions[0];
        while (i < known && (strlen(conversions[i].name) != length ||
                             strncmp(conversions[i].name, list, length) != 0))
            i++;
        if (i == known)
            tool_misuse("conv: expected notrunc, sync, noerror..., found '%s'", list);
        *conversions[i].flag = true;
        list += length + (list[length] == ',');
    }
}

static void parse(const char *operand)
{
    const char *value = strchr(operand, '=');
    if (!value)
        tool_misuse("expected NAME=VALUE, found '%s'", operand);
    size_t length = (size_t)(value++ - operand);
#define IS(name) (length == sizeof name - 1 && strncmp(operand, name, length) == 0)
    if (IS("if"))
        input = value;
    else if (IS("of"))
        output = value;
    else if (IS("bs") || IS("ibs") || IS("obs"))
        block = tool_size(value, 1, "bs");
    else if (IS("count"))
        count = tool_size(value, 0, "count");
    else if (IS("skip"))
        skip = tool_size(value, 0, "skip");
    else if (IS("seek"))
        seek = tool_size(value, 0, "seek");
    else if (IS("conv"))
        parse_conversions(value);
    else if (IS("iflag") && strcmp(value, "fullblock") == 0)
        full = true;
    else if (IS("status"))
        quiet = strcmp(value, "none") == 0, no_speed = strcmp(value, "noxfer") == 0;
    else
        tool_misuse("expected an operand of --help, found '%s'", operand);
#undef IS
}

static void convert(char *data, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (lower && data[i] >= 'A' && data[i] <= 'Z')
            data[i] = (char)(data[i] + 32);
        if (upper && data[i] >= 'a' && data[i] <= 'z')
            data[i] = (char)(data[i] - 32);
    }
    for (size_t i = 0; swap && i + 1 < size; i += 2) {
        char first = data[i];
        data[i] = data[i + 1];
        data[i + 1] = first;
    }
}

/* A block, or what there is: a pipe gives less unless a full one is asked for. */
static ssize_t read_block(int file, char *data)
{
    ssize_t size = 0, n;
    do {
        n = read(file, data + size, (size_t)(block - size));
        if (n < 0)
            return size ? size : n;
        size += n;
    } while (n > 0 && full && size < block);
    return size;
}

/* Blocks at the beginning of a file are passed over, or read when it cannot seek. */
static void skip_blocks(int file, char *data)
{
    if (skip == 0 || lseek(file, skip * block, SEEK_CUR) >= 0)
        return;
    for (long long i = 0; i < skip && read_block(file, data) > 0; i++)
        ;
}

static int open_output(void)
{
    int flags = O_WRONLY | (no_create ? 0 : O_CREAT) | (exclusive ? O_EXCL : 0);
    int file = output ? open(output, flags | (no_truncate || seek ? 0 : O_TRUNC), 0666) : 1;
    if (file < 0) {
        tool_error("failed to open '%s': %s", output, strerror(errno));
        exit(1);
    }
    if (seek && output && !no_truncate && ftruncate(file, seek * block) != 0)
        tool_file_error(output);
    if (seek && lseek(file, seek * block, SEEK_SET) < 0)
        tool_file_error(output ? output : "standard output");
    return file;
}

int main(int argc, char **argv)
{
    unsigned long long whole = 0, partial = 0, bytes = 0, out_whole = 0, out_partial = 0;
    tool_init("dd", usage);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    for (int i = 1; i < argc; i++)
        parse(argv[i]);
    int in = input ? open(input, O_RDONLY) : 0;
    if (in < 0) {
        tool_error("failed to open '%s': %s", input, strerror(errno));
        return 1;
    }
    int out = open_output();
    char *data = tool_alloc((size_t)block);
    skip_blocks(in, data);
    for (long long i = 0; i < count; i++) {
        ssize_t n = read_block(in, data);
        if (n < 0)
            tool_error("error reading '%s': %s", input ? input : "standard input", strerror(errno));
        if (n == 0 || (n < 0 && !go_on))
            break;
        n = n < 0 ? 0 : n;
        ++*(n == block ? &whole : &partial);
        if (pad && n < block) {
            memset(data + n, 0, (size_t)(block - n));
            n = (ssize_t)block;
        }
        convert(data, (size_t)n);
        if (!write_all(out, data, (size_t)n)) {
            tool_error("error writing '%s': %s", output ? output : "standard output",
                       strerror(errno));
            break;
        }
        ++*(n == block ? &out_whole : &out_partial);
        bytes += (unsigned long long)n;
    }
    if (store && fsync(out) != 0)
        tool_file_error(output ? output : "standard output");
    if (!quiet)
        fprintf(stderr, "%llu+%llu records in\n%llu+%llu records out\n", whole, partial, out_whole,
                out_partial);
    if (!quiet && !no_speed)
        fprintf(stderr, "%llu bytes copied\n", bytes);
    return tool_status();
}
