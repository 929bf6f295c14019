/* The shim's paths and directory records, from anyone: results stay inside their buffers. */
#include "../../services/wasi/dirents.h"
#include "../../services/wasi/paths.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void paths(const char *text, size_t size, size_t room)
{
    char result[300], joined[300];
    struct wasi_place places[2];
    unsigned i, count;
    size_t length = wasi_normalise("/a/bc", text, size, result, room);

    if (length >= room && length > 0)
        abort();
    if (length > 0 && (result[0] != '/' || strlen(result) > length))
        abort();
    if (length > 0)
        (void)wasi_preopen_covers("/a", result);
    (void)wasi_path_escapes(text, size);
    count = wasi_root_places("/a/bc", text, size, places);
    for (i = 0; i < count; i++)
        if (wasi_place_text(&places[i], joined, room) > room)
            abort();
}

static void records(const uint8_t *data, size_t size, size_t room)
{
    unsigned char buffer[300];
    struct wasi_dirents into = {buffer, room, 0};

    (void)wasi_dirents_convert(&into, data, size);
    if (into.used > room)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t room;

    if (size == 0)
        return 0;
    room = data[0];
    paths((const char *)data + 1, size - 1, room);
    records(data + 1, size - 1, room);
    return 0;
}
