#include "tabs.h"

#include "text.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_STOPS = 256 };
static unsigned long long stops[MAX_STOPS] = {8};
static size_t count = 1;

void tabs_parse(const char *text)
{
    count = 0;
    for (const char *at = text; *at;) {
        char *end;
        unsigned long long stop = strtoull(at, &end, 10);
        if (end == at || (*end && !strchr(", ", *end)) || stop == 0 || count == MAX_STOPS ||
            (count && stop <= stops[count - 1]))
            tool_misuse("expected a width or rising columns such as 4,8, found '%s'", text);
        stops[count++] = stop;
        at = end + (*end != '\0');
    }
    if (count == 0)
        tool_misuse("expected a width or columns, found nothing");
}

unsigned long long tabs_next(unsigned long long column)
{
    if (count == 1)
        return (column / stops[0] + 1) * stops[0];
    for (size_t i = 0; i < count; i++)
        if (stops[i] > column)
            return stops[i];
    return 0;
}

unsigned long long tabs_advance(unsigned long long column, char character)
{
    if (character == '\b')
        return column - (column > 0);
    return character == '\n' ? 0 : column + !text_continues(character);
}
