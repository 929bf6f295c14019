/* Listing a directory. */
#include "dirents.h"
#include "shim.h"

/* Where the converted entries gather before they go to the program. */
static unsigned char converted[STAGING_SIZE];

/* The inode of the directory itself; 0 when the server does not say. */
static uint64_t own_inode(uint64_t handle)
{
    struct vb_file_stat stat = {0};
    struct exchange x = {.operation = VB_FILE_STAT, .answer = &stat, .room = sizeof stat};

    return exchange(handle, &x) < 0 ? 0 : stat.inode;
}

/* Records from the server's cookie on into the staging room. Their size, 0 at the end. */
static int64_t fetch(uint64_t handle, uint64_t cookie)
{
    struct exchange x = {
        .operation = VB_FILE_LIST,
        .request = {.offset = cookie, .size = STAGING_SIZE},
        .window = {.address = VB_ADDRESS(staging), .size = STAGING_SIZE, .rights = VB_RIGHT_WRITE}};
    int64_t size = exchange(handle, &x);

    return size > STAGING_SIZE ? VB_ERR_PROTOCOL : size;
}

/* Fill one portion for the program, advancing the cookie. Returns 0 at the end, 1 for more, or <0.
 */
static int64_t fill(uint64_t handle, struct wasi_dirents *into, uint64_t *cookie)
{
    uint64_t inode, next;
    int64_t size;

    if (*cookie < WASI_COOKIE_BASE) {
        inode = own_inode(handle);
        if (*cookie == 0 && !wasi_dirent_add(into, 1, inode, WASI_TYPE_DIRECTORY, ".", 1))
            return 0;
        if (!wasi_dirent_add(into, WASI_COOKIE_BASE, inode, WASI_TYPE_DIRECTORY, "..", 2))
            return 0;
        *cookie = WASI_COOKIE_BASE;
    }
    size = fetch(handle, *cookie - WASI_COOKIE_BASE);
    if (size <= 0)
        return size;
    next = wasi_dirents_convert(into, staging, (size_t)size);
    *cookie = next + WASI_COOKIE_BASE;
    return next != UINT64_MAX;
}

WASI_CALL(fd_readdir, int32_t fd, guest buffer, uint32_t room, uint64_t cookie, guest result)
{
    SHIM_CALL();
    struct descriptor *d = descriptor(fd);
    struct wasi_dirents into;
    uint32_t used = 0;
    int32_t error;
    int64_t more = 1;

    if (d == NULL)
        return WASI_EBADF;
    while (more == 1 && used < room) {
        /* Entries are never cut where the staging room ends but for where the program's buffer
         * does. */
        into = (struct wasi_dirents){
            converted, room - used < sizeof converted ? room - used : sizeof converted, 0};
        more = fill(d->handle, &into, &cookie);
        if (more < 0 && used == 0)
            return wasi_error(more);
        error = guest_write(buffer + used, converted, into.used);
        if (error != WASI_OK)
            return error;
        used += (uint32_t)into.used;
    }
    return guest_write_u32(result, used);
}
