#include <base/format.h>
#include <memory/account.h>
#include <memory/alloc.h>
#include <process/handle.h>
#include <process/job.h>
#include <process/task.h>
#include <process/thread.h>
#include <scheme/file.h>
#include <stdarg.h>
#include <string.h>

#define PATH_ROOM    64u /* longer than any path of these schemes */
#define COMMAND_ROOM 32u

struct file {
    struct object object; /* VB_OBJECT_FILE */
    struct item item;     /* its scope retained */
    uint64_t offset;
    size_t size, room; /* of the text; room includes a NUL */
    char text[];
};

/* ---- text ----------------------------------------------------------------------------------- */

void text_format(struct text *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    const size_t room = text->room > text->size ? text->room - text->size : 0;
    text->size += format_text_v(room > 0 ? text->out + text->size : NULL, room, format, arguments);
    va_end(arguments);
}

void text_append(struct text *text, const void *bytes, size_t size)
{
    if (text->size + size <= text->room)
        memcpy(text->out + text->size, bytes, size);
    text->size += size;
}

bool word_is(struct word word, const char *literal)
{
    size_t size = 0;
    while (size < word.size && literal[size] != '\0' && literal[size] == word.text[size])
        size++;
    return size == word.size && literal[size] == '\0';
}

size_t word_find(struct word word, char character)
{
    size_t i = 0;
    while (i < word.size && word.text[i] != character)
        i++;
    return i;
}

/* ---- schemes -------------------------------------------------------------------------------- */

static void scope_release(struct kernel *kernel, struct job *scope)
{
    if (scope != NULL)
        object_release(kernel, &scope->object);
}

static void scope_retain(struct job *scope)
{
    if (scope != NULL)
        object_retain(&scope->object);
}

static void scheme_destroy(struct kernel *kernel, struct object *object)
{
    struct scheme *scheme = scheme_of(object);
    scope_release(kernel, scheme->scope);
    kernel_free(object->account, scheme, sizeof *scheme);
}

static const struct object_ops scheme_ops = {NULL, NULL, scheme_destroy};

int scheme_create(struct kernel *kernel, struct account *account, struct job *scope,
                  scheme_find *find, struct object **out)
{
    int status;
    struct scheme *scheme = kernel_alloc(account, sizeof *scheme, &status);
    if (scheme == NULL)
        return status;
    object_init(kernel, &scheme->object, VB_OBJECT_SCHEME, &scheme_ops, account);
    scope_retain(scope);
    scheme->scope = scope;
    scheme->find = find;
    *out = &scheme->object;
    return VB_OK;
}

/* ---- opening -------------------------------------------------------------------------------- */

static void file_destroy(struct kernel *kernel, struct object *object)
{
    struct file *file = CONTAINER_OF(object, struct file, object);
    scope_release(kernel, file->item.scope);
    kernel_free(object->account, file, sizeof *file + file->room);
}

static const struct object_ops file_ops = {NULL, NULL, file_destroy};

static int file_create(struct task *task, const struct item *item, struct file **out)
{
    struct text text = {0};
    if (item->generate != NULL)
        item->generate(item, &text);
    const size_t room = text.size + 1;
    int status;
    struct file *file = kernel_alloc(task->account, sizeof *file + room, &status);
    if (file == NULL)
        return status;
    object_init(task->kernel, &file->object, VB_OBJECT_FILE, &file_ops, task->account);
    scope_retain(item->scope);
    file->item = *item;
    file->room = room;
    text = (struct text){.out = file->text, .room = room};
    if (item->generate != NULL)
        item->generate(item, &text);
    file->size = MIN(text.size, room - 1); /* its own charge may show in what it says */
    *out = file;
    return VB_OK;
}

static int find_item(struct thread *self, const struct scheme *scheme, struct user_buffer path,
                     struct item *out)
{
    char text[PATH_ROOM];
    if (path.size > sizeof text)
        return VB_ERR_NOT_FOUND;
    int status = user_copy_in(self, text, path.address, path.size);
    if (status != VB_OK)
        return status;
    *out = (struct item){.kernel = self->task->kernel, .scope = scheme->scope};
    return scheme->find(scheme, self, (struct word){text, path.size}, out);
}

int64_t file_open(struct thread *self, const struct right *scheme, struct user_buffer path,
                  uint32_t flags)
{
    struct item item;
    int status = find_item(self, scheme_of(scheme->object), path, &item);
    if (status != VB_OK)
        return status;
    uint32_t wanted = 0;
    if ((flags & VB_OPEN_READ) != 0)
        wanted |= VB_RIGHT_READ;
    if ((flags & (VB_OPEN_WRITE | VB_OPEN_APPEND | VB_OPEN_TRUNCATE)) != 0)
        wanted |= VB_RIGHT_WRITE;
    if ((flags & (VB_OPEN_DIRECTORY | VB_OPEN_EXCLUSIVE)) != 0 || wanted == 0)
        return VB_ERR_INVALID;
    if ((item.rights & scheme->rights & wanted) != wanted)
        return VB_ERR_ACCESS;
    struct file *file;
    status = file_create(self->task, &item, &file);
    if (status != VB_OK)
        return status;
    int64_t value = handle_insert(self->task, &file->object,
                                  wanted | VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER, 0);
    object_release(self->task->kernel, &file->object);
    return value;
}

/* ---- reading and writing -------------------------------------------------------------------- */

int64_t file_read(struct thread *self, const struct handle *handle, struct user_buffer buffer)
{
    struct file *file = CONTAINER_OF(handle->object, struct file, object);
    if ((handle->rights & VB_RIGHT_READ) == 0)
        return VB_ERR_ACCESS;
    const uint64_t count = MIN(buffer.size, file->size - file->offset);
    int status = user_copy_out(self, buffer.address, file->text + file->offset, count);
    if (status != VB_OK)
        return status;
    file->offset += count;
    return (int64_t)count;
}

int64_t file_write(struct thread *self, const struct handle *handle, struct user_buffer data)
{
    /* A copy: a signal may end the calling task, and its open file with it. */
    const struct item item = CONTAINER_OF(handle->object, struct file, object)->item;
    char text[COMMAND_ROOM];
    if ((handle->rights & VB_RIGHT_WRITE) == 0)
        return VB_ERR_ACCESS;
    if (data.size > sizeof text)
        return VB_ERR_INVALID;
    int status = user_copy_in(self, text, data.address, data.size);
    if (status != VB_OK)
        return status;
    status = item.command(&item, (struct word){text, data.size});
    if (self->state == THREAD_ENDED)
        return SYSCALL_NORETURN;
    return status == VB_OK ? (int64_t)data.size : status;
}
