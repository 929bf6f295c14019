/*
 * A client of the file protocol (spec/file.vibee): files, directories, pipes and consoles, each a
 * sender right. Results are a negative vb_status, or a count or handle.
 */
#ifndef SDK_FILE_H
#define SDK_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <vibee/file.h>
#include <vibee/objects.h>
#include <vibee/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Open a path below a directory or scheme; stat may be NULL. Returns a handle. */
int64_t sdk_file_open(uint64_t directory, const char *path, uint32_t flags,
                      struct vb_file_stat *stat);

/* Open name://path in the caller's own namespace. Returns a handle. */
int64_t sdk_open(const char *url, uint32_t flags);

/* Read or write at an offset or at VB_FILE_CURRENT; may be short. */
int64_t sdk_file_read(uint64_t file, uint64_t offset, void *buffer, size_t size);
int64_t sdk_file_write(uint64_t file, uint64_t offset, const void *data, size_t size);

/* Write all of it at the current offset. */
int64_t sdk_file_write_all(uint64_t file, const void *data, size_t size);

/* path may be "" for the item itself; flags: 0 or VB_OPEN_NO_FOLLOW. */
int64_t sdk_file_stat(uint64_t file, const char *path, uint32_t flags, struct vb_file_stat *stat);

/* Records of vb_file_entry from a cookie on; count of bytes, 0 at the end. */
int64_t sdk_file_list(uint64_t directory, uint64_t cookie, void *buffer, size_t size);

/* The contents as a memory object, read-only. Returns a handle. */
int64_t sdk_file_map(uint64_t file);

/* Open a path, take its contents as a memory object, close it. Returns a handle. */
int64_t sdk_file_load(uint64_t directory, const char *path);

/* Any operation with a path or other text and no bulk data. */
int64_t sdk_file_operation(uint64_t file, uint32_t operation, const struct vb_file_request *request,
                           const void *text, size_t size);

/* A pipe from the scheme's sender: ends[0] reads, ends[1] writes. */
int64_t sdk_pipe_open(uint64_t scheme, uint64_t ends[2]);

/* Modes and window size of a terminal; only the modes are set. */
int64_t sdk_terminal_read(uint64_t file, struct vb_terminal *terminal);
int64_t sdk_terminal_write(uint64_t file, uint32_t modes);

/* The size of a terminal whose master this is. */
int64_t sdk_terminal_size(uint64_t master, uint32_t columns, uint32_t rows);

/* Which job gets the keyboard's signals. The caller keeps its handle. */
int64_t sdk_terminal_job(uint64_t file, uint64_t job);
/* The same, and above which job those lie that are stopped in the background. */
int64_t sdk_terminal_session(uint64_t file, uint64_t job, uint64_t session);

#ifdef __cplusplus
}
#endif

#endif
