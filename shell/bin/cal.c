#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: cal [-1 | -3 | -n N | -y] [-m | -s] [-j] [[MONTH] YEAR]\n\n"
    "Write calendars: of this month, of a month (1 to 12, or its name), of a year.\n\n"
    "  -1  one month       -3  the months before and behind, too   -n N  N months\n"
    "  -y  the whole year  -m, -s  weeks begin with Monday, Sunday (as without it)\n"
    "  -j  days of the year\n\n"
    "Until September 2, 1752 it is the Julian calendar; the day behind it was the 14th.\n";

enum {
    MONTHS_A_ROW = 3,
    FIRST_GREGORIAN = 14,
    LAST_JULIAN = 2,
    CHANGE_MONTH = 9,
    CHANGE_YEAR = 1752
};

static bool one, three, whole_year, monday, sunday, of_year, terminal;
static long long months;
static const struct tool_row rows[] = {TOOL_FLAG('1', "one", one),
                                       TOOL_FLAG('3', "three", three),
                                       TOOL_FLAG('y', "year", whole_year),
                                       TOOL_FLAG('m', "monday", monday),
                                       TOOL_FLAG('s', "sunday", sunday),
                                       TOOL_FLAG('j', "julian", of_year),
                                       TOOL_NUMBER('n', "months", months, 1),
                                       {0}};
static const char *const names[] = {"January",   "February", "March",    "April",
                                    "May",       "June",     "July",     "August",
                                    "September", "October",  "November", "December"};

static struct tm today;

static bool is_julian(long long year, int month)
{
    return year < CHANGE_YEAR || (year == CHANGE_YEAR && month <= CHANGE_MONTH);
}

static bool is_leap(long long year, int month)
{
    return year % 4 == 0 && (is_julian(year, month) || year % 100 != 0 || year % 400 == 0);
}

static int last_day(long long year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return days[month - 1] + (month == 2 && is_leap(year, month));
}

/* The weekday, 0: Sunday. Zeller's congruence. */
static int weekday(long long year, int month, int day)
{
    bool julian = is_julian(year, month) &&
                  !(year == CHANGE_YEAR && month == CHANGE_MONTH && day >= FIRST_GREGORIAN);
    if (month < 3) {
        month += 12;
        year--;
    }
    long long century = julian ? 5 : 5 * 7 + year / 400 - year / 100; /* a year 0 is there, too */
    long long sum = day + 13LL * (month + 1) / 5 + year + year / 4 + century;
    return (int)(((sum + 6) % 7 + 7) % 7);
}

static bool is_left_out(long long year, int month, int day)
{
    return year == CHANGE_YEAR && month == CHANGE_MONTH && day > LAST_JULIAN &&
           day < FIRST_GREGORIAN;
}

static int day_of_year(long long year, int month, int day)
{
    int count = 0;
    for (int m = 1; m <= month; m++)
        for (int d = 1; d <= (m < month ? last_day(year, m) : day); d++)
            count += !is_left_out(year, m, d);
    return count;
}

static int cell_width(void)
{
    return of_year ? 3 : 2;
}

static int width(void)
{
    return 7 * (cell_width() + 1) - 1;
}

struct month {
    long long year;
    int month;
    int next; /* the next day to write */
};

static void write_centred(const char *text, bool last)
{
    int left = (width() - (int)strlen(text)) / 2;
    printf("%*s%s", left, "", text);
    if (!last)
        printf("%*s  ", width() - left - (int)strlen(text), "");
}

static void write_weekdays(void)
{
    static const char *const short_names[] = {"Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"};
    for (int i = 0; i < 7; i++)
        printf("%s%*s", i ? " " : "", cell_width(), short_names[(i + monday) % 7]);
}

static bool is_today(const struct month *month, int day)
{
    return month->year == today.tm_year + 1900 && month->month == today.tm_mon + 1 &&
           day == today.tm_mday;
}

static void write_day(const struct month *month, int day)
{
    int number = of_year ? day_of_year(month->year, month->month, day) : day;
    if (is_today(month, day) && terminal)
        printf("\033[7m%*d\033[0m", cell_width(), number);
    else
        printf("%*d", cell_width(), number);
}

/* One week of a month: blanks where it has no day. */
static void write_week(struct month *month)
{
    for (int i = 0; i < 7; i++) {
        while (is_left_out(month->year, month->month, month->next))
            month->next++;
        bool there = month->next <= last_day(month->year, month->month) &&
                     (weekday(month->year, month->month, month->next) + 7 - monday) % 7 == i;
        if (i)
            putchar(' ');
        if (there)
            write_day(month, month->next++);
        else
            printf("%*s", cell_width(), "");
    }
}

static bool has_days(const struct month *row, int count)
{
    for (int i = 0; i < count; i++)
        if (row[i].next <= last_day(row[i].year, row[i].month))
            return true;
    return false;
}

static void write_row(struct month *row, int count, bool with_year)
{
    for (int i = 0; i < count; i++) {
        char title[64];
        if (with_year)
            snprintf(title, sizeof title, "%s %lld", names[row[i].month - 1], row[i].year);
        else
            snprintf(title, sizeof title, "%s", names[row[i].month - 1]);
        write_centred(title, i == count - 1);
    }
    putchar('\n');
    for (int i = 0; i < count; i++) {
        write_weekdays();
        printf("%s", i < count - 1 ? "  " : "\n");
    }
    while (has_days(row, count)) {
        for (int i = 0; i < count; i++) {
            write_week(&row[i]);
            printf("%s", i < count - 1 ? "  " : "\n");
        }
    }
}

static void write_months(long long year, int month, long long count, bool with_year)
{
    while (count > 0) {
        struct month row[MONTHS_A_ROW];
        int in_row = 0;
        for (; in_row < MONTHS_A_ROW && count > 0; in_row++, count--) {
            row[in_row] = (struct month){year, month, 1};
            month = month % 12 + 1;
            year += month == 1;
        }
        write_row(row, in_row, with_year);
    }
}

static int parse_month(const char *text)
{
    for (int i = 0; i < 12; i++)
        if (strlen(text) >= 3 && strncasecmp(text, names[i], strlen(text)) == 0)
            return i + 1;
    return (int)tool_number(text, 1, 12, "month");
}

static void write_year(long long year)
{
    char title[32];
    snprintf(title, sizeof title, "%lld", year);
    printf("%*s%s\n\n", (3 * width() + 4 - (int)strlen(title)) / 2, "", title);
    write_months(year, 1, 12, false);
}

int main(int argc, char **argv)
{
    time_t now = time(NULL);
    tool_init("cal", usage);
    tool_parse(argc, argv, rows);
    localtime_r(&now, &today);
    terminal = isatty(1);
    long long year = today.tm_year + 1900;
    int month = today.tm_mon + 1, count = argc - optind;
    if (count > 2)
        tool_misuse("expected at most a month and a year, found '%s'", argv[optind + 2]);
    if (count > 0)
        year = tool_number(argv[argc - 1], 1, 999999, "year");
    if (count == 2)
        month = parse_month(argv[optind]);
    if (whole_year || (count == 1 && !one && !three && !months)) {
        write_year(year);
        return tool_finish();
    }
    if (three && --month == 0) {
        month = 12;
        year--;
    }
    write_months(year, month, three ? 3 : months ? months : 1, true);
    return tool_finish();
}
