/* The WASI errno of each vb_status. */
#ifndef WASI_ERRORS_H
#define WASI_ERRORS_H

#include <stdint.h>

/* 0 for zero and positive values; EIO for a status that is not known. */
int32_t wasi_error(int64_t status);

#endif
