/* Which parts of a line have which colour. Lines are looked at one after the other: what goes over
 * their ends (comments, strings, here-documents not) is a small number that the next line gets. */
#ifndef SHELL_EDIT_SYNTAX_H
#define SHELL_EDIT_SYNTAX_H

#include <stddef.h>

enum syntax { SYNTAX_NONE, SYNTAX_C, SYNTAX_SHELL, SYNTAX_TOML };

enum syntax_class {
    CLASS_PLAIN,
    CLASS_COMMENT,
    CLASS_STRING,
    CLASS_KEYWORD,
    CLASS_TYPE,
    CLASS_NUMBER,
    CLASS_DIRECTIVE, /* of the preprocessor; a table's name */
    CLASS_VARIABLE,  /* $x; a key */
};

/* By the name's ending, or by the first line (#!). */
enum syntax syntax_of(const char *name, const char *first_line, size_t length);
const char *syntax_name(enum syntax syntax);
/* classes: one for each byte. Returns the next line's state; the first one's is 0. */
unsigned char syntax_line(enum syntax syntax, unsigned char state, const char *text, size_t length,
                          unsigned char *classes);

#endif
