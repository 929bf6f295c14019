/* The conformance tests on a POSIX system, and the ring under two threads. */
#include "check.h"
#include "conformance.h"
#include "hosted.h"
#include "posix.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

struct later {
    struct hal_ring *ring;
    uint32_t line;
    uint64_t after;
};

static void *post_later(void *argument)
{
    struct later *later = argument;
    struct timespec time = {.tv_nsec = (long)later->after};
    nanosleep(&time, NULL);
    hosted_interrupt(later->ring, later->line, 0);
    free(later);
    return NULL;
}

static void interrupt_later(struct hal_ring *ring, uint32_t line, uint64_t after)
{
    struct later *later = malloc(sizeof *later);
    *later = (struct later){.ring = ring, .line = line, .after = after};
    hosted_thread(post_later, later);
}

static char path[] = "/tmp/vibee-hal-XXXXXX";
static char name[64];

/* A folder with the file that the conformance tests want. */
static size_t make_folder(void)
{
    CHECK(mkdtemp(path) != NULL);
    snprintf(name, sizeof name, "%s/hello", path);
    FILE *file = fopen(name, "w");
    CHECK(file && fputs("world", file) >= 0 && fclose(file) == 0);
    CHECK(posix_add_folder(path, "/mnt", true) == NULL);
    return hal_device_count() - 1;
}

#define STRESS 2000000u

static struct hal_ring ring;

static void *post_many(void *unused)
{
    (void)unused;
    for (uint32_t i = 0; i < STRESS; i++) {
        hal_ring_post(&ring, i % 3, i, 1);
    }
    return NULL;
}

/* Nothing is lost or made up, and records come in order, whichever side is faster. */
static void ring_holds_under_stress(void)
{
    pthread_t writer;
    CHECK(pthread_create(&writer, NULL, post_many, NULL) == 0);
    uint32_t taken[3] = {0}, count = 0, next = 0;
    while (count < STRESS) {
        struct hal_interrupt interrupt;
        if (!hal_ring_take(&ring, &interrupt)) {
            continue;
        }
        CHECK(interrupt.line < 3);
        taken[interrupt.line]++;
        count++;
        if (interrupt.time != 0) { /* a record, not a pending count */
            CHECK(interrupt.value >= next);
            CHECK_EQUAL(interrupt.value % 3, interrupt.line);
            next = interrupt.value + 1;
        }
    }
    pthread_join(writer, NULL);
    CHECK(hal_ring_empty(&ring));
    for (uint32_t line = 0; line < 3; line++) {
        CHECK_EQUAL((STRESS + 2 - line) / 3, taken[line]);
    }
}

/* An input that never comes: the reading end of a pipe whose writing end stays open. */
static void wait_for_nothing(void)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    CHECK(dup2(ends[0], STDIN_FILENO) == STDIN_FILENO);
}

int main(void)
{
    ring_holds_under_stress();
    wait_for_nothing();
    console_start();
    size_t folder = make_folder();
    hal_conformance(&(struct conformance_options){.interrupt_later = interrupt_later,
                                                  .idle_tolerance = 100000000, /* a busy host */
                                                  .folder = folder,
                                                  .console = POSIX_CONSOLE});
    CHECK(unlink(name) == 0 && rmdir(path) == 0);
    return 0;
}
