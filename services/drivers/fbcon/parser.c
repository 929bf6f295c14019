/* See parser.h. */
#include "parser.h"

enum { REPLACEMENT = 0xfffd };

static void sequence_begin(struct parser *parser, enum parser_state state)
{
    parser->state = state;
    parser->prefix = parser->intermediate = parser->count = 0;
    parser->parameters[0] = 0;
    parser->colons = 0;
}

/* The start of a character, or one that is a single byte. */
static enum parser_event character_begin(struct parser *parser, uint8_t byte)
{
    static const uint32_t lowest[] = {0, 0x80, 0x800, 0x10000};

    parser->code = REPLACEMENT;
    if (byte < 0x80) {
        parser->code = byte;
        return PARSER_PRINT;
    }
    if (byte < 0xc2 || byte > 0xf4)
        return PARSER_PRINT;
    parser->missing = byte < 0xe0 ? 1 : byte < 0xf0 ? 2 : 3;
    parser->code = byte & (0x3fu >> parser->missing);
    parser->lowest = lowest[parser->missing];
    return PARSER_NONE;
}

/* May what has come of a character so far still become one? Judged at its second byte. */
static bool possible(uint32_t code, uint32_t lowest, unsigned missing)
{
    uint32_t first = code << 6 * missing, last = first | ((1u << 6 * missing) - 1);

    return last >= lowest && first <= 0x10ffff && !(first >= 0xd800 && last <= 0xdfff);
}

static enum parser_event character_more(struct parser *parser, uint8_t byte)
{
    uint32_t code = parser->code << 6 | (byte & 0x3fu);

    if ((byte & 0xc0) != 0x80 || !possible(code, parser->lowest, parser->missing - 1u)) {
        parser->missing = 0;
        parser->code = REPLACEMENT;
        return PARSER_PRINT_AGAIN;
    }
    parser->code = code;
    parser->missing--;
    if (parser->missing > 0 || (code >= 0x80 && code < 0xa0))
        return PARSER_NONE;
    return PARSER_PRINT;
}

static enum parser_event escape(struct parser *parser, uint8_t byte)
{
    if (byte >= 0x20 && byte <= 0x2f) {
        parser->intermediate = byte;
        parser->state = PARSER_ESCAPE_INTERMEDIATE;
        return PARSER_NONE;
    }
    parser->state = PARSER_GROUND;
    if (parser->intermediate == 0) {
        switch (byte) {
        case '[':
            sequence_begin(parser, PARSER_CSI);
            return PARSER_NONE;
        case ']':
        case 'P':
        case 'X':
        case '^':
        case '_':
            parser->state = PARSER_STRING;
            return PARSER_NONE;
        default:
            break;
        }
    }
    return byte >= 0x30 && byte <= 0x7e ? PARSER_ESC : PARSER_NONE;
}

static void parameter(struct parser *parser, uint8_t byte)
{
    unsigned last;

    if (parser->count == 0)
        parser->count = 1;
    last = parser->count - 1u;
    if (byte >= '0' && byte <= '9') {
        uint32_t value = parser->parameters[last] * 10u + (byte - '0');

        parser->parameters[last] = (uint16_t)(value > PARSER_VALUE_MAX ? PARSER_VALUE_MAX : value);
    } else if (parser->count == PARSER_PARAMETERS_MAX) {
        parser->state = PARSER_CSI_IGNORE;
    } else {
        parser->parameters[parser->count] = 0;
        if (byte == ':')
            parser->colons |= 1u << parser->count;
        parser->count++;
    }
}

static enum parser_event csi(struct parser *parser, uint8_t byte)
{
    if (byte >= 0x40 && byte <= 0x7e) {
        bool wanted = parser->state != PARSER_CSI_IGNORE;

        parser->state = PARSER_GROUND;
        return wanted ? PARSER_CSI_DONE : PARSER_NONE;
    }
    if (parser->state == PARSER_CSI_IGNORE)
        return PARSER_NONE;
    if (byte >= 0x20 && byte <= 0x2f) {
        parser->intermediate = byte;
        parser->state = PARSER_CSI_INTERMEDIATE;
    } else if (parser->state == PARSER_CSI_INTERMEDIATE || byte > 0x7e) {
        parser->state = PARSER_CSI_IGNORE;
    } else if (byte <= ';') {
        parameter(parser, byte);
    } else if (parser->count == 0 && parser->prefix == 0) {
        parser->prefix = byte;
    } else {
        parser->state = PARSER_CSI_IGNORE;
    }
    return PARSER_NONE;
}

/* C0 in the middle of a sequence is carried out at once; CAN and SUB end the sequence. */
static enum parser_event control(struct parser *parser, uint8_t byte)
{
    if (byte == 0x1b) {
        sequence_begin(parser, PARSER_ESCAPE);
        return PARSER_NONE;
    }
    if (byte == 0x18 || byte == 0x1a) {
        parser->state = PARSER_GROUND;
        return PARSER_NONE;
    }
    return PARSER_CONTROL;
}

/* Strings end with BEL (as xterm's OSC may), ST, CAN or SUB. */
static enum parser_event string(struct parser *parser, uint8_t byte)
{
    if (parser->state == PARSER_STRING_ESCAPE && byte != '\\') {
        sequence_begin(parser, PARSER_ESCAPE); /* the ESC was the start of something else */
        return parser_next(parser, byte);
    }
    if (byte == 0x1b)
        parser->state = PARSER_STRING_ESCAPE;
    else if (parser->state == PARSER_STRING_ESCAPE || byte == 0x07 || byte == 0x18 || byte == 0x1a)
        parser->state = PARSER_GROUND;
    return PARSER_NONE;
}

enum parser_event parser_next(struct parser *parser, uint8_t byte)
{
    if (parser->missing > 0)
        return character_more(parser, byte);
    if (parser->state == PARSER_STRING || parser->state == PARSER_STRING_ESCAPE)
        return string(parser, byte);
    if (byte < 0x20)
        return control(parser, byte);
    switch (parser->state) {
    case PARSER_ESCAPE:
    case PARSER_ESCAPE_INTERMEDIATE:
        return escape(parser, byte);
    case PARSER_CSI:
    case PARSER_CSI_INTERMEDIATE:
    case PARSER_CSI_IGNORE:
        return csi(parser, byte);
    default:
        return byte == 0x7f ? PARSER_CONTROL : character_begin(parser, byte);
    }
}

unsigned parser_value(const struct parser *parser, unsigned index, unsigned otherwise)
{
    return index < parser->count && parser->parameters[index] != 0 ? parser->parameters[index]
                                                                   : otherwise;
}
