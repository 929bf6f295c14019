/* --dir HOST[:GUEST][:ro] */
#include "posix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_directory(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

static char *copy(const char *text, size_t length)
{
    char *out = malloc(length + 1);
    if (!out) {
        fail(1, "out of memory");
    }
    memcpy(out, text, length);
    out[length] = '\0';
    return out;
}

/* Names may have colons, so a whole that is a folder is meant as one. */
void options_folder(struct options *options, const char *text)
{
    if (options->folder_count == FOLDERS_MAX) {
        fail(2, "--dir: expected at most %u folders", FOLDERS_MAX);
    }
    struct folder_option *folder = &options->folders[options->folder_count++];
    size_t length = strlen(text);
    if (!is_directory(text) && length > 3 && strcmp(text + length - 3, ":ro") == 0) {
        folder->read_only = true;
        length -= 3;
    }
    folder->host = copy(text, length);
    char *colon = strrchr(folder->host, ':');
    if (colon && !is_directory(folder->host)) {
        folder->guest = copy(colon + 1, strlen(colon + 1));
        *colon = '\0';
    }
    if (folder->host[0] == '\0' || (folder->guest && folder->guest[0] == '\0')) {
        fail(2, "--dir: expected HOST[:GUEST][:ro], found '%s'", text);
    }
}

/* /mnt and the last component; "." and ".." first become what they stand for. */
static char *mount_point(const char *host)
{
    char *resolved = posix_real_path(host);
    const char *path = resolved ? resolved : host;
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    size_t size = sizeof "/mnt/host" + strlen(base);
    char *out = malloc(size);
    if (!out) {
        fail(1, "out of memory");
    }
    snprintf(out, size, "/mnt/%s", *base ? base : "host");
    free(resolved);
    return out;
}

void options_place_folders(struct options *options)
{
    for (size_t i = 0; i < options->folder_count; i++) {
        struct folder_option *folder = &options->folders[i];
        if (!folder->guest) {
            folder->guest =
                options->run ? copy(folder->host, strlen(folder->host)) : mount_point(folder->host);
        }
        if (!options->run && folder->guest[0] != '/') {
            fail(2, "--dir: expected an absolute path for the guest, found '%s'", folder->guest);
        }
        for (size_t j = 0; j < i; j++) {
            if (strcmp(options->folders[j].guest, folder->guest) == 0) {
                fail(2, "--dir: expected different places, found '%s' and '%s' both at '%s'",
                     options->folders[j].host, folder->host, folder->guest);
            }
        }
    }
}
