/*
 * Takes a stream of bytes apart into characters (UTF-8), control characters and the sequences of
 * ECMA-48, after the state diagram of DEC's terminals (https://vt100.net/emu/dec_ansi_parser).
 *
 * Strings (OSC, DCS, APC, PM, SOS) are recognized and dropped. Broken UTF-8 becomes U+FFFD, one for
 * each maximal part as Unicode recommends; characters that a C1 control would be are dropped.
 */
#ifndef FBCON_PARSER_H
#define FBCON_PARSER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARSER_PARAMETERS_MAX = 24, PARSER_VALUE_MAX = 65535 };

enum parser_state {
    PARSER_GROUND,
    PARSER_ESCAPE,
    PARSER_ESCAPE_INTERMEDIATE,
    PARSER_CSI,
    PARSER_CSI_INTERMEDIATE,
    PARSER_CSI_IGNORE,
    PARSER_STRING,
    PARSER_STRING_ESCAPE
};

struct parser {
    enum parser_state state;
    uint8_t prefix;                             /* '?', '>', '=', '<' or 0 */
    uint8_t intermediate;                       /* the last one, 0 none */
    uint8_t count;                              /* of parameters; at least 1 when any */
    uint16_t parameters[PARSER_PARAMETERS_MAX]; /* 0: not given */
    uint32_t colons;       /* bit i: parameter i follows a colon, so belongs to the one before */
    uint32_t code, lowest; /* UTF-8: so far, and the lowest that the sequence may mean */
    uint8_t missing;       /* bytes of the UTF-8 sequence still to come */
};

enum parser_event {
    PARSER_NONE,
    PARSER_PRINT,       /* parser->code */
    PARSER_PRINT_AGAIN, /* U+FFFD for what was broken; the same byte is to be given once more */
    PARSER_CONTROL,     /* the byte, C0 or DEL */
    PARSER_ESC,         /* intermediate; the byte is the final one */
    PARSER_CSI_DONE     /* prefix, intermediate, parameters; the byte is the final one */
};

enum parser_event parser_next(struct parser *parser, uint8_t byte);

/* Parameter index, or a default when it is absent or 0. */
unsigned parser_value(const struct parser *parser, unsigned index, unsigned otherwise);

#endif
