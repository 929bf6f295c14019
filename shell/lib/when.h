/* Points in time as people write them, for date -d and touch -d. */
#ifndef SHELL_LIB_WHEN_H
#define SHELL_LIB_WHEN_H

#include <stdbool.h>
#include <time.h>

/* @SECONDS alone; or in any order, separated by blanks: YYYY-MM-DD; HH:MM[:SS[.FRACTION]], also
 * behind a date and a T; behind a time Z, UTC, GMT or +HH[:MM]; now, today, yesterday, tomorrow;
 * [+-]N UNIT [ago], next UNIT, last UNIT (second, minute, hour, day, week, fortnight, month, year).
 * What is not said is as now; a date without a time begins at midnight. UTC. False: it is none of
 * these. */
bool when_parse(const char *text, struct timespec now, struct timespec *result);

#endif
