#include "when.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>

enum { NANOSECONDS = 1000000000, MINUTE = 60, HOUR = 3600, DAY = 86400, LONGEST = 1000000000 };

struct when {
    const char *at; /* what is still to be read */
    struct tm date; /* with months and years added */
    int64_t add;    /* seconds */
    long nanoseconds;
    bool has_date, has_time;
};

/* Up to `most` digits, one at least. */
static bool number(struct when *when, int most, int64_t *value)
{
    const char *start = when->at;
    *value = 0;
    while (isdigit((unsigned char)*when->at) && when->at - start < most)
        *value = *value * 10 + (*when->at++ - '0');
    return when->at > start;
}

static bool character(struct when *when, char wanted)
{
    if (*when->at != wanted)
        return false;
    when->at++;
    return true;
}

/* ".5": what follows the ninth digit does not count. */
static bool fraction(struct when *when)
{
    if (!character(when, '.'))
        return true;
    if (!isdigit((unsigned char)*when->at))
        return false;
    when->nanoseconds = 0;
    for (long unit = NANOSECONDS / 10; isdigit((unsigned char)*when->at); unit /= 10)
        when->nanoseconds += unit * (*when->at++ - '0');
    return true;
}

/* A word of letters, in lower case; its length. */
static size_t word(struct when *when, char *out, size_t room)
{
    size_t length = 0;
    while (isalpha((unsigned char)*when->at)) {
        if (length + 1 < room)
            out[length++] = (char)tolower((unsigned char)*when->at);
        when->at++;
    }
    out[length] = '\0';
    return length;
}

static void blanks(struct when *when)
{
    while (isspace((unsigned char)*when->at))
        when->at++;
}

/* Behind "@": nothing else may follow. */
static bool epoch(struct when *when, struct timespec *result)
{
    int64_t seconds;
    bool negative = character(when, '-');
    when->nanoseconds = 0;
    if (!number(when, 18, &seconds) || !fraction(when) || *when->at)
        return false;
    bool borrow = negative && when->nanoseconds;
    result->tv_sec = negative ? -seconds - borrow : seconds;
    result->tv_nsec = borrow ? NANOSECONDS - when->nanoseconds : when->nanoseconds;
    return true;
}

/* +HH, +HHMM or +HH:MM, or a name of UTC; nothing is right, too. What follows may be "+1 day". */
static bool zone(struct when *when)
{
    const char *start = when->at;
    char name[8];
    int64_t hours, minutes = 0;
    blanks(when);
    char sign = *when->at;
    if (sign != '+' && sign != '-') {
        if (word(when, name, sizeof name) == 0 ||
            (strcmp(name, "z") != 0 && strcmp(name, "utc") != 0 && strcmp(name, "gmt") != 0))
            when->at = start;
        return true;
    }
    when->at++;
    if (!number(when, 2, &hours))
        return false;
    bool colon = character(when, ':');
    bool full = number(when, 2, &minutes);
    blanks(when);
    if (isalpha((unsigned char)*when->at)) {
        when->at = start;
        return !colon;
    }
    int64_t offset = hours * HOUR + minutes * MINUTE;
    when->add -= sign == '-' ? -offset : offset;
    return hours <= 24 && minutes < 60 && (full || !colon);
}

/* Behind "HH:". */
static bool clock_time(struct when *when, int64_t hour)
{
    int64_t minute, second = 0;
    if (when->has_time || !number(when, 2, &minute))
        return false;
    when->nanoseconds = 0;
    if (character(when, ':') && (!number(when, 2, &second) || !fraction(when)))
        return false;
    when->date.tm_hour = (int)hour;
    when->date.tm_min = (int)minute;
    when->date.tm_sec = (int)second;
    when->has_time = true;
    return hour < 24 && minute < 60 && second <= 60 && zone(when);
}

static bool is_date(const struct tm *date)
{
    struct tm normal = *date;
    timegm(&normal);
    return normal.tm_mon == date->tm_mon && normal.tm_mday == date->tm_mday;
}

/* Behind "YYYY-". */
static bool calendar(struct when *when, int64_t year)
{
    int64_t month, day, hour;
    if (when->has_date || !number(when, 2, &month) || !character(when, '-') ||
        !number(when, 2, &day))
        return false;
    struct tm date = {.tm_year = (int)year - 1900, .tm_mon = (int)month - 1, .tm_mday = (int)day};
    if (month < 1 || day < 1 || !is_date(&date))
        return false;
    when->date.tm_year += date.tm_year;
    when->date.tm_mon += date.tm_mon;
    when->date.tm_mday += date.tm_mday;
    when->has_date = true;
    if ((*when->at == 'T' || *when->at == 't') && isdigit((unsigned char)when->at[1])) {
        when->at++;
        return number(when, 2, &hour) && character(when, ':') && clock_time(when, hour);
    }
    return true;
}

static bool add_unit(struct when *when, int64_t count, const char *unit)
{
    static const struct {
        const char *name;
        int seconds, days, months;
    } units[] = {{"sec", 1, 0, 0},         {"second", 1, 0, 0},     {"min", MINUTE, 0, 0},
                 {"minute", MINUTE, 0, 0}, {"hour", HOUR, 0, 0},    {"day", 0, 1, 0},
                 {"week", 0, 7, 0},        {"fortnight", 0, 14, 0}, {"month", 0, 0, 1},
                 {"year", 0, 0, 12}};
    size_t length = strlen(unit);
    if (length > 1 && unit[length - 1] == 's')
        length--;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strlen(units[i].name) != length || strncmp(units[i].name, unit, length) != 0)
            continue;
        when->add += count * (units[i].seconds + (int64_t)DAY * units[i].days);
        when->date.tm_mon += (int)(count * units[i].months % 12);
        when->date.tm_year += (int)(count * units[i].months / 12);
        return true;
    }
    return false;
}

/* Behind "[+-]N": a unit, and perhaps "ago". */
static bool relative(struct when *when, int64_t count)
{
    char unit[12], ago[12];
    blanks(when);
    if (count > LONGEST || count < -LONGEST || !word(when, unit, sizeof unit))
        return false;
    const char *behind = when->at;
    blanks(when);
    word(when, ago, sizeof ago);
    if (strcmp(ago, "ago") == 0)
        count = -count;
    else
        when->at = behind;
    return add_unit(when, count, unit);
}

static bool named(struct when *when)
{
    char name[12], unit[12];
    word(when, name, sizeof name);
    if (strcmp(name, "now") == 0 || strcmp(name, "today") == 0)
        return true;
    if (strcmp(name, "yesterday") == 0)
        return add_unit(when, -1, "day");
    if (strcmp(name, "tomorrow") == 0)
        return add_unit(when, 1, "day");
    if (strcmp(name, "next") == 0 || strcmp(name, "last") == 0) {
        blanks(when);
        word(when, unit, sizeof unit);
        return add_unit(when, name[0] == 'n' ? 1 : -1, unit);
    }
    return false;
}

static bool item(struct when *when)
{
    int64_t value;
    char sign = *when->at;
    if (isalpha((unsigned char)sign))
        return named(when);
    if (sign == '+' || sign == '-') {
        when->at++;
        blanks(when);
        return number(when, 12, &value) && relative(when, sign == '-' ? -value : value);
    }
    const char *start = when->at;
    if (!number(when, 12, &value))
        return false;
    if (when->at - start == 4 && character(when, '-'))
        return calendar(when, value);
    if (when->at - start <= 2 && character(when, ':'))
        return clock_time(when, value);
    return relative(when, value);
}

/* What was not said. */
static void complete(struct when *when, const struct tm *now)
{
    if (!when->has_date) {
        when->date.tm_year += now->tm_year;
        when->date.tm_mon += now->tm_mon;
        when->date.tm_mday += now->tm_mday;
    }
    if (when->has_time)
        return;
    if (when->has_date) {
        when->nanoseconds = 0;
        return;
    }
    when->date.tm_hour = now->tm_hour;
    when->date.tm_min = now->tm_min;
    when->date.tm_sec = now->tm_sec;
}

bool when_parse(const char *text, struct timespec now, struct timespec *result)
{
    struct when when = {.at = text, .nanoseconds = now.tv_nsec};
    struct tm today;
    gmtime_r(&now.tv_sec, &today);
    blanks(&when);
    if (character(&when, '@'))
        return epoch(&when, result);
    for (; *when.at; blanks(&when))
        if (!item(&when))
            return false;
    complete(&when, &today);
    result->tv_sec = timegm(&when.date) + when.add;
    result->tv_nsec = when.nanoseconds;
    return true;
}
