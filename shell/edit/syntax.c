#include "syntax.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* States: what a line begins in. */
enum { NORMAL, IN_COMMENT, IN_SINGLE, IN_DOUBLE, IN_DIRECTIVE, IN_LONG_SINGLE, IN_LONG_DOUBLE };

struct scan {
    const char *text;
    size_t length, at;
    unsigned char *classes;
    unsigned char state;
};

static const char *const c_keywords[] = {
    "break",     "case",           "const",   "continue",  "default",  "do",       "else",
    "enum",      "extern",         "for",     "goto",      "if",       "inline",   "register",
    "restrict",  "return",         "sizeof",  "static",    "struct",   "switch",   "typedef",
    "union",     "volatile",       "while",   "_Atomic",   "_Alignas", "_Alignof", "_Generic",
    "_Noreturn", "_Static_assert", "class",   "namespace", "template", "public",   "private",
    "protected", "virtual",        "new",     "delete",    "this",     "try",      "catch",
    "throw",     "using",          "nullptr", "true",      "false",    "NULL",     NULL};
static const char *const c_types[] = {"bool",  "char",    "double",   "float", "int",  "long",
                                      "short", "signed",  "unsigned", "void",  "auto", "size_t",
                                      "FILE",  "va_list", "wchar_t",  NULL};
static const char *const shell_keywords[] = {
    "if",     "then",   "else",     "elif",  "fi",       "for",    "in",    "do",       "done",
    "while",  "until",  "case",     "esac",  "function", "return", "break", "continue", "exit",
    "local",  "export", "readonly", "unset", "set",      "shift",  "trap",  "exec",     "eval",
    "source", "alias",  "cd",       "echo",  "printf",   "read",   "test",  NULL};
static const char *const toml_values[] = {"true", "false", "inf", "nan", NULL};

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static bool is_one_of(const char *const *words, const char *text, size_t length)
{
    for (; *words; words++)
        if (strncmp(*words, text, length) == 0 && (*words)[length] == '\0')
            return true;
    return false;
}

static char look(const struct scan *scan, size_t ahead)
{
    return scan->at + ahead < scan->length ? scan->text[scan->at + ahead] : '\0';
}

static void take(struct scan *scan, size_t count, enum syntax_class class)
{
    for (; count > 0 && scan->at < scan->length; count--)
        scan->classes[scan->at++] = (unsigned char)class;
}

static bool begins(const struct scan *scan, const char *text)
{
    size_t size = strlen(text);
    return scan->length - scan->at >= size && memcmp(scan->text + scan->at, text, size) == 0;
}

static size_t word_length(const struct scan *scan)
{
    size_t n = 0;
    while (scan->at + n < scan->length && is_word(scan->text[scan->at + n]))
        n++;
    return n;
}

/* Up to and with `end`, or to the line's end: whether it was found. */
static bool take_until(struct scan *scan, const char *end, bool escapes, enum syntax_class class)
{
    while (scan->at < scan->length) {
        if (escapes && look(scan, 0) == '\\') {
            take(scan, 2, class);
        } else if (begins(scan, end)) {
            take(scan, strlen(end), class);
            return true;
        } else {
            take(scan, 1, class);
        }
    }
    return false;
}

static void take_number(struct scan *scan, const char *more)
{
    while (scan->at < scan->length && (isalnum((unsigned char)look(scan, 0)) ||
                                       (look(scan, 0) && strchr(more, look(scan, 0)))))
        take(scan, 1, CLASS_NUMBER);
}

static size_t blanks(const struct scan *scan)
{
    size_t n = 0;
    while (look(scan, n) == ' ' || look(scan, n) == '\t')
        n++;
    return n;
}

/* ---- C ----------------------------------------------------------------------------------------
 */

static bool ends_in_backslash(const struct scan *scan)
{
    size_t end = scan->length;
    if (end > 0 && scan->text[end - 1] == '\r')
        end--;
    return end > 0 && scan->text[end - 1] == '\\';
}

static void c_word(struct scan *scan)
{
    size_t n = word_length(scan);
    const char *word = scan->text + scan->at;
    enum syntax_class class = CLASS_PLAIN;
    if (is_one_of(c_keywords, word, n))
        class = CLASS_KEYWORD;
    else if (is_one_of(c_types, word, n) || (n > 2 && memcmp(word + n - 2, "_t", 2) == 0))
        class = CLASS_TYPE;
    take(scan, n, class);
}

static void c_comment(struct scan *scan)
{
    scan->state = take_until(scan, "*/", false, CLASS_COMMENT) ? NORMAL : IN_COMMENT;
}

static void c_token(struct scan *scan)
{
    char c = look(scan, 0);
    if (begins(scan, "/*")) {
        take(scan, 2, CLASS_COMMENT);
        c_comment(scan);
    } else if (begins(scan, "//")) {
        take(scan, scan->length, CLASS_COMMENT);
    } else if (c == '"' || c == '\'') {
        take(scan, 1, CLASS_STRING);
        take_until(scan, c == '"' ? "\"" : "'", true, CLASS_STRING);
    } else if (isdigit((unsigned char)c)) {
        take_number(scan, ".'");
    } else if (is_word(c)) {
        c_word(scan);
    } else {
        take(scan, 1, CLASS_PLAIN);
    }
}

/* Up to a comment. */
static void c_directive(struct scan *scan)
{
    while (scan->at < scan->length && !begins(scan, "/*") && !begins(scan, "//"))
        take(scan, 1, CLASS_DIRECTIVE);
    scan->state = ends_in_backslash(scan) ? IN_DIRECTIVE : NORMAL;
}

static void c_line(struct scan *scan)
{
    if (scan->state == IN_COMMENT)
        c_comment(scan);
    else if (scan->state == IN_DIRECTIVE || look(scan, blanks(scan)) == '#')
        c_directive(scan);
    while (scan->at < scan->length)
        c_token(scan);
}

/* ---- shell ------------------------------------------------------------------------------------
 */

static void shell_variable(struct scan *scan)
{
    take(scan, 1, CLASS_VARIABLE);
    char c = look(scan, 0);
    if (c == '{')
        take_until(scan, "}", false, CLASS_VARIABLE);
    else if (is_word(c))
        take(scan, word_length(scan), CLASS_VARIABLE);
    else if (c && strchr("?$!#*@-", c))
        take(scan, 1, CLASS_VARIABLE);
}

static void shell_double(struct scan *scan)
{
    scan->state = IN_DOUBLE;
    while (scan->at < scan->length) {
        char c = look(scan, 0);
        if (c == '$' && look(scan, 1) != '(') {
            shell_variable(scan);
            continue;
        }
        take(scan, c == '\\' ? 2 : 1, CLASS_STRING);
        if (c == '"') {
            scan->state = NORMAL;
            return;
        }
    }
}

static void shell_single(struct scan *scan)
{
    scan->state = take_until(scan, "'", false, CLASS_STRING) ? NORMAL : IN_SINGLE;
}

static bool at_word(const struct scan *scan)
{
    return scan->at == 0 ||
           (scan->text[scan->at - 1] && strchr(" \t;|&(){}`", scan->text[scan->at - 1]));
}

static void shell_word(struct scan *scan)
{
    size_t n = word_length(scan);
    bool alone = at_word(scan) && !(look(scan, n) && strchr("-./:", look(scan, n)));
    enum syntax_class class = CLASS_PLAIN;
    if (look(scan, n) == '=' && at_word(scan))
        class = CLASS_VARIABLE;
    else if (alone && is_one_of(shell_keywords, scan->text + scan->at, n))
        class = CLASS_KEYWORD;
    else if (alone && isdigit((unsigned char)look(scan, 0)))
        class = CLASS_NUMBER;
    take(scan, n, class);
}

static void shell_token(struct scan *scan)
{
    char c = look(scan, 0);
    if (c == '#' && at_word(scan)) {
        take(scan, scan->length, CLASS_COMMENT);
    } else if (c == '\\') {
        take(scan, 2, CLASS_PLAIN);
    } else if (c == '\'') {
        take(scan, 1, CLASS_STRING);
        shell_single(scan);
    } else if (c == '"') {
        take(scan, 1, CLASS_STRING);
        shell_double(scan);
    } else if (c == '$') {
        shell_variable(scan);
    } else if (is_word(c)) {
        shell_word(scan);
    } else {
        take(scan, 1, CLASS_PLAIN);
    }
}

static void shell_line(struct scan *scan)
{
    if (scan->state == IN_SINGLE)
        shell_single(scan);
    else if (scan->state == IN_DOUBLE)
        shell_double(scan);
    while (scan->at < scan->length)
        shell_token(scan);
}

/* ---- TOML -------------------------------------------------------------------------------------
 */

static void toml_long(struct scan *scan, bool single)
{
    unsigned char inside = single ? IN_LONG_SINGLE : IN_LONG_DOUBLE;
    bool ended = take_until(scan, single ? "'''" : "\"\"\"", !single, CLASS_STRING);
    scan->state = ended ? NORMAL : inside;
}

/* A key is what "=" or a table's sign follows. */
static bool is_key(const struct scan *scan, size_t length)
{
    while (look(scan, length) == ' ' || look(scan, length) == '\t')
        length++;
    return look(scan, length) == '=' || look(scan, length) == '.';
}

static void toml_token(struct scan *scan)
{
    char c = look(scan, 0);
    size_t n = word_length(scan);
    if (c == '#') {
        take(scan, scan->length, CLASS_COMMENT);
    } else if (begins(scan, "\"\"\"") || begins(scan, "'''")) {
        take(scan, 3, CLASS_STRING);
        toml_long(scan, c == '\'');
    } else if (c == '"' || c == '\'') {
        take(scan, 1, CLASS_STRING);
        take_until(scan, c == '"' ? "\"" : "'", c == '"', CLASS_STRING);
    } else if (isdigit((unsigned char)c) ||
               ((c == '-' || c == '+') && isdigit((unsigned char)look(scan, 1)))) {
        take(scan, 1, CLASS_NUMBER);
        take_number(scan, "._-+:");
    } else if (n > 0) {
        while (look(scan, n) == '-' || is_word(look(scan, n)))
            n++;
        take(scan, n,
             is_one_of(toml_values, scan->text + scan->at, n) ? CLASS_KEYWORD
             : is_key(scan, n)                                ? CLASS_VARIABLE
                                                              : CLASS_PLAIN);
    } else {
        take(scan, 1, CLASS_PLAIN);
    }
}

static void toml_line(struct scan *scan)
{
    if (scan->state == IN_LONG_SINGLE || scan->state == IN_LONG_DOUBLE) {
        toml_long(scan, scan->state == IN_LONG_SINGLE);
    } else if (look(scan, blanks(scan)) == '[' && memchr(scan->text, '=', scan->length) == NULL) {
        while (scan->at < scan->length && look(scan, 0) != '#')
            take(scan, 1, CLASS_DIRECTIVE);
    }
    while (scan->at < scan->length)
        toml_token(scan);
}

/* ---- which ------------------------------------------------------------------------------------
 */

static bool ends_with(const char *name, const char *const *endings)
{
    size_t length = strlen(name);
    for (; *endings; endings++) {
        size_t n = strlen(*endings);
        if (length >= n && strcmp(name + length - n, *endings) == 0)
            return true;
    }
    return false;
}

enum syntax syntax_of(const char *name, const char *first_line, size_t length)
{
    static const char *const c[] = {".c", ".h", ".cc", ".cpp", ".hpp", ".cxx", NULL};
    static const char *const shell[] = {".sh", ".vsh", ".bash", ".profile", "rc", NULL};
    static const char *const toml[] = {".toml", NULL};
    if (name && ends_with(name, c))
        return SYNTAX_C;
    if (name && ends_with(name, toml))
        return SYNTAX_TOML;
    if (name && ends_with(name, shell))
        return SYNTAX_SHELL;
    if (length > 4 && memcmp(first_line, "#!", 2) == 0 && memchr(first_line, 's', length) &&
        first_line[length - 1 - (first_line[length - 1] == '\r')] == 'h')
        return SYNTAX_SHELL;
    return SYNTAX_NONE;
}

const char *syntax_name(enum syntax syntax)
{
    static const char *const names[] = {"", "C", "shell", "TOML"};
    return names[syntax];
}

unsigned char syntax_line(enum syntax syntax, unsigned char state, const char *text, size_t length,
                          unsigned char *classes)
{
    struct scan scan = {text, length, 0, classes, state};
    if (syntax == SYNTAX_C)
        c_line(&scan);
    else if (syntax == SYNTAX_SHELL)
        shell_line(&scan);
    else if (syntax == SYNTAX_TOML)
        toml_line(&scan);
    else
        memset(classes, CLASS_PLAIN, length);
    return scan.state;
}
