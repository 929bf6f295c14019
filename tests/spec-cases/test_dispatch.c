/* The names of the system calls, and numbers that are none. */
#include <check.h>
#include <kernel/kernel.h>
#include <syscall/dispatch.h>
#include <syscall/names.h>
#include <vibee/syscall_numbers.h>

static void finds_every_name(void)
{
    for (size_t i = 0; i < syscall_name_count; i++) {
        const struct syscall_name *row = &syscall_names[i];
        const char *parameters = NULL;
        uint32_t number = 0;
        CHECK_EQ(strlen(row->name), row->length);
        CHECK_EQ(kernel_syscall_lookup(row->name, row->length, &number, &parameters), VB_OK);
        CHECK_EQ(number, row->number);
        CHECK(parameters == row->parameters);
    }
}

static void knows_parameters(void)
{
    const char *parameters;
    uint32_t number;
    CHECK_EQ(kernel_syscall_lookup("scheme_open", 11, &number, &parameters), VB_OK);
    CHECK_EQ(number, SYSCALL_SCHEME_OPEN);
    CHECK_TEXT(parameters, "IIIiI");
}

static void refuses_other_names(void)
{
    static const char *const names[] = {"", "a", "log_", "lo", "channel", "yields", "zzz"};
    const char *parameters;
    uint32_t number;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        CHECK_EQ(kernel_syscall_lookup(names[i], strlen(names[i]), &number, &parameters),
                 VB_ERR_NOT_FOUND);
}

static void refuses_other_numbers(void)
{
    static const uint32_t numbers[] = {0, 14, 95, SYSCALL_COUNT, 1000000, UINT32_MAX};
    const uint64_t arguments[8] = {0};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        CHECK_EQ(syscall_dispatch(NULL, numbers[i], arguments), VB_ERR_NOT_SUPPORTED);
}

int main(void)
{
    RUN(finds_every_name);
    RUN(knows_parameters);
    RUN(refuses_other_names);
    RUN(refuses_other_numbers);
    return check_exit();
}
