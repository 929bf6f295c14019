/* The shell's parser: any text as a script, as lines that come one by one, and with aliases. What
 * it accepts is walked, so that every pointer of the tree is looked at. */
#include "parse/parse.h"
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t parts; /* so that the walk is not left out */

static void walk_list(const struct node *list);

static void walk_words(const struct word *word)
{
    for (; word; word = word->next) {
        for (const struct part *part = word->parts; part; part = part->next) {
            if (part->kind == PART_TEXT && strlen(part->text) != part->length)
                abort();
            parts++;
            walk_words(part->word);
            walk_list(part->list);
        }
    }
}

static void walk_redirects(const struct redirect *redirect)
{
    for (; redirect; redirect = redirect->next) {
        if (redirect->fd < 0 || redirect->fd > 9 || !redirect->target)
            abort();
        walk_words(redirect->target);
    }
}

static void walk_list(const struct node *list)
{
    for (; list; list = list->next) {
        walk_list(list->condition);
        walk_list(list->body);
        walk_list(list->otherwise);
        walk_list(list->chain);
        walk_words(list->words);
        walk_redirects(list->redirects);
        for (const struct assignment *at = list->assignments; at; at = at->next)
            walk_words(at->value);
        for (const struct case_item *item = list->items; item; item = item->next) {
            walk_words(item->patterns);
            walk_list(item->body);
        }
    }
}

static void parse_all_of(struct parser *parser)
{
    enum parse_result result;
    do {
        struct arena *arena = arena_create();
        struct node *list;
        result = parse_command(parser, arena, &list);
        walk_list(list);
        if (result == PARSE_ERROR && !strstr(parser->message, "expected"))
            abort();
        arena_release(arena);
    } while (result == PARSE_OK);
    parser_free(parser);
}

static const char *alias(void *context, const char *name)
{
    (void)context;
    return strcmp(name, "a") == 0 ? "b " : strcmp(name, "b") == 0 ? "a if $(" : NULL;
}

struct lines {
    const char *at, *end;
};

static enum more_result more(void *context, struct strbuf *text, bool continues)
{
    (void)continues;
    struct lines *lines = context;
    if (lines->at >= lines->end)
        return MORE_END;
    const char *newline = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
    const char *stop = newline ? newline + 1 : lines->end;
    strbuf_add(text, lines->at, (size_t)(stop - lines->at));
    lines->at = stop;
    return MORE_LINE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lines lines = {(const char *)data, (const char *)data + size};
    const struct parse_source with_aliases = {.alias = alias}, by_lines = {more, alias, &lines};
    struct parser parser;
    if (size > 20000)
        return 0;
    char *text = checked_copy((const char *)data, size);
    parser_init(&parser, text, size % 2 ? &with_aliases : NULL, 1);
    parse_all_of(&parser);
    parser_init(&parser, NULL, &by_lines, 1);
    parse_all_of(&parser);
    free(text);
    return 0;
}
