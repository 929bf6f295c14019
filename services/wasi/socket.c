/*
 * Sockets: there is no way to get one from preview 1, but pipes have their file type, and receiving
 * and sending on them is reading and writing.
 */
#include "shim.h"

int32_t shim_fd_read(int32_t fd, guest iovecs, uint32_t count, guest result);
int32_t shim_fd_write(int32_t fd, guest iovecs, uint32_t count, guest result);

static int32_t stream(int32_t fd)
{
    struct descriptor *d;
    int32_t error = descriptor_typed(fd, &d);

    if (error != WASI_OK)
        return error;
    return d->type == WASI_TYPE_SOCKET ? WASI_OK : WASI_ENOTSOCK;
}

WASI_CALL(sock_recv, int32_t fd, guest iovecs, uint32_t count, uint32_t flags, guest result,
          guest out_flags)
{
    SHIM_CALL();
    int32_t error = stream(fd);

    if (error == WASI_OK && flags != 0)
        error = WASI_ENOTSUP; /* peek, wait for all */
    if (error == WASI_OK)
        error = shim_fd_read(fd, iovecs, count, result);
    if (error == WASI_OK)
        error = guest_write(out_flags, &(uint16_t){0}, sizeof(uint16_t));
    return error;
}

WASI_CALL(sock_send, int32_t fd, guest iovecs, uint32_t count, uint32_t flags, guest result)
{
    SHIM_CALL();
    int32_t error = stream(fd);

    if (error == WASI_OK && flags != 0)
        error = WASI_EINVAL;
    return error != WASI_OK ? error : shim_fd_write(fd, iovecs, count, result);
}

WASI_CALL(sock_accept, int32_t fd, uint32_t flags, guest result)
{
    SHIM_CALL();
    int32_t error = stream(fd);

    (void)flags;
    (void)result;
    return error != WASI_OK ? error : WASI_ENOTSUP;
}

WASI_CALL(sock_shutdown, int32_t fd, uint32_t how)
{
    SHIM_CALL();
    int32_t error = stream(fd);

    (void)how;
    return error != WASI_OK ? error : WASI_ENOTSUP;
}
