/*
 * The shim's own extensions, module "vibee_posix": what sdk/posix is made of. Results are WASI
 * errno numbers (wasi/api.h); a descriptor is a WASI descriptor. As to every path given to the
 * shim, the descriptor number SDK_FD_CWD (AT_FDCWD of wasi-libc) may be passed to WASI's path
 * functions: the path is then exact, absolute with a leading "/" and else relative to the working
 * directory.
 */
#ifndef SDK_SHIM_H
#define SDK_SHIM_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SDK_FD_CWD       (-2)
#define SDK_SHIM_PATH    "/lib/wasi.wasm"
#define SDK_SHIM_CALL(n) __attribute__((import_module("vibee_posix"), import_name(#n)))

/* One descriptor, for a start block. */
struct sdk_fd_info {
    int32_t fd;     /* in: look at this number or the next used one above; out: what was found */
    uint32_t kind;  /* VB_START_FD or VB_START_PREOPEN */
    uint32_t flags; /* 1: close on exec */
    uint32_t reserved;
    uint64_t handle; /* borrowed */
    char name[256];  /* of a preopen: its path */
};

/* The handle behind a descriptor; it stays the shim's. */
SDK_SHIM_CALL(fd_handle) int sdk_shim_fd_handle(int fd, uint64_t *handle);

/* The lowest free descriptor for a handle, which becomes the shim's. */
SDK_SHIM_CALL(fd_install) int sdk_shim_fd_install(uint64_t handle, int *fd);

/* A duplicate at the lowest free number from minimum on; or at exactly `to`, closing what is there.
 */
SDK_SHIM_CALL(fd_dup) int sdk_shim_fd_dup(int fd, int minimum, int *copy);
SDK_SHIM_CALL(fd_dup2) int sdk_shim_fd_dup2(int fd, int to);

/* Set close-on-exec (on: 0 or 1). */
SDK_SHIM_CALL(fd_cloexec) int sdk_shim_fd_cloexec(int fd, int on);

/* Enumerate; EBADF at the end. */
SDK_SHIM_CALL(fd_info) int sdk_shim_fd_info(struct sdk_fd_info *info);

SDK_SHIM_CALL(pipe) int sdk_shim_pipe(int fds[2]);

/* The working directory, an absolute path; getcwd NUL-terminates, ERANGE when it does not fit. */
SDK_SHIM_CALL(chdir) int sdk_shim_chdir(const char *path, size_t size);
SDK_SHIM_CALL(getcwd) int sdk_shim_getcwd(char *buffer, size_t size);

/* The contents of the file at an exact path as a memory object; the handle is the caller's. */
SDK_SHIM_CALL(program_open)
int sdk_shim_program_open(const char *path, size_t size, uint64_t *handle);

#ifdef __cplusplus
}
#endif

#endif
