/* The terminal's mode. What a program may die of leaves it as it was found. */
#include "hosted.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios found; /* the mode before us; written once, before `known` */
static atomic_bool known, is_raw;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER; /* raw mode against the end */
static bool over;                                        /* guarded by lock */

static void set_raw(void)
{
    struct termios mode = found;
    mode.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    mode.c_oflag &= ~(tcflag_t)OPOST;
    mode.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    mode.c_cflag = (mode.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    atomic_store(&is_raw, true); /* first: rather restore once too often than not at all */
    tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

void terminal_raw(void)
{
    pthread_mutex_lock(&lock);
    if (atomic_load(&known) && !over) {
        set_raw();
    }
    pthread_mutex_unlock(&lock);
}

void terminal_restore(void)
{
    if (atomic_exchange(&is_raw, false)) {
        tcsetattr(STDIN_FILENO, TCSANOW, &found);
    }
}

void terminal_finish(void)
{
    pthread_mutex_lock(&lock);
    over = true; /* a SIGCONT that comes now must not undo it */
    terminal_restore();
    pthread_mutex_unlock(&lock);
}

bool terminal_is_raw(void)
{
    return atomic_load(&is_raw);
}

void terminal_start(void)
{
    if (tcgetattr(STDIN_FILENO, &found) != 0) {
        return;
    }
    atomic_store(&known, true);
    atexit(terminal_finish);
    terminal_raw();
}

struct vb_console_size terminal_size(void)
{
    static const int fds[] = {STDOUT_FILENO, STDIN_FILENO, STDERR_FILENO};
    for (size_t i = 0; i < ARRAY_LEN(fds); i++) {
        struct winsize size;
        if (ioctl(fds[i], TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
            return (struct vb_console_size){.columns = size.ws_col, .rows = size.ws_row};
        }
    }
    return (struct vb_console_size){.columns = 80, .rows = 24};
}
