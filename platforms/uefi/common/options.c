/* The command line: words NAME or NAME=VALUE for the platform, then "--" and init's arguments.
 * Quotes keep blanks in a word: '...' or "...". */
#include "uefi.h"

#include <string.h>

#define WORDS_MAX 64u

static const char *words[WORDS_MAX];
static size_t word_count, rest_start;
static bool split_done;

static bool blank(char character)
{
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
}

/* Take quotes away in place and end the word; what follows it is returned. */
static char *end_word(char *at)
{
    char *out = at, quote = '\0';
    for (; *at && (quote || !blank(*at)); at++) {
        if (quote ? *at == quote : *at == '\'' || *at == '"') {
            quote = (char)(quote ? '\0' : *at);
        } else {
            *out++ = *at;
        }
    }
    char *next = *at ? at + 1 : at;
    *out = '\0';
    return next;
}

static void split(void)
{
    split_done = true;
    rest_start = WORDS_MAX;
    char *at = boot.command_line;
    while (word_count < WORDS_MAX) {
        while (blank(*at)) {
            at++;
        }
        if (*at == '\0') {
            break;
        }
        words[word_count] = at;
        at = end_word(at);
        if (rest_start == WORDS_MAX && strcmp(words[word_count], "--") == 0) {
            rest_start = word_count + 1;
        }
        word_count++;
    }
    rest_start = MIN(rest_start, word_count);
}

const char *option(const char *name)
{
    if (!split_done) {
        split();
    }
    size_t length = strlen(name);
    for (size_t i = 0; i < rest_start; i++) {
        if (strncmp(words[i], name, length) != 0) {
            continue;
        }
        if (words[i][length] == '=') {
            return words[i] + length + 1;
        }
        if (words[i][length] == '\0') {
            return "";
        }
    }
    return NULL;
}

static int digit(char character)
{
    if (character >= '0' && character <= '9') {
        return character - '0';
    }
    return character >= 'a' && character <= 'f' ? character - 'a' + 10 : 99;
}

uint64_t option_number(const char *name, uint64_t otherwise)
{
    const char *text = option(name);
    if (!text || *text == '\0') {
        return otherwise;
    }
    bool hexadecimal = text[0] == '0' && text[1] == 'x';
    uint64_t base = hexadecimal ? 16 : 10, value = 0;
    for (text += hexadecimal ? 2 : 0; *text; text++) {
        uint64_t found = (uint64_t)digit(*text);
        if (found >= base || value > (UINT64_MAX - found) / base) {
            return otherwise;
        }
        value = value * base + found;
    }
    return value;
}

size_t option_rest(const char **out, size_t room)
{
    (void)option("");
    size_t count = 0;
    for (size_t i = rest_start; i < word_count && count < room; i++) {
        out[count++] = words[i];
    }
    return count;
}
