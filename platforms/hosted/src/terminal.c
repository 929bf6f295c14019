/* The terminal's mode. What a program may die of leaves it as it was found. */
#include "hosted.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios found; /* the mode before us */
static volatile sig_atomic_t is_raw;

void terminal_raw(void)
{
    if (!(console_flags() & VB_CONSOLE_INPUT_TERMINAL)) {
        return;
    }
    struct termios mode = found;
    mode.c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR | ICRNL | IXON);
    mode.c_oflag &= ~(tcflag_t)OPOST;
    mode.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
    mode.c_cflag = (mode.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
    mode.c_cc[VMIN] = 1;
    mode.c_cc[VTIME] = 0;
    is_raw = 1; /* first: a signal in between restores once too often rather than not at all */
    tcsetattr(STDIN_FILENO, TCSANOW, &mode);
}

void terminal_restore(void)
{
    if (is_raw) {
        tcsetattr(STDIN_FILENO, TCSANOW, &found);
        is_raw = 0;
    }
}

bool terminal_is_raw(void)
{
    return is_raw;
}

void terminal_start(void)
{
    if (tcgetattr(STDIN_FILENO, &found) != 0) {
        return;
    }
    atexit(terminal_restore);
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
