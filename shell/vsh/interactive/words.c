#include "words.h"

#include <stdlib.h>
#include <string.h>

/* A walk through the line: the lexer's rules, as far as an unfinished line has them. */
struct walk {
    const char *line;
    size_t at, end;
    struct arguments words;
    bool redirect; /* the next word is a redirection's */
    bool in_word;
    size_t word_start;  /* of the current one */
    struct strbuf text; /* the current one, unquoted */
    char quote;
    /* Where in the current word the part begins that is completed: behind the last slash, the = of
     * an assignment or option, or a : in the value of an assignment. */
    size_t part_start, part_text;
    char part_quote;  /* that was open there */
    size_t file_text; /* in text: where the path begins */
    bool assignment;
};

static bool begins_command(const char *word)
{
    static const char *const words[] = {"if",    "then",  "else", "elif", "do",
                                        "while", "until", "!",    "{",    "time"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(word, words[i]) == 0)
            return true;
    return false;
}

static void begin_word(struct walk *walk)
{
    if (walk->in_word)
        return;
    walk->in_word = true;
    walk->assignment = false;
    walk->word_start = walk->part_start = walk->at;
    walk->part_text = walk->file_text = 0;
    walk->part_quote = '\0';
    strbuf_clear(&walk->text);
}

static void forget_words(struct walk *walk)
{
    arguments_free(&walk->words);
}

/* A word is complete: it is the command's, or what is behind it begins one. */
static void end_word(struct walk *walk)
{
    if (!walk->in_word)
        return;
    walk->in_word = false;
    if (walk->redirect || (walk->assignment && walk->words.count == 0))
        walk->redirect = false;
    else if (walk->words.count > 0 || !begins_command(walk->text.data))
        arguments_add(&walk->words, checked_copy(walk->text.data, walk->text.length));
}

/* The part that is completed begins behind the character that is next. */
static void begin_part(struct walk *walk)
{
    walk->part_start = walk->at + 1;
    walk->part_text = walk->text.length;
    walk->part_quote = walk->quote;
}

static bool is_assignment(const struct walk *walk)
{
    size_t length = name_length(walk->text.data);
    return walk->words.count == 0 && length > 0 && length == walk->text.length;
}

static void add_char(struct walk *walk, char c)
{
    bool assigns = c == '=' && !walk->assignment && is_assignment(walk);
    bool option = c == '=' && walk->text.length > 1 && walk->text.data[0] == '-';
    walk->assignment = walk->assignment || assigns;
    strbuf_addc(&walk->text, c);
    if (c == '/') {
        begin_part(walk);
    } else if (assigns || option || (c == ':' && walk->assignment && !walk->quote)) {
        begin_part(walk);
        walk->file_text = walk->text.length;
    }
}

static void unquoted(struct walk *walk, char c)
{
    if (strchr(" \t", c)) {
        end_word(walk);
    } else if (strchr("<>", c)) {
        end_word(walk);
        walk->redirect = true;
    } else if (strchr(";&|()\n", c)) {
        bool duplicates = c == '&' && walk->redirect && !walk->in_word;
        end_word(walk);
        if (!duplicates && !(c == '|' && walk->redirect)) {
            forget_words(walk);
            walk->redirect = false;
        }
    } else {
        begin_word(walk);
        if (c == '\'' || c == '"')
            walk->quote = c;
        else
            add_char(walk, c);
    }
}

static void step(struct walk *walk)
{
    char c = walk->line[walk->at];
    if (walk->quote && c == walk->quote) {
        walk->quote = '\0';
    } else if (c == '\\' && walk->quote != '\'' && walk->at + 1 < walk->end) {
        char next = walk->line[walk->at + 1];
        begin_word(walk);
        if (walk->quote && !strchr("$`\"\\\n", next))
            add_char(walk, c);
        walk->at++;
        add_char(walk, next);
    } else if (c == '#' && !walk->in_word && !walk->quote) {
        walk->at = walk->end - 1; /* a comment */
    } else if (walk->quote) {
        add_char(walk, c);
    } else {
        unquoted(walk, c);
    }
    walk->at++;
}

/* A variable's name at the end of the line, behind $ or ${; where it begins, 0: there is none. */
static size_t variable_start(const char *line, size_t cursor, bool *braced)
{
    size_t start = cursor;
    while (start > 0 && (line[start - 1] == '_' || (unsigned)(line[start - 1] - '0') < 10 ||
                         (unsigned)((line[start - 1] | 0x20) - 'a') < 26))
        start--;
    *braced = start > 1 && line[start - 1] == '{' && line[start - 2] == '$';
    size_t dollar = start - (*braced ? 2 : 1);
    if (start == 0 || line[dollar] != '$')
        return 0;
    size_t backslashes = 0;
    while (backslashes < dollar && line[dollar - 1 - backslashes] == '\\')
        backslashes++;
    return backslashes % 2 ? 0 : start;
}

static void split_path(struct line_word *word, const struct walk *walk)
{
    const char *text = walk->text.data;
    word->directory = checked_copy(text + walk->file_text, walk->part_text - walk->file_text);
    word->name = checked_copy(text + walk->part_text, walk->text.length - walk->part_text);
    word->start = walk->part_start;
    word->quote = walk->part_quote;
}

struct line_word word_before(const char *line, size_t cursor)
{
    struct walk walk = {.line = line, .end = cursor};
    struct line_word word = {0};
    while (walk.at < walk.end)
        step(&walk);
    begin_word(&walk); /* an empty one, unless there is one */
    size_t variable = walk.quote == '\'' ? 0 : variable_start(line, cursor, &word.braced);
    if (variable) {
        word.kind = WORD_VARIABLE;
        word.start = variable;
        word.directory = checked_copy("", 0);
        word.name = checked_copy(line + variable, cursor - variable);
    } else {
        split_path(&word, &walk);
        word.kind = walk.redirect || walk.assignment ? WORD_FILE
                    : walk.words.count == 0          ? WORD_COMMAND
                                                     : WORD_ARGUMENT;
    }
    word.words = walk.words;
    strbuf_free(&walk.text);
    return word;
}

void line_word_free(struct line_word *word)
{
    free(word->directory);
    free(word->name);
    arguments_free(&word->words);
}

void add_quoted_name(struct strbuf *out, const char *text, size_t length, char quote)
{
    static const char *const special[] = {" \t\n\\'\"$`*?[]()<>|&;#!~{}", "\"\\$`"};
    for (size_t i = 0; i < length; i++) {
        if (!quote && text[i] == '\n') {
            strbuf_adds(out, "'\n'"); /* behind a backslash it would vanish */
            continue;
        }
        if (quote == '\'' && text[i] == '\'')
            strbuf_adds(out, "'\\'");
        else if (quote != '\'' && strchr(special[quote == '"'], text[i]))
            strbuf_addc(out, '\\');
        strbuf_addc(out, text[i]);
    }
}
