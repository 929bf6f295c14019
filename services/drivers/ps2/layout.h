/* What is printed on the keys: a table for each layout (layout_NAME.c), listed in layouts.c. */
#ifndef PS2_LAYOUT_H
#define PS2_LAYOUT_H

#include <stdint.h>

/* Characters of a key: alone, with Shift, with AltGr, with both; 0 none. */
struct layout_key {
    uint16_t characters[4];
};

enum { LAYOUT_KEYS = 0x60 };

struct layout {
    const char *name;
    struct layout_key keys[LAYOUT_KEYS]; /* by number of the key (scancode.h) */
};

/* NULL: there is none of this name. The first one is the default. */
const struct layout *layout_find(const char *name);
const struct layout *layout_default(void);

#endif
