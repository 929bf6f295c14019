/* What gzip, gunzip and zcat are. */
#ifndef SHELL_LIB_COMPRESS_H
#define SHELL_LIB_COMPRESS_H

#include <stdbool.h>

/* The whole utility, behind tool_init(): as gzip with -d, or with -d and -c. */
int compress_main(int argc, char **argv, bool decompress, bool to_output);

#endif
