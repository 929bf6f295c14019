/* Writing all of some bytes. */
#ifndef SHELL_LIB_OUTPUT_H
#define SHELL_LIB_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

/* write() until all is written, whatever signals come; false: it failed, errno says why. */
bool write_all(int fd, const void *bytes, size_t size);

#endif
