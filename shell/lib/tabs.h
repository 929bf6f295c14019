/* Tab stops, for expand and unexpand. */
#ifndef SHELL_LIB_TABS_H
#define SHELL_LIB_TABS_H

/* "8" (every so many columns) or "4,8,20" (these columns, rising). */
void tabs_parse(const char *text);
/* The first stop behind `column`; 0 when there is none. */
unsigned long long tabs_next(unsigned long long column);
/* The column behind a character that is no tab. */
unsigned long long tabs_advance(unsigned long long column, char character);

#endif
