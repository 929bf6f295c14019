/*
 * A folder of the host as a device. Its requests are carried out one after the other, by whom the
 * platform says; paths are walked component by component, so that nothing outside the folder can be
 * reached, whatever its names are and whatever other programs do to it meanwhile.
 */
#ifndef POSIX_FOLDER_H
#define POSIX_FOLDER_H

#include <hal/hal.h>

#include <limits.h>
#include <sys/types.h>
#include <vibee/file.h>

#define FOLDER_NODES 1024u /* open at a time */

/* The names of a directory as they were when its listing began. */
struct listing {
    uint8_t *records; /* struct vb_file_entry, name and padding, one after the other */
    size_t size, capacity;
    size_t *offsets; /* of each record */
    size_t count, offset_capacity;
};

struct node {
    int fd; /* -1: free */
    bool directory, append, readable, writable;
    struct listing listing;
};

struct folder {
    int root;
    bool read_only;
    void *worker;                    /* the platform's: what carries out its requests */
    struct node nodes[FOLDER_NODES]; /* number n is nodes[n - 1] */
};

/* ---- folder.c -------------------------------------------------------------------------------- */

/* NULL with errno. */
struct folder *folder_open(const char *host_path, bool read_only);
/* Carry out one request, which may block; its result, and the bytes of output in *size. */
int64_t folder_carry_out(struct folder *folder, const struct hal_request *request, uint32_t *size);

/* ---- folder_path.c --------------------------------------------------------------------------- */

/* The directory that holds the last component of a path, and that component. */
struct place {
    int directory;           /* to be closed with folder_leave() */
    char name[NAME_MAX + 1]; /* "." for the folder itself */
    bool must_be_directory;  /* the path ended with a slash */
};
/* A negative vb_status: ACCESS for "..", LOOP for a symbolic link on the way, NOT_DIRECTORY... */
MUST_CHECK int folder_enter(const struct folder *folder, const uint8_t *path, size_t size,
                            struct place *out);
void folder_leave(const struct folder *folder, struct place *place);
/* Where a NUL-separated second path begins; SIZE_MAX when there is none. */
size_t folder_second_path(const struct hal_request *request);

/* ---- folder_status.c ------------------------------------------------------------------------- */

int folder_status(int error); /* vb_status of an errno */

/* ---- folder_list.c --------------------------------------------------------------------------- */

uint32_t folder_type(mode_t mode); /* vb_file_type */

/* ---- operations: the result of a request; *size is the output's, 0 at the call -----------------
 */

struct node *folder_node(struct folder *folder, const struct hal_request *request);

int64_t folder_op_open(struct folder *folder, const struct hal_request *request);
int64_t folder_op_close(struct folder *folder, const struct hal_request *request);
int64_t folder_op_read(struct folder *folder, const struct hal_request *request, uint32_t *size);
int64_t folder_op_write(struct folder *folder, const struct hal_request *request);
int64_t folder_op_set_size(struct folder *folder, const struct hal_request *request);
int64_t folder_op_sync(struct folder *folder, const struct hal_request *request);
int64_t folder_op_list(struct folder *folder, const struct hal_request *request, uint32_t *size);
int64_t folder_op_stat(struct folder *folder, const struct hal_request *request, uint32_t *size);
int64_t folder_op_mkdir(struct folder *folder, const struct hal_request *request);
int64_t folder_op_unlink(struct folder *folder, const struct hal_request *request);
int64_t folder_op_rmdir(struct folder *folder, const struct hal_request *request);
int64_t folder_op_rename(struct folder *folder, const struct hal_request *request);
int64_t folder_op_link(struct folder *folder, const struct hal_request *request);
int64_t folder_op_symlink(struct folder *folder, const struct hal_request *request);
int64_t folder_op_readlink(struct folder *folder, const struct hal_request *request,
                           uint32_t *size);
int64_t folder_op_set_times(struct folder *folder, const struct hal_request *request);
int64_t folder_op_space(struct folder *folder, const struct hal_request *request, uint32_t *size);

void listing_free(struct listing *listing);

#endif
