/* Traps, and the process's own figures. */
#include "builtins.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void write_traps(const struct shell *shell)
{
    for (int i = 0; i < SIGNAL_COUNT; i++) {
        if (!shell->traps[i])
            continue;
        fputs("trap -- ", stdout);
        write_quoted(stdout, shell->traps[i]);
        printf(" %s\n", signal_name(i));
    }
}

int builtin_trap(struct shell *shell, int argc, char **argv)
{
    int i = 1, status = 0;
    if (argc > 1 && strcmp(argv[1], "--") == 0)
        i++;
    if (i == argc || (strcmp(argv[i], "-p") == 0 && i + 1 == argc)) {
        write_traps(shell);
        return !written(shell, "trap");
    }
    /* A number first, or a signal alone: the default action comes back. */
    bool resets = i + 1 == argc || (argv[i][0] >= '0' && argv[i][0] <= '9');
    const char *action = resets ? NULL : argv[i++];
    if (action && strcmp(action, "-") == 0)
        action = NULL;
    for (; i < argc; i++) {
        int number = signal_number(argv[i]);
        if (number < 0 || !signal_name(number) || number == 9 || number == 19) {
            shell_error(shell, "trap: %s: expected a signal that can be caught", argv[i]);
            status = 1;
        } else {
            trap_set(shell, number, action);
        }
    }
    return status;
}

int builtin_times(struct shell *shell, int argc, char **argv)
{
    (void)argc, (void)argv;
    int64_t spent[2]; /* by this process and by those it waited for */
    os_times(&spent[0], &spent[1]);
    /* What is spent in the kernel is not counted apart. */
    for (int i = 0; i < 2; i++)
        printf("%lldm%lld.%06llds 0m0.000000s\n", (long long)(spent[i] / 60000000),
               (long long)(spent[i] / 1000000 % 60), (long long)(spent[i] % 1000000));
    return !written(shell, "times");
}

static void write_symbolic(unsigned mask)
{
    for (int group = 0; group < 3; group++) {
        unsigned allowed = ~mask >> (6 - 3 * group) & 7;
        printf("%s%c=%s%s%s", group ? "," : "", "ugo"[group], allowed & 4 ? "r" : "",
               allowed & 2 ? "w" : "", allowed & 1 ? "x" : "");
    }
    putchar('\n');
}

/* [ugoa]*[+-=][rwx]*, with commas between: the mask, or -1. */
static int parse_symbolic(const char *text, unsigned mask)
{
    unsigned allowed = ~mask & 0777;
    for (;;) {
        unsigned who = 0, bits = 0;
        for (; *text && strchr("ugoa", *text); text++)
            who |= *text == 'u' ? 0700u : *text == 'g' ? 0070u : *text == 'o' ? 0007u : 0777u;
        char operator= * text;
        if (!operator|| !strchr("+-=", operator))
            return -1;
        for (text++; *text && strchr("rwx", *text); text++)
            bits |= *text == 'r' ? 0444u : *text == 'w' ? 0222u : 0111u;
        who = who ? who : 0777u;
        bits &= who;
        allowed = operator== '+'   ? allowed | bits
                  : operator== '-' ? allowed & ~bits
                                   : (allowed & ~who) | bits;
        if (!*text)
            return (int)(~allowed & 0777);
        if (*text++ != ',')
            return -1;
    }
}

int builtin_umask(struct shell *shell, int argc, char **argv)
{
    bool symbolic = argc > 1 && strcmp(argv[1], "-S") == 0;
    int i = symbolic ? 2 : 1;
    unsigned mask = os_umask(022);
    os_umask(mask);
    if (i == argc) {
        if (symbolic)
            write_symbolic(mask);
        else
            printf("%04o\n", mask);
        return !written(shell, "umask");
    }
    bool octal = argv[i][0] >= '0' && argv[i][0] <= '9';
    char *end;
    long value = octal ? strtol(argv[i], &end, 8) : parse_symbolic(argv[i], mask);
    if ((octal && *end) || value < 0 || value > 0777) {
        shell_error(shell, "umask: %s: expected a mask such as 022 or u=rwx,go=rx", argv[i]);
        return 2;
    }
    os_umask((unsigned)value);
    return 0;
}

static int stop_system(struct shell *shell, int argc, char **argv, bool restart)
{
    int status = 0;
    if (argc > 2) {
        shell_error(shell, "%s: expected one status, found %d", argv[0], argc - 1);
        return 2;
    }
    if (argc == 2 && !parse_count(shell, argv[0], argv[1], 0, 255, &status))
        return 2;
    fflush(stdout);
    (void)os_stop_system(restart, status);
    shell_error(shell, "%s: %s", argv[0], strerror(errno));
    return 1;
}

int builtin_poweroff(struct shell *shell, int argc, char **argv)
{
    return stop_system(shell, argc, argv, false);
}

int builtin_reboot(struct shell *shell, int argc, char **argv)
{
    return stop_system(shell, argc, argv, true);
}
