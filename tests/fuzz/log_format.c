/* Any bytes as mem://log: the text stays in its room, and its size does not depend on the room. */
#include "../../services/log/format.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t room, whole;
    char *text;

    if (size == 0)
        return 0;
    room = data[0];
    text = malloc(room); /* exact, so that the sanitizer sees what is written behind it */
    if (text == NULL && room > 0)
        return 0;
    whole = log_format(data + 1, size - 1, text, room);
    if (whole != log_format(data + 1, size - 1, text, 0))
        abort();
    free(text);
    return 0;
}
