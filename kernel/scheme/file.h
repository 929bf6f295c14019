/*
 * Open files of the schemes that the kernel serves: text made at open, read from an offset, and for
 * some something that happens when they are written.
 */
#ifndef KERNEL_SCHEME_FILE_H
#define KERNEL_SCHEME_FILE_H

#include <object.h>
#include <process/user.h>

struct handle;
struct job;
struct thread;

/* Text on its way into a file. It is made twice: once to measure it, with no room, then for good;
 * nothing in the kernel changes in between. */
struct text {
    char *out;   /* NULL while measuring */
    size_t room; /* bytes at out, with space for a NUL */
    size_t size; /* bytes that the whole text has so far */
};
void text_format(struct text *text, const char *format, ...) PRINTF_LIKE(2, 3);
void text_append(struct text *text, const void *bytes, size_t size);

/* Part of a path or of what was written. */
struct word {
    const char *text;
    size_t size;
};
bool word_is(struct word word, const char *literal);
/* Where the character first is; word.size when it is not there. */
size_t word_find(struct word word, char character);

/* An item of a scheme, found by its path. */
struct item {
    struct kernel *kernel;
    uint32_t pid;        /* the task it is about, 0: none */
    uint64_t start_time; /* that task's: its number may be another's later */
    struct job *scope;
    uint32_t rights; /* of VB_RIGHT_READ and WRITE, what it has at all */
    void (*generate)(const struct item *item, struct text *text);
    int (*command)(const struct item *item, struct word text); /* a write; VB_OK or an error */
};

/* Find an item for the thread that opens it: its kernel and scope are filled in. NOT_FOUND. */
struct scheme;
typedef int scheme_find(const struct scheme *scheme, struct thread *self, struct word path,
                        struct item *out);

/* A scheme that the kernel serves. */
struct scheme {
    struct object object; /* VB_OBJECT_SCHEME */
    struct job *scope;    /* retained; proc: whose tasks are seen, NULL: all */
    scheme_find *find;
};

static inline struct scheme *scheme_of(struct object *object)
{
    return CONTAINER_OF(object, struct scheme, object);
}

MUST_CHECK int scheme_create(struct kernel *kernel, struct account *account, struct job *scope,
                             scheme_find *find, struct object **out);
/* Open an item for the thread's task: the handle's value, or an error. `rights` are those of the
 * scheme's handle; the path is text from the task. */
int64_t file_open(struct thread *self, const struct right *scheme, struct user_buffer path,
                  uint32_t flags);
int64_t file_read(struct thread *self, const struct handle *handle, struct user_buffer buffer);
int64_t file_write(struct thread *self, const struct handle *handle, struct user_buffer data);

#endif
