/*
 * Signals of the host. One thread waits for those that can be waited for and turns them into
 * console events, with everything at hand that a signal handler must not touch; the others
 * (crashes) only restore the terminal.
 */
#include "hosted.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

/* How long the system may take to stop after SIGTERM or SIGHUP, in seconds. */
#define GRACE 5u

static const int waited_for[] = {SIGHUP,  SIGINT,  SIGQUIT,  SIGTERM,
                                 SIGTSTP, SIGCONT, SIGWINCH, SIGALRM};
static const int crashes[] = {SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGSEGV};
static struct sigaction before_crash[ARRAY_LEN(crashes)];

_Noreturn static void die_of(int signal_number)
{
    terminal_restore();
    signal(signal_number, SIG_DFL);
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal_number);
    kill(getpid(), signal_number);
    pthread_sigmask(SIG_UNBLOCK, &set, NULL);
    _exit(128 + signal_number);
}

/* Ask the system to stop; by force when nobody listens, on a second signal, or after a while. */
static void ask_to_stop(int signal_number, int *stopping, enum vb_console_event event)
{
    if (!console_event(event) || *stopping) {
        die_of(signal_number);
    }
    *stopping = signal_number;
    alarm(GRACE);
}

static void handle(int signal_number, int *stopping)
{
    switch (signal_number) {
    case SIGTERM:
        ask_to_stop(SIGTERM, stopping, VB_CONSOLE_TERMINATE);
        break;
    case SIGHUP:
        ask_to_stop(SIGHUP, stopping, VB_CONSOLE_HANGUP);
        break;
    case SIGINT: /* a terminal in raw mode sends none: it comes from elsewhere */
        if (!console_event(VB_CONSOLE_INTERRUPT)) {
            die_of(SIGINT);
        }
        break;
    case SIGQUIT:
        die_of(SIGQUIT);
    case SIGALRM:
        die_of(*stopping ? *stopping : SIGALRM);
    case SIGTSTP:
        terminal_restore();
        kill(getpid(), SIGSTOP);
        break;
    case SIGCONT:
        terminal_raw();
        (void)console_event(VB_CONSOLE_RESIZED); /* the window may have changed meanwhile */
        break;
    case SIGWINCH:
        (void)console_event(VB_CONSOLE_RESIZED);
        break;
    default:
        break;
    }
}

static void *wait_for_signals(void *set)
{
    int stopping = 0;
    for (;;) {
        int signal_number;
        if (sigwait(set, &signal_number) == 0) {
            handle(signal_number, &stopping);
        }
    }
    return NULL;
}

/* Signals that are waited for need an action other than to be ignored, which is the default of some
 * and would make the host drop them. */
static void never_called(int signal_number)
{
    (void)signal_number;
}

static void crash(int signal_number)
{
    terminal_restore();
    for (size_t i = 0; i < ARRAY_LEN(crashes); i++) {
        if (crashes[i] == signal_number) {
            sigaction(signal_number, &before_crash[i], NULL);
        }
    }
    raise(signal_number); /* comes when this handler returns */
}

static void catch_crashes(void)
{
    struct sigaction action = {.sa_handler = crash};
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < ARRAY_LEN(crashes); i++) {
        sigaction(crashes[i], &action, &before_crash[i]);
    }
}

void signals_start(void)
{
    static sigset_t set; /* the thread goes on using it */
    sigemptyset(&set);
    for (size_t i = 0; i < ARRAY_LEN(waited_for); i++) {
        struct sigaction action;
        sigaction(waited_for[i], NULL, &action);
        if (action.sa_handler == SIG_IGN) {
            continue; /* nohup, and shells that start a job in the background */
        }
        action = (struct sigaction){.sa_handler = never_called};
        sigemptyset(&action.sa_mask);
        sigaction(waited_for[i], &action, NULL);
        sigaddset(&set, waited_for[i]);
    }
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN); /* writes say so instead */
    signal(SIGXFSZ, SIG_IGN);
    catch_crashes();
    hosted_thread(wait_for_signals, &set);
}
