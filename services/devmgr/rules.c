/* See rules.h. */
#include "rules.h"
#include <stdio.h>
#include <string.h>
#include <vibee/devmgr.h>
#include <vibee/objects.h>

struct word {
    const char *text;
    uint32_t value;
};

static const struct word kinds[] = {
    {"console", VB_DEVICE_CONSOLE}, {"folder", VB_DEVICE_FOLDER}, {NULL, 0}};
static const struct word legacy[] = {{"serial", VB_DEVMGR_SERIAL},
                                     {"ps2", VB_DEVMGR_PS2},
                                     {"framebuffer", VB_DEVMGR_FRAMEBUFFER},
                                     {NULL, 0}};
static const struct word classes[] = {
    {"terminal", VB_DEVMGR_TERMINAL}, {"keyboard", VB_DEVMGR_KEYBOARD},
    {"screen", VB_DEVMGR_SCREEN},     {"block", VB_DEVMGR_BLOCK},
    {"entropy", VB_DEVMGR_ENTROPY},   {NULL, 0}};

struct reader {
    struct rules *rules;
    struct rule *rule; /* the one being read; NULL: before the first, or in one that is left out */
    rules_report *report;
    void *context;
    uint32_t line;
};

/* Text of a line; it is not NUL-terminated. */
struct run {
    const char *start;
    size_t size;
};

static void complain(const struct reader *reader, const char *what, struct run found)
{
    char text[200];

    snprintf(text, sizeof text, "%s, found %.*s", what, (int)(found.size < 60 ? found.size : 60),
             found.start);
    reader->report(reader->context, reader->line, text);
}

static struct run trim(struct run run)
{
    while (run.size > 0 && (*run.start == ' ' || *run.start == '\t')) {
        run.start++;
        run.size--;
    }
    while (run.size > 0 && strchr(" \t\r", run.start[run.size - 1]) != NULL)
        run.size--;
    return run;
}

static bool is(struct run run, const char *text)
{
    return run.size == strlen(text) && memcmp(run.start, text, run.size) == 0;
}

/* The string at the front of a value; what follows may only be a comment. */
static bool unquote(struct run value, struct run *text)
{
    const char *end;
    struct run rest;

    if (value.size < 2 || (value.start[0] != '"' && value.start[0] != '\''))
        return false;
    end = memchr(value.start + 1, value.start[0], value.size - 1);
    if (end == NULL)
        return false;
    *text = (struct run){value.start + 1, (size_t)(end - value.start) - 1};
    if (value.start[0] == '"' && memchr(text->start, '\\', text->size) != NULL)
        return false;
    rest = trim((struct run){end + 1, value.size - text->size - 2});
    return rest.size == 0 || rest.start[0] == '#';
}

static bool find_word(const struct reader *reader, const struct word *words, struct run text,
                      const char *what, uint32_t *value)
{
    for (; words->text != NULL; words++)
        if (is(text, words->text)) {
            *value = words->value;
            return true;
        }
    complain(reader, what, text);
    return false;
}

/* Hexadecimal digits, all of them. */
static bool hexadecimal(struct run text, size_t most, uint32_t *value)
{
    static const char digits[] = "0123456789abcdef";
    const char *digit;

    *value = 0;
    for (size_t i = 0; i < text.size; i++) {
        digit = text.start[i] == 0 ? NULL : strchr(digits, text.start[i]);
        if (digit == NULL)
            return false;
        *value = *value << 4 | (uint32_t)(digit - digits);
    }
    return text.size > 0 && text.size <= most;
}

/* "vvvv:dddd" */
static bool read_ids(struct run text, uint32_t *ids)
{
    uint32_t vendor, device;

    if (text.size != 9 || text.start[4] != ':' ||
        !hexadecimal((struct run){text.start, 4}, 4, &vendor) ||
        !hexadecimal((struct run){text.start + 5, 4}, 4, &device))
        return false;
    *ids = vendor << 16 | device;
    return true;
}

/* The first one, two or three bytes of a class code. */
static bool read_pci_class(struct run text, struct rule *rule)
{
    uint32_t value, missing = (uint32_t)(6 - text.size) * 4;

    if (text.size > 6 || text.size % 2 != 0 || !hexadecimal(text, 6, &value))
        return false;
    rule->kind = value << missing;
    rule->mask = 0xffffffu << missing & 0xffffffu;
    return true;
}

/* What the device must be; an entry says it once. */
static void read_match(struct reader *reader, struct run key, struct run text)
{
    struct rule *rule = reader->rule;
    uint32_t bus = 0;

    if (rule->bus != 0)
        complain(reader, "expected one of kind, pci, pci-class, legacy", key);
    else if (is(key, "kind") &&
             find_word(reader, kinds, text, "kind: expected console or folder", &rule->kind))
        bus = VB_DEVMGR_PARAVIRTUAL;
    else if (is(key, "legacy") &&
             find_word(reader, legacy, text, "legacy: expected serial, ps2 or framebuffer",
                       &rule->kind))
        bus = VB_DEVMGR_LEGACY;
    else if (is(key, "pci") && read_ids(text, &rule->ids))
        bus = VB_DEVMGR_PCI;
    else if (is(key, "pci"))
        complain(reader, "pci: expected vvvv:dddd, hexadecimal", text);
    else if (is(key, "pci-class") && read_pci_class(text, rule))
        bus = VB_DEVMGR_PCI;
    else if (is(key, "pci-class"))
        complain(reader, "pci-class: expected 2, 4 or 6 hexadecimal digits", text);
    rule->bus = bus != 0 ? bus : rule->bus;
}

static void read_driver(struct reader *reader, struct run text)
{
    if (text.size == 0 || text.size >= RULE_PATH || text.start[0] != '/')
        complain(reader, "driver: expected an absolute path of at most 95 bytes", text);
    else
        memcpy(reader->rule->driver, text.start, text.size);
}

static void read_pair(struct reader *reader, struct run line)
{
    const char *equals = memchr(line.start, '=', line.size);
    struct run key, text;

    if (equals == NULL) {
        complain(reader, "expected [[driver]] or key = \"text\"", line);
        return;
    }
    key = trim((struct run){line.start, (size_t)(equals - line.start)});
    if (!unquote(trim((struct run){equals + 1, line.size - (size_t)(equals - line.start) - 1}),
                 &text)) {
        complain(reader, "expected key = \"text\"", line);
        return;
    }
    if (is(key, "driver"))
        read_driver(reader, text);
    else if (is(key, "class"))
        (void)find_word(reader, classes, text,
                        "class: expected terminal, keyboard, screen, block or entropy",
                        &reader->rule->class);
    else if (is(key, "kind") || is(key, "pci") || is(key, "pci-class") || is(key, "legacy"))
        read_match(reader, key, text);
    else
        complain(reader, "expected a key of [[driver]]", key);
}

/* The entry is over: keep it when it is whole. */
static void finish(struct reader *reader)
{
    struct rule *rule = reader->rule;

    reader->rule = NULL;
    if (rule == NULL)
        return;
    if (rule->bus != 0 && rule->driver[0] != 0 && rule->class != 0)
        reader->rules->count++;
    else
        reader->report(reader->context, rule->line,
                       "driver: expected one of kind, pci, pci-class, legacy; driver; and class");
}

static void begin(struct reader *reader)
{
    finish(reader);
    if (reader->rules->count == RULES_MAX) {
        reader->report(reader->context, reader->line, "expected at most 48 drivers");
        return;
    }
    reader->rule = &reader->rules->entries[reader->rules->count];
    *reader->rule = (struct rule){.line = reader->line};
}

void rules_parse(struct rules *rules, const char *text, size_t size, rules_report *report,
                 void *context)
{
    struct reader reader = {.rules = rules, .report = report, .context = context};
    const char *end = text + size, *next;
    struct run line;

    *rules = (struct rules){0};
    for (; text < end; text = next) {
        next = memchr(text, '\n', (size_t)(end - text));
        line = trim((struct run){text, (size_t)((next != NULL ? next : end) - text)});
        next = next != NULL ? next + 1 : end;
        reader.line++;
        if (line.size == 0 || line.start[0] == '#')
            continue;
        if (is(line, "[[driver]]"))
            begin(&reader);
        else if (reader.rule != NULL)
            read_pair(&reader, line);
        else
            complain(&reader, "expected [[driver]]", line);
    }
    finish(&reader);
}

const struct rule *rules_find(const struct rules *rules, uint32_t bus, uint32_t kind, uint32_t ids)
{
    for (uint32_t i = 0; i < rules->count; i++) {
        const struct rule *rule = &rules->entries[i];
        bool same = bus != VB_DEVMGR_PCI ? rule->kind == kind
                    : rule->mask != 0    ? rule->kind == (kind & rule->mask)
                                         : rule->ids == ids;

        if (rule->bus == bus && same)
            return rule;
    }
    return NULL;
}
