/* Two threads of one task write into the same memory; natively, without a C library. */
#include <sdk/log.h>
#include <sdk/thread.h>
#include <vibee/syscalls.h>

static _Alignas(16) char stacks[2][16384];
static volatile uint64_t sums[2];

static void add_up(uint64_t which)
{
    uint64_t i;

    for (i = 1; i <= 1000; i++)
        sums[which] += i;
}

int main(void)
{
    int64_t threads[2];
    struct vb_exit_info info;
    int i;

    for (i = 0; i < 2; i++) {
        threads[i] = sdk_thread(add_up, (uint64_t)i, stacks[i], sizeof stacks[i]);
        if (threads[i] < 0)
            sdk_die("thread: %s", sdk_status_text(threads[i]));
    }
    for (i = 0; i < 2; i++)
        (void)vb_thread_join((uint64_t)threads[i], VB_ADDRESS(&info), VB_FOREVER);
    return sums[0] == 500500 && sums[1] == 500500 ? 0 : 1;
}
