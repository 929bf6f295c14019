/* Every status has a WASI errno of its own choosing. */
#include "errors.h"
#include "wasi.h"
#include <check.h>
#include <vibee/status.h>

static void success_is_no_error(void)
{
    CHECK_EQ(wasi_error(VB_OK), WASI_OK);
    CHECK_EQ(wasi_error(4096), WASI_OK);
}

static void every_status_has_a_row(void)
{
#define ONE(name, text)                                                                            \
    if (name != VB_OK)                                                                             \
        CHECK_EQ(wasi_error(name) != WASI_OK, 1);
    VB_STATUS_TEXTS(ONE)
#undef ONE
    CHECK_EQ(wasi_error(VB_ERR_FILE_TOO_BIG), WASI_EFBIG); /* the last row */
}

static void unknown_ones_are_input_output_errors(void)
{
    CHECK_EQ(wasi_error(-1000), WASI_EIO);
    CHECK_EQ(wasi_error(INT64_MIN + 1), WASI_EIO);
}

static void those_programs_look_at(void)
{
    CHECK_EQ(wasi_error(VB_ERR_NOT_FOUND), WASI_ENOENT);
    CHECK_EQ(wasi_error(VB_ERR_EXISTS), WASI_EEXIST);
    CHECK_EQ(wasi_error(VB_ERR_AGAIN), WASI_EAGAIN);
    CHECK_EQ(wasi_error(VB_ERR_PIPE), WASI_EPIPE);
    CHECK_EQ(wasi_error(VB_ERR_NOT_SEEKABLE), WASI_ESPIPE);
}

int main(void)
{
    RUN(success_is_no_error);
    RUN(every_status_has_a_row);
    RUN(unknown_ones_are_input_output_errors);
    RUN(those_programs_look_at);
    return check_exit();
}
