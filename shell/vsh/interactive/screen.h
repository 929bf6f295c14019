/* Drawing an edited line: UTF-8 widths, wrapping, and as little output as a redraw needs. */
#ifndef VSH_SCREEN_H
#define VSH_SCREEN_H

#include "../base/strbuf.h"
#include "../base/utf8.h"

#include <stdbool.h>

struct screen {
    int columns;
    int cursor; /* its column, counted on over the rows from the prompt's beginning */
};

/* Columns that length bytes of text take; SGR sequences take none, controls are shown as ^X. */
int text_width(const char *text, size_t length);
/* Append what repaints prompt and text with the cursor at byte `cursor`. */
void screen_paint(struct screen *screen, struct strbuf *out, const char *prompt,
                  const struct strbuf *text, size_t cursor);

#endif
