/* Between the files of the builtins. A status of 2 is wrong usage; for a special builtin
 * builtin_usage() also ends a script (XCU 2.8.1). */
#ifndef VSH_BUILTINS_H
#define VSH_BUILTINS_H

#include "../os.h"
#include "../shell.h"

/* Note that the builtin was used wrongly, which was reported; returns the status 2. */
int builtin_usage(struct shell *shell);
/* A number from low to high; false (reported): it is none. */
bool parse_count(const struct shell *shell, const char *name, const char *text, int low, int high,
                 int *out);
/* Whether standard output took everything; false is reported. */
bool written(const struct shell *shell, const char *name);
builtin_function builtin_alias, builtin_bg, builtin_break, builtin_cd, builtin_command,
    builtin_continue, builtin_disown, builtin_dot, builtin_echo, builtin_eval, builtin_exec,
    builtin_exit, builtin_export, builtin_false, builtin_fc, builtin_fg, builtin_getopts,
    builtin_hash, builtin_help, builtin_history, builtin_jobs, builtin_kill, builtin_local,
    builtin_poweroff, builtin_printf, builtin_pwd, builtin_read, builtin_readonly, builtin_reboot,
    builtin_return, builtin_set, builtin_shift, builtin_svc, builtin_test, builtin_times,
    builtin_trap, builtin_true, builtin_type, builtin_umask, builtin_unalias, builtin_unset,
    builtin_wait;

#endif
