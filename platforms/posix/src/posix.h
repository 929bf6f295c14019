/*
 * What platforms on a host with a C library share: the command line, the start of the system, the
 * list of devices, folders of the host. The functions below the line are the platform's part.
 */
#ifndef POSIX_H
#define POSIX_H

#include "folder.h"
#include "options.h"

#include <hal/hal.h>

struct kernel;

/* ---- devices.c --------------------------------------------------------------------------------
 */

#define POSIX_CONSOLE 0u /* index and line of the console */

/* Find out what the standard streams are; before the list of devices is asked for. */
void posix_offer_console(void);
/* Offer a host folder at a guest path. NULL, or what is wrong in words. */
const char *posix_add_folder(const char *host_path, const char *guest_path, bool read_only);

/* ---- start.c: each ends the process with a message when it fails -------------------------------
 */

/* Read the script or program. */
void start_file(const struct options *options);
/* Offer what --dir names. */
void start_folders(const struct options *options);
/* A kernel that has started init with what the options say. */
struct kernel *start_system(const struct options *options, struct hal_ring *ring);

/* ---- the platform's ---------------------------------------------------------------------------
 */

extern const char posix_platform[]; /* its name, for --version */

uint32_t posix_console_flags(void);
void posix_console_submit(struct hal_request *request);
void posix_console_cancel(struct hal_request *request);

/* The path without links, "." and ".." from malloc(); NULL when the host cannot say. */
char *posix_real_path(const char *path);

/* Get ready to take requests; false when out of memory. */
MUST_CHECK bool posix_folder_start(struct folder *folder);
void posix_folder_submit(struct folder *folder, struct hal_request *request);

#endif
