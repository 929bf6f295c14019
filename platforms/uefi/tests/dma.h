/* Tests of DMA with QEMU's educational device (docs/specs/edu.rst of QEMU) at 00:10.0. */
#ifndef UEFI_TESTS_DMA_H
#define UEFI_TESTS_DMA_H

#include <stdbool.h>

/* False: there is no test of that name. */
bool test_dma(const char *name);

#endif
