/* Orders of texts with given ends, for sort: each as memcmp() answers. */
#ifndef SHELL_LIB_ORDER_H
#define SHELL_LIB_ORDER_H

#include <stdbool.h>
#include <stddef.h>

struct span {
    const char *at, *end;
};

int order_bytes(struct span a, struct span b);
/* ignore_case: as capital letters; dictionary: only blanks, letters and digits count; printable:
 * only printable characters count. */
int order_text(struct span a, struct span b, bool ignore_case, bool dictionary, bool printable);
/* Decimal numbers behind blanks: exact whatever their length; none is 0. */
int order_numbers(struct span a, struct span b);
/* The same, with the suffixes of ls -h: first by sign, then by suffix, then by number. */
int order_human(struct span a, struct span b);
/* Version numbers: runs of digits by their value (1.10 behind 1.9). */
int order_versions(struct span a, struct span b);
/* Names of months by their first three letters, others first. */
int order_months(struct span a, struct span b);

#endif
