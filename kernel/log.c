#include <base/format.h>
#include <kernel_state.h>
#include <log.h>
#include <string.h>
#include <vibee/log.h>

#define PREFIX_MAX 96u

_Static_assert(sizeof(struct vb_log_record) + LOG_LINE_MAX == LOG_RECORD_MAX, "LOG_RECORD_MAX");

/* ---- the ring ------------------------------------------------------------------------------- */

static void ring_write(struct log *log, const void *from, size_t size)
{
    const size_t at = log->end % LOG_SIZE, before_wrap = MIN(size, LOG_SIZE - at);
    memcpy(log->bytes + at, from, before_wrap);
    memcpy(log->bytes, (const uint8_t *)from + before_wrap, size - before_wrap);
    log->end += size;
}

static void ring_read(const struct log *log, uint64_t position, void *to, size_t size)
{
    const size_t at = position % LOG_SIZE, before_wrap = MIN(size, LOG_SIZE - at);
    memcpy(to, log->bytes + at, before_wrap);
    memcpy((uint8_t *)to + before_wrap, log->bytes, size - before_wrap);
}

static size_t record_size(size_t text_size)
{
    return sizeof(struct vb_log_record) + ALIGN_UP(text_size, 8u);
}

static size_t record_size_at(const struct log *log, uint64_t position)
{
    struct vb_log_record record;
    ring_read(log, position, &record, sizeof record);
    return record_size(record.size);
}

static void append(struct log *log, struct vb_log_record *record, const char *text)
{
    static const char padding[8];
    const size_t size = record_size(record->size);
    while (log->end + size - log->start > LOG_SIZE)
        log->start += record_size_at(log, log->start);
    record->sequence = log->sequence++;
    ring_write(log, record, sizeof *record);
    ring_write(log, text, record->size);
    ring_write(log, padding, size - sizeof *record - record->size);
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* A task must not be able to forge lines or steer a terminal. */
static char printable(char c)
{
    return (char)((unsigned char)c < ' ' || c == 0x7f ? ' ' : c);
}

static void show_prefix(const struct vb_log_record *record, const char *name)
{
    static const char *const names[] = {"error", "warning", "info", "debug"};
    char prefix[PREFIX_MAX];
    size_t size = format_text(
        prefix, sizeof prefix,
        "<%llu.%06llu> %s %s: ", (unsigned long long)(record->time / 1000000000),
        (unsigned long long)(record->time / 1000 % 1000000), names[record->level], name);
    hal_console_write(prefix, MIN(size, sizeof prefix - 1));
}

static void show_line(const char *text, size_t size)
{
    hal_console_write(text, size);
    hal_console_write("\n", 1);
}

void log_line(struct kernel *kernel, uint32_t level, const struct log_source *source,
              const char *text, size_t size)
{
    char line[LOG_LINE_MAX];
    while (size > 0 && text[size - 1] == '\n')
        size--;
    size = MIN(size, sizeof line);
    for (size_t i = 0; i < size; i++)
        line[i] = printable(text[i]);
    struct vb_log_record record = {.time = kernel_now(kernel),
                                   .pid = source->pid,
                                   .level = (uint16_t)level,
                                   .size = (uint16_t)size};
    append(&kernel->log, &record, line);
    if (kernel->config.verbose)
        show_prefix(&record, source->name);
    if (kernel->config.verbose || source->always)
        show_line(line, size);
}

void log_format(struct kernel *kernel, uint32_t level, const char *format, ...)
{
    char text[LOG_LINE_MAX];
    va_list arguments;
    va_start(arguments, format);
    size_t size = format_text_v(text, sizeof text, format, arguments);
    va_end(arguments);
    log_line(kernel, level, &(struct log_source){.name = "kernel"}, text,
             MIN(size, sizeof text - 1));
}

size_t log_read(const struct kernel *kernel, uint64_t *position, void *out, size_t size)
{
    const struct log *log = &kernel->log;
    uint64_t from = MAX(*position, log->start), to = from;
    while (to < log->end) {
        const size_t next = record_size_at(log, to);
        if (to + next - from > size)
            break;
        to += next;
    }
    ring_read(log, from, out, (size_t)(to - from));
    *position = to;
    return (size_t)(to - from);
}
