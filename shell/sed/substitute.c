#include "run.h"

#include "tool.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

bool sed_matches(struct sed *sed, const struct pattern *pattern, size_t start, regmatch_t *match)
{
    if (!pattern)
        pattern = sed->last_pattern;
    if (!pattern) {
        tool_error("expected a regular expression before the empty one, found none");
        exit(1);
    }
    sed->last_pattern = pattern;
    return match ? pattern_find(pattern, &sed->subject, start, match)
                 : pattern_matches(pattern, &sed->subject);
}

struct cases {
    char mode, once; /* U, L or 0; u, l or 0 */
};

static wint_t changed(wint_t c, char how)
{
    return (how | 0x20) == 'u' ? towupper(c) : towlower(c);
}

/* With the letters changed that \U and its like ask for. */
static void add_cased(struct line *out, const char *text, size_t length, struct cases *cases)
{
    if (!cases->mode && !cases->once) {
        line_add(out, text, length);
        return;
    }
    while (length > 0) {
        wchar_t wide;
        char bytes[16];
        mbstate_t state = {0};
        size_t size = mbrtowc(&wide, text, length, &state), wrote = (size_t)-1;
        char how = cases->once ? cases->once : cases->mode;
        if (size == 0 || size > length)
            size = 1;
        else if (how)
            wrote = wcrtomb(bytes, (wchar_t)changed((wint_t)wide, how), &state);
        if (wrote == (size_t)-1)
            line_add(out, text, size);
        else
            line_add(out, bytes, wrote);
        cases->once = '\0';
        text += size;
        length -= size;
    }
}

static void change_case(struct cases *cases, char change)
{
    if (change == 'u' || change == 'l')
        cases->once = change;
    else
        *cases = (struct cases){.mode = change == 'E' ? '\0' : change};
}

static void add_replacement(const struct sed *sed, const struct substitution *substitution,
                            const regmatch_t *match, struct line *out)
{
    struct cases cases = {0};
    for (size_t i = 0; i < substitution->count; i++) {
        const struct piece *piece = &substitution->pieces[i];
        const regmatch_t *group = &match[piece->group];
        if (piece->kind == PIECE_TEXT)
            add_cased(out, piece->text.text, piece->text.length, &cases);
        else if (piece->kind == PIECE_CASE)
            change_case(&cases, piece->change);
        else if (group->rm_so >= 0)
            add_cased(out, sed->pattern.text + group->rm_so, (size_t)(group->rm_eo - group->rm_so),
                      &cases);
    }
}

static size_t character_end(const struct line *line, size_t at)
{
    at++;
    while (at < line->length && (line->text[at] & 0xc0) == 0x80)
        at++;
    return at;
}

bool sed_substitute(struct sed *sed, const struct substitution *substitution)
{
    struct line out = {0};
    regmatch_t match[PATTERN_GROUPS];
    size_t at = 0, search = 0, previous = SIZE_MAX; /* previous: the end of the match before */
    unsigned long long found = 0;
    bool replaced = false;
    subject_set(&sed->subject, sed->pattern.text, sed->pattern.length);
    while (search <= sed->pattern.length &&
           sed_matches(sed, substitution->expression, search, match)) {
        size_t from = (size_t)match[0].rm_so, to = (size_t)match[0].rm_eo;
        bool counts = to > from || from != previous;
        found += counts;
        if (counts && found >= (substitution->number ? substitution->number : 1)) {
            line_add(&out, sed->pattern.text + at, from - at);
            add_replacement(sed, substitution, match, &out);
            at = to;
            replaced = true;
            if (!substitution->global)
                break;
        }
        previous = to;
        search = to > from ? to : character_end(&sed->pattern, to);
    }
    if (!replaced)
        return false;
    line_add(&out, sed->pattern.text + at, sed->pattern.length - at);
    out.ended = sed->pattern.ended;
    line_free(&sed->pattern);
    sed->pattern = out;
    return true;
}

static const struct mapping *find_mapping(const struct command *command, const char *text,
                                          size_t length)
{
    for (size_t i = 0; i < command->mapping_count; i++) {
        const struct line *from = &command->mappings[i].from;
        if (from->length <= length && memcmp(from->text, text, from->length) == 0)
            return &command->mappings[i];
    }
    return NULL;
}

void sed_map(struct sed *sed, const struct command *command)
{
    struct line out = {.ended = sed->pattern.ended};
    line_add(&out, "", 0);
    for (size_t at = 0; at < sed->pattern.length;) {
        const char *text = sed->pattern.text + at;
        const struct mapping *mapping = find_mapping(command, text, sed->pattern.length - at);
        line_add(&out, mapping ? mapping->to.text : text, mapping ? mapping->to.length : 1);
        at += mapping ? mapping->from.length : 1;
    }
    line_free(&sed->pattern);
    sed->pattern = out;
}
