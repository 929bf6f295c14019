/* The command line of vibee. */
#ifndef POSIX_OPTIONS_H
#define POSIX_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FOLDERS_MAX 60u

struct folder_option {
    char *host, *guest;
    bool read_only;
};

struct options {
    bool run;           /* `vibee run PROGRAM`; else a booted system */
    bool help, version; /* print it and end */
    bool cooperative, verbose;
    const char *image; /* another boot image, or NULL */
    uint64_t memory;   /* bytes of the whole system, 0: what there is */
    struct folder_option folders[FOLDERS_MAX];
    size_t folder_count;

    const char *command; /* -c LINE */
    const char *file;    /* script or program, NULL when there is none */
    char **arguments;    /* that follow */
    size_t argument_count;

    const char **environment; /* run: "NAME=VALUE" */
    size_t environment_count;
    uint64_t fuel, program_memory; /* run: 0: no limit */
    const char *save, *restore;    /* run: files of snapshots, or NULL */
    uint64_t after;                /* run: reductions before it is saved, 0: on SIGINT */
};

/* Parse, or exit: after --help and --version, or with status 2 and one line that says what is
 * wrong. */
void options_parse(struct options *out, int argc, char **argv);

/* options_folder.c: HOST[:GUEST][:ro] */
void options_folder(struct options *options, const char *text);
/* Once all options are known: where each folder goes that was not told. */
void options_place_folders(struct options *options);

/* help.c */
void help_print(bool run);
void version_print(void);

/* "vibee: " and the text on standard error; exits. */
__attribute__((format(printf, 2, 3))) _Noreturn void fail(int status, const char *format, ...);

#endif
