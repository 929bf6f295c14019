/*
 * The mem scheme: the kernel's memory and its log.
 *
 *   mem://info     "key: value" lines: bytes of the root account, and pages from the platform
 *   mem://counts   how many of everything there is
 *   mem://log      the kernel log: struct vb_log_record and text, see spec/log.vibee
 */
#include <ipc/state.h>
#include <kernel_state.h>
#include <scheme/file.h>

static void generate_info(const struct item *item, struct text *text)
{
    const struct account *root = &item->kernel->root;
    text_format(text, "total: %llu\nused: %llu\npeak: %llu\n", (unsigned long long)root->limit,
                (unsigned long long)root->used, (unsigned long long)root->peak);
    text_format(text, "pages: %llu\npage_size: %u\n", (unsigned long long)item->kernel->pages.held,
                HAL_PAGE_SIZE);
}

static void generate_counts(const struct item *item, struct text *text)
{
    struct kernel_counts counts;
    kernel_count(item->kernel, &counts);
    text_format(text, "tasks: %u\nthreads: %u\nhandles: %u\n", counts.tasks, counts.threads,
                counts.handles);
    text_format(text, "objects: %u\nmessages: %u\nimages: %u\n", counts.objects, counts.messages,
                counts.images);
}

static void generate_log(const struct item *item, struct text *text)
{
    uint8_t record[LOG_RECORD_MAX];
    uint64_t position = 0;
    size_t size;
    while ((size = log_read(item->kernel, &position, record, sizeof record)) > 0)
        text_append(text, record, size);
}

static int mem_find(const struct scheme *scheme, struct thread *self, struct word path,
                    struct item *out)
{
    (void)scheme;
    (void)self;
    out->rights = VB_RIGHT_READ;
    if (word_is(path, "info"))
        out->generate = generate_info;
    else if (word_is(path, "counts"))
        out->generate = generate_counts;
    else if (word_is(path, "log"))
        out->generate = generate_log;
    else
        return VB_ERR_NOT_FOUND;
    return VB_OK;
}

int scheme_mem_create(struct kernel *kernel, struct account *account, struct object **out)
{
    return scheme_create(kernel, account, NULL, mem_find, out);
}
