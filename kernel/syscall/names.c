#include <kernel/kernel.h>
#include <syscall/names.h>

/* As strcmp does, for a name that ends by its length. */
static int compare(const char *name, size_t length, const struct syscall_name *row)
{
    int order = __builtin_memcmp(name, row->name, length < row->length ? length : row->length);
    if (order != 0)
        return order;
    return (length > row->length) - (length < row->length);
}

int kernel_syscall_lookup(const char *name, size_t length, uint32_t *number,
                          const char **parameters)
{
    size_t low = 0, high = syscall_name_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct syscall_name *row = &syscall_names[middle];
        int order = compare(name, length, row);
        if (order == 0) {
            *number = row->number;
            *parameters = row->parameters;
            return VB_OK;
        }
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return VB_ERR_NOT_FOUND;
}
