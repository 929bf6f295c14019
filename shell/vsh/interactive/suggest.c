#include "suggest.h"
#include "complete.h"

#include <stdlib.h>
#include <string.h>

enum { NAME_MAX_LENGTH = 32 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

/* Optimal string alignment, of three rows of the table. */
int edit_distance(const char *a, const char *b, int most)
{
    int rows[3][NAME_MAX_LENGTH + 1];
    const int m = (int)strlen(a), n = (int)strlen(b);
    if (n > NAME_MAX_LENGTH || m > NAME_MAX_LENGTH || 2 * abs(m - n) > most)
        return most + 1;
    for (int j = 0; j <= n; j++)
        rows[0][j] = 2 * j;
    for (int i = 1; i <= m; i++) {
        int *row = rows[i % 3], *above = rows[(i + 2) % 3];
        row[0] = 2 * i;
        for (int j = 1; j <= n; j++) {
            int cost = a[i - 1] == b[j - 1] ? 0 : 2;
            row[j] = least(least(above[j], row[j - 1]) + 2, above[j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], rows[(i + 1) % 3][j - 2] + 1);
        }
    }
    return least(rows[m % 3][n], most + 1);
}

char *suggest_command(struct shell *shell, const char *name)
{
    struct arguments names = {0};
    const char *best = NULL;
    const size_t length = strlen(name);
    int closest = length < 2 ? 0 : length < 5 ? 2 : 4;
    complete_commands(shell, "", &names);
    for (size_t i = 0; i < names.count; i++) {
        int distance = edit_distance(name, names.items[i], closest);
        if (distance > closest || strlen(names.items[i]) < 2)
            continue;
        if (best && distance == closest && names.items[i][0] != name[0])
            continue; /* as far, and begins otherwise */
        if (best && distance == closest && best[0] == name[0])
            continue;
        best = names.items[i];
        closest = distance;
    }
    char *found = best ? checked_copy(best, strlen(best)) : NULL;
    arguments_free(&names);
    return found;
}
