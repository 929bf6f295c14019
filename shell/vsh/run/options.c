/* The options of `set` and of the command line. */
#include "../os.h"
#include "../shell.h"

#include <string.h>

/* letter 0: by name only. Those without a use here are accepted, as scripts set them. */
static const struct {
    enum option option;
    char letter;
    const char *name;
} options[] = {
    {OPTION_ALL_EXPORT, 'a', "allexport"}, {OPTION_ERR_EXIT, 'e', "errexit"},
    {OPTION_NO_CLOBBER, 'C', "noclobber"}, {OPTION_NO_EXEC, 'n', "noexec"},
    {OPTION_NO_GLOB, 'f', "noglob"},       {OPTION_NO_UNSET, 'u', "nounset"},
    {OPTION_MONITOR, 'm', "monitor"},      {OPTION_NOTIFY, 'b', "notify"},
    {OPTION_PIPE_FAIL, '\0', "pipefail"},  {OPTION_TRACE, 'x', "xtrace"},
    {OPTION_VERBOSE, 'v', "verbose"},
};
enum { COUNT = sizeof options / sizeof options[0] };
_Static_assert(COUNT == OPTION_COUNT, "an option without a name");

static void change(struct shell *shell, enum option option, bool on)
{
    if (option == OPTION_MONITOR && on && !shell->interactive && !shell_option(shell, option))
        (void)os_job_control(false);
    /* An interactive shell that carries nothing out could not be left. */
    if (option == OPTION_NO_EXEC && shell->interactive)
        return;
    shell->options = (shell->options & ~(1u << option)) | (unsigned)on << option;
}

bool option_set_letter(struct shell *shell, char letter, bool on)
{
    for (size_t i = 0; i < COUNT; i++) {
        if (letter && options[i].letter == letter) {
            change(shell, options[i].option, on);
            return true;
        }
    }
    return false;
}

bool option_set_name(struct shell *shell, const char *name, bool on)
{
    if (strcmp(name, "emacs") == 0 && on) /* the line editor's keys, always */
        return true;
    for (size_t i = 0; i < COUNT; i++) {
        if (strcmp(options[i].name, name) == 0) {
            change(shell, options[i].option, on);
            return true;
        }
    }
    return false;
}

void option_letters(const struct shell *shell, char *out)
{
    for (size_t i = 0; i < COUNT; i++)
        if (options[i].letter && shell_option(shell, options[i].option))
            *out++ = options[i].letter;
    if (shell->interactive)
        *out++ = 'i';
    *out = '\0';
}

void options_write(const struct shell *shell, bool commands)
{
    for (size_t i = 0; i < COUNT; i++) {
        bool on = shell_option(shell, options[i].option);
        if (commands)
            printf("set %co %s\n", on ? '-' : '+', options[i].name);
        else
            printf("%-12s %s\n", options[i].name, on ? "on" : "off");
    }
}
