/* Pattern matching notation (XCU 2.13). */
#include "expand.h"

#include <ctype.h>
#include <string.h>

/* The character at *text, which is moved behind it. */
static unsigned long take_character(const char **text, const char *end)
{
    const unsigned char *at = (const unsigned char *)*text;
    size_t length = character_length(*text, (size_t)(end - *text));
    unsigned long value = length == 1 ? at[0] : at[0] & (0xffu >> (length + 1));
    for (size_t i = 1; i < length; i++)
        value = value << 6 | (at[i] & 0x3f);
    *text += length;
    return value;
}

static bool in_class(const char *name, size_t length, unsigned long character)
{
    static const struct {
        const char *name;
        int (*test)(int);
    } classes[] = {
        {"alnum", isalnum}, {"alpha", isalpha}, {"blank", isblank}, {"cntrl", iscntrl},
        {"digit", isdigit}, {"graph", isgraph}, {"lower", islower}, {"print", isprint},
        {"punct", ispunct}, {"space", isspace}, {"upper", isupper}, {"xdigit", isxdigit},
    };
    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++)
        if (strlen(classes[i].name) == length && strncmp(classes[i].name, name, length) == 0)
            return character < 128 && classes[i].test((int)character) != 0;
    return false;
}

/* A character in a bracket expression, perhaps quoted. */
static unsigned long take_quoted(const char **at, const char *end)
{
    if (**at == '\\' && *at + 1 < end)
        ++*at;
    return take_character(at, end);
}

/* Behind a [: whether the character is meant; *after is set behind the ]. No ]: *after is NULL, and
 * the [ is an ordinary character. */
static bool match_bracket(const char *at, const char *end, unsigned long character,
                          const char **after)
{
    const bool negated = at < end && (*at == '!' || *at == '^');
    bool found = false, first = true;
    *after = NULL;
    for (at += negated; at < end && (*at != ']' || first); first = false) {
        const char *close = NULL;
        if (at[0] == '[' && at + 1 < end && at[1] == ':')
            close = strstr(at + 2, ":]");
        if (close && close < end) {
            found = in_class(at + 2, (size_t)(close - at) - 2, character) || found;
            at = close + 2;
            continue;
        }
        if (*at == '/')
            return false;
        unsigned long low = take_quoted(&at, end), high = low;
        if (at + 1 < end && *at == '-' && at[1] != ']') {
            at++;
            high = take_quoted(&at, end);
        }
        found = found || (low <= character && character <= high);
    }
    if (at >= end)
        return false;
    *after = at + 1;
    return found != negated;
}

/* One element of the pattern other than * against one character; both move on when it matches. */
static bool match_one(const char **pattern, const char *pattern_end, const char **text,
                      const char *text_end)
{
    const char *at = *pattern, *next = *text, *after;
    if (next >= text_end)
        return false;
    unsigned long character = take_character(&next, text_end);
    if (*at == '?') {
        at++;
    } else if (*at == '[') {
        bool matches = match_bracket(at + 1, pattern_end, character, &after);
        if (after ? !matches : character != '[')
            return false;
        at = after ? after : at + 1;
    } else if (take_quoted(&at, pattern_end) != character) {
        return false;
    }
    *pattern = at;
    *text = next;
    return true;
}

bool pattern_match(const char *pattern, const char *text, size_t length)
{
    const char *pattern_end = pattern + strlen(pattern), *text_end = text + length;
    const char *star = NULL, *retry = NULL; /* the last *, and where its match may end next */
    for (;;) {
        if (pattern < pattern_end && *pattern == '*') {
            star = ++pattern;
            retry = text;
        } else if (pattern == pattern_end && text == text_end) {
            return true;
        } else if (pattern < pattern_end && match_one(&pattern, pattern_end, &text, text_end)) {
            continue;
        } else if (star && retry < text_end) {
            retry += character_length(retry, (size_t)(text_end - retry));
            pattern = star;
            text = retry;
        } else {
            return false;
        }
    }
}
