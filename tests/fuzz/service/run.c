/* One input: the service's runs, one after another. */
#include "fake.h"
#include "memory.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *input;
static size_t left;
static jmp_buf stop;
static uint32_t dies_at, fails_at; /* system calls and allocations until then; 0: never */

uint64_t fake_clock;
bool fake_spared;
int64_t fake_refusal = VB_ERR_NO_MEMORY;

uint8_t fake_byte(void)
{
    if (left == 0)
        return 0;
    left--;
    return *input++;
}

/* One byte for small numbers, two or more for larger ones and for the remarkable ones. */
uint32_t fake_number(void)
{
    static const uint32_t remarkable[] = {255,     256,     4096,       65535,         65536,
                                          1 << 20, 1 << 31, UINT32_MAX, UINT32_MAX - 1};
    uint8_t first = fake_byte();

    if (first < 128)
        return first;
    if (first < 200)
        return (uint32_t)(first - 128) << 8 | fake_byte();
    return remarkable[first % (sizeof remarkable / sizeof remarkable[0])];
}

bool fake_used_up(void)
{
    return left == 0;
}

const uint8_t *fake_bytes(size_t *size)
{
    const uint8_t *bytes = input;

    if (*size > left)
        *size = left;
    input += *size;
    left -= *size;
    return bytes;
}

void fake_enter(void)
{
    if (dies_at != 0 && !fake_spared && --dies_at == 0 && fake_service.dies)
        fake_stop(true);
}

bool fake_fails(void)
{
    return fails_at != 0 && --fails_at == 0;
}

void fake_plan(uint32_t calls, bool dies)
{
    *(dies ? &dies_at : &fails_at) = calls;
}

void fake_stop(bool killed)
{
    longjmp(stop, killed ? 2 : 1);
}

void fake_wrong(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    abort();
}

static void begin(void)
{
    fake_clock = 1000000000;
    dies_at = fails_at = 0;
    fake_spared = false;
    fake_clients_begin();
}

/* One incarnation; true when it was killed. */
static bool run(void)
{
    int how = setjmp(stop);

    if (how == 0) {
        fake_service.run();
        how = 1;
    }
    return how == 2;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    bool killed;
    uint32_t runs = 0;

    input = data;
    left = size;
    begin();
    do {
        fake_variables_reset();
        if (fake_service.reset != NULL)
            fake_service.reset();
        if (runs == 0 || !fake_service.is_init)
            fake_service.given();
        if (!fake_service.is_init)
            fake_start_again();
        killed = run();
        if (killed && ++runs > size + 2)
            fake_wrong("it never stays up");
        fake_free_all();
        if (!killed || !fake_service.is_init) {
            fake_close_all();
            fake_start_reset(!killed);
        }
        fake_close_type(VB_OBJECT_REPLY);
        fake_clients_died();
    } while (killed);
    if (fake_service.over != NULL)
        fake_service.over();
    fake_clients_begin();
    fake_objects_end();
    return 0;
}
