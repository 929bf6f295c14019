/*
 * Run the cases over one service, each from its start, against its own code and a fake of the
 * system calls; print TAP.
 *
 *     cases-SERVICE [TEXT]      only cases whose description contains TEXT
 */
#include "../../fuzz/service/memory.h"
#undef malloc
#undef calloc
#undef realloc
#undef free
#include "../../fuzz/service/fake.h"
#include "calls.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

static jmp_buf stop;
static uint32_t fails_at;

uint64_t fake_clock;
bool fake_spared;
int64_t fake_refusal = VB_ERR_NO_MEMORY;

/* There is no input: the case says what happens. */
uint8_t fake_byte(void)
{
    return 0;
}

uint32_t fake_number(void)
{
    return 0;
}

bool fake_used_up(void)
{
    return true;
}

const uint8_t *fake_bytes(size_t *size)
{
    *size = 0;
    return NULL;
}

void fake_enter(void) {}

bool fake_fails(void)
{
    return fails_at != 0 && --fails_at == 0;
}

void fake_plan(uint32_t calls, bool dies)
{
    if (!dies)
        fails_at = calls;
}

void fake_stop(bool killed)
{
    longjmp(stop, killed ? 2 : 1);
}

void fake_wrong(const char *format, ...)
{
    va_list arguments;

    printf("Bail out! ");
    va_start(arguments, format);
    vprintf(format, arguments);
    va_end(arguments);
    printf("\n");
    fflush(stdout);
    abort();
}

static void run_service(void)
{
    if (setjmp(stop) == 0)
        fake_service.run();
}

static const char *run_case(uint32_t index)
{
    const char *verdict;

    fake_clock = 1000000000;
    fails_at = 0;
    fake_clients_begin();
    case_begins(index);
    fake_variables_reset();
    if (fake_service.reset != NULL)
        fake_service.reset();
    fake_service.given();
    run_service();
    verdict = case_verdict();
    fake_free_all();
    fake_close_all();
    fake_start_reset(true);
    fake_clients_begin();
    if (fake_service.over != NULL)
        fake_service.over();
    fake_objects_end();
    return verdict;
}

int main(int argc, char **argv)
{
    uint32_t ran = 0, failures = 0;

    for (uint32_t i = 0; i < case_count; i++) {
        const struct case_entry *entry = &case_entries[i];
        const char *failure;
        char title[256];

        snprintf(title, sizeof title, "%s %s: %s", entry->function, entry->behavior, entry->name);
        if (argc > 1 && strstr(title, argv[1]) == NULL)
            continue;
        printf("# %s\n", title);
        fflush(stdout);
        failure = run_case(i);
        ran++;
        failures += failure != NULL;
        printf("%s %u - %s\n", failure == NULL ? "ok" : "not ok", ran, title);
        if (failure != NULL)
            printf("  # %s\n", failure);
        fflush(stdout);
    }
    printf("1..%u\n", ran);
    if (failures != 0)
        fprintf(stderr, "%u of %u cases failed\n", failures, ran);
    return failures != 0 || ran == 0;
}
