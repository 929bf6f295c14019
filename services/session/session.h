/*
 * session: sets up what a person or a single program works with, runs it, and passes its status on.
 * Started by init when the services are ready; its end is the system's end.
 *
 *   session shell [--script NAME] [ARGUMENTS...]           vsh with the arguments
 *   session run [--env K=V]... [--fuel N] [--mem N] [--save NAME [--after N]] -- NAME
 * [ARGUMENTS...] session seat SCHEME [NAME=VALUE...]                    a service: seat.c
 *
 * Named handles: "shell" and "wasi" (images), "files" (the vfs, as its administrator), "device.N"
 * (folders), and for the blobs "program", "script" or "snapshot".
 */
#ifndef SESSION_SESSION_H
#define SESSION_SESSION_H

#include <sdk/spawn.h>
#include <stdint.h>

/* ---- streams.c ------------------------------------------------------------------------------- */
/* Open the three streams of a console, for what follows, in place of those before. */
void open_streams(const char *scheme);
/* The open one, 0: none. */
uint64_t stream(int fd);
/* Add them as descriptors. */
void add_streams(struct sdk_block *block);
/* A line on standard error (or in the log when there is none): "vibee: ...". */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);
/* Wait until what was written has reached the platform. */
void flush_streams(void);
/* The keyboard's signals go to this job; others below jobs are in the background. */
void set_foreground(uint64_t job, uint64_t jobs);

/* ---- folders.c ------------------------------------------------------------------------------- */
/* Mount every folder at its guest path, and the scheme proc at /proc. */
void mount_folders(void);
/* Mount every folder privately and add it as a preopened directory of its guest path. */
void add_folders(struct sdk_block *block);

/* The folder device with the file to write; no guest path begins so. The directory's handle. */
#define SNAPSHOT_FOLDER "//snapshot"
int64_t snapshot_folder(void);

/* ---- seat.c ---------------------------------------------------------------------------------- */
_Noreturn void serve_seat(uint32_t argument);

/* ---- main.c ---------------------------------------------------------------------------------- */
/* The directory / as a preopened one. */
void add_root(struct sdk_block *block);
/* A handle of a kind that has no name. */
void add_kind(struct sdk_block *block, uint32_t kind, uint64_t handle);
/* Start the block's program in a job of its own, wait, end what it left behind, and return the
 * status for the host. kept: under this name init keeps the job for the next incarnation; NULL:
 * not. */
int run_block(struct sdk_block *block, const char *name, const char *kept);
int run_shell(uint32_t argument);
int run_program(uint32_t argument);

#endif
