/* Finding lines. A pattern without special signs is compared as bytes, block by block. */
#define _GNU_SOURCE /* memmem */
#include "pager.h"
#include "tool.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 1 << 20, ASK_EVERY = 256, CHUNK = 4 * SOURCE_BLOCK };

static bool has_capitals(const char *text)
{
    for (; *text; text++)
        if (isupper((unsigned char)*text))
            return true;
    return false;
}

bool search_set(struct search *search, const char *pattern, bool ignore_case, const char **reason)
{
    static char text[128];
    regex_t regex;
    bool ignores = ignore_case && !has_capitals(pattern);
    int error = regcomp(&regex, pattern, REG_EXTENDED | (ignores ? REG_ICASE : 0));
    if (error) {
        regerror(error, &regex, text, sizeof text);
        *reason = text;
        return false;
    }
    char *copy = strdup(pattern);
    search_free(search);
    search->pattern = copy;
    search->regex = regex;
    search->compiled = true;
    search->ignores_case = ignores;
    search->literal = !ignores && !strpbrk(pattern, "\\^$.[]|()*+?{}");
    search->hidden = false;
    return copy != NULL;
}

void search_free(struct search *search)
{
    if (search->compiled)
        regfree(&search->regex);
    free(search->pattern);
    search->pattern = NULL;
    search->compiled = false;
}

/* regexec() ends at a zero byte: the text is looked at between them. */
static bool find_expression(const struct search *search, const char *text, size_t length,
                            size_t from, struct span_found *found)
{
    while (from <= length) {
        regmatch_t match;
        if (regexec(&search->regex, text + from, 1, &match, from ? REG_NOTBOL : 0) == 0) {
            found->from = from + (size_t)match.rm_so;
            found->to = from + (size_t)match.rm_eo;
            return true;
        }
        from += strlen(text + from) + 1;
    }
    return false;
}

/* The text has a zero byte behind it. */
bool search_find(const struct search *search, const char *text, size_t length, size_t from,
                 struct span_found *found)
{
    if (!search->literal)
        return find_expression(search, text, length, from, found);
    size_t size = strlen(search->pattern);
    const char *at =
        from <= length ? memmem(text + from, length - from, search->pattern, size) : NULL;
    if (at) {
        found->from = (size_t)(at - text);
        found->to = found->from + size;
    }
    return at != NULL;
}

struct job {
    const struct search *search;
    struct source *source;
    bool (*stop)(void *context);
    void *context;
    struct bytes text;
    unsigned asked;
};

static bool stopped(struct job *job)
{
    return ++job->asked % ASK_EVERY == 0 && job->stop(job->context);
}

/* Does the line between these places match? */
static bool matches(struct job *job, uint64_t from, uint64_t end)
{
    size_t size = end - from < LINE_MAX_BYTES ? (size_t)(end - from) : LINE_MAX_BYTES;
    struct span_found found;
    if (job->text.room < size + 1) {
        job->text.room = size * 2 + 256;
        job->text.data = tool_resize(job->text.data, job->text.room);
    }
    size = source_copy(job->source, from, job->text.data, size);
    if (size > 0 && job->text.data[size - 1] == '\n')
        size--;
    job->text.data[size] = '\0';
    return search_find(job->search, job->text.data, size, 0, &found);
}

static enum search_result forward(struct job *job, uint64_t from, uint64_t *line)
{
    while (from < job->source->size) {
        uint64_t next = source_next_line(job->source, from);
        uint64_t end = next == SOURCE_NONE ? job->source->size : next;
        if (matches(job, from, end)) {
            *line = from;
            return SEARCH_FOUND;
        }
        if (stopped(job))
            return SEARCH_STOPPED;
        from = end;
    }
    return SEARCH_NOT;
}

static enum search_result backward(struct job *job, uint64_t from, uint64_t *line)
{
    while (from > 0) {
        uint64_t start = source_line_start(job->source, from, UINT64_MAX);
        if (matches(job, start, from)) {
            *line = start;
            return SEARCH_FOUND;
        }
        if (stopped(job))
            return SEARCH_STOPPED;
        from = start;
    }
    return SEARCH_NOT;
}

/* Bytes, in pieces that overlap. */
static enum search_result forward_bytes(struct job *job, uint64_t from, uint64_t *line)
{
    const char *pattern = job->search->pattern;
    size_t size = strlen(pattern);
    while (from < job->source->size) {
        size_t length = source_copy(job->source, from, job->text.data, CHUNK);
        const char *found = memmem(job->text.data, length, pattern, size);
        if (found) {
            uint64_t at = from + (uint64_t)(found - job->text.data);
            *line = source_line_start(job->source, at + 1, UINT64_MAX);
            return SEARCH_FOUND;
        }
        if (job->stop(job->context))
            return SEARCH_STOPPED;
        if (length < CHUNK)
            break;
        from += length - size + 1;
    }
    return SEARCH_NOT;
}

enum search_result search_lines(const struct search *search, struct source *source, uint64_t from,
                                bool (*stop)(void *context), void *context, uint64_t *line)
{
    struct job job = {.search = search, .source = source, .stop = stop, .context = context};
    enum search_result result;
    job.text.room = CHUNK;
    job.text.data = tool_alloc(CHUNK);
    if (search->direction < 0)
        result = backward(&job, from, line);
    else if (search->literal && *search->pattern && strlen(search->pattern) < SOURCE_BLOCK)
        result = forward_bytes(&job, from, line);
    else
        result = forward(&job, from, line);
    bytes_free(&job.text);
    return result;
}
