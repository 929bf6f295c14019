/* The shim's decisions about paths. */
#include "paths.h"
#include <check.h>

static const char *text_of(const struct wasi_place *place)
{
    static char text[256];
    size_t size = wasi_place_text(place, text, sizeof text - 1);

    text[size] = '\0';
    return text;
}

static unsigned places(const char *cwd, const char *path, struct wasi_place found[2])
{
    return wasi_root_places(cwd, path, strlen(path), found);
}

static void below_the_root_only_once(void)
{
    struct wasi_place found[2];

    CHECK_EQ(places("/", "etc/motd", found), 1);
    CHECK_TEXT(text_of(&found[0]), "etc/motd");
}

static void working_directory_first(void)
{
    struct wasi_place found[2];

    CHECK_EQ(places("/home/me", "etc/motd", found), 2);
    CHECK_TEXT(text_of(&found[0]), "home/me/etc/motd");
    CHECK_TEXT(text_of(&found[1]), "etc/motd");
}

static void absolute_is_exact(void)
{
    struct wasi_place found[2];

    CHECK_EQ(places("/home/me", "//etc/motd", found), 1);
    CHECK_TEXT(text_of(&found[0]), "etc/motd");
    CHECK_EQ(places("/home/me", "/", found), 1);
    CHECK_TEXT(text_of(&found[0]), ".");
}

static void too_long_for_the_text(void)
{
    struct wasi_place place = {"prefix", 6, "path", 4};
    char text[12];

    CHECK_EQ(wasi_place_text(&place, text, sizeof text), 11);
    CHECK_EQ(wasi_place_text(&place, text, 11), 0);
}

static bool escapes(const char *path)
{
    return wasi_path_escapes(path, strlen(path));
}

static void escapes_are_seen(void)
{
    CHECK_EQ(escapes("/etc"), true);
    CHECK_EQ(escapes(".."), true);
    CHECK_EQ(escapes("a/../.."), true);
    CHECK_EQ(escapes("./../a"), true);
    CHECK_EQ(escapes("a/./../b//../c"), false);
    CHECK_EQ(escapes("..."), false);
    CHECK_EQ(escapes("."), false);
    CHECK_EQ(escapes(""), false);
}

static const char *normal(const char *cwd, const char *path)
{
    static char result[64];

    return wasi_normalise(cwd, path, strlen(path), result, sizeof result) > 0 ? result : NULL;
}

static void normalises(void)
{
    CHECK_TEXT(normal("/home/me", "a"), "/home/me/a");
    CHECK_TEXT(normal("/", "a//b/"), "/a/b");
    CHECK_TEXT(normal("/home/me", "../you/./x"), "/home/you/x");
    CHECK_TEXT(normal("/home/me", "/x/.."), "/");
    CHECK_TEXT(normal("/home", "../../.."), "/");
    CHECK_TEXT(normal("/home", "/"), "/");
}

static void normalised_must_fit(void)
{
    char result[8];

    CHECK_EQ(wasi_normalise("/", "abcdef", 6, result, sizeof result), 7);
    CHECK_EQ(wasi_normalise("/", "abcdefg", 7, result, sizeof result), 0);
}

static void preopens_cover(void)
{
    CHECK_EQ(wasi_preopen_covers("/", "/etc"), 1);
    CHECK_EQ(wasi_preopen_covers(".", "/etc"), 1);
    CHECK_EQ(wasi_preopen_covers("/data", "/data/x"), 5);
    CHECK_EQ(wasi_preopen_covers("/data/", "/data"), 5);
    CHECK_EQ(wasi_preopen_covers("/data", "/database"), 0);
    CHECK_EQ(wasi_preopen_covers("/data", "/dat"), 0);
    CHECK_EQ(wasi_preopen_covers("data", "/data/x"), 5);
    CHECK_EQ(wasi_preopen_covers("./data/", "/data"), 5);
    CHECK_EQ(wasi_preopen_covers("data", "/database"), 0);
    CHECK_EQ(wasi_preopen_covers("./", "/etc"), 1);
}

int main(void)
{
    RUN(below_the_root_only_once);
    RUN(working_directory_first);
    RUN(absolute_is_exact);
    RUN(too_long_for_the_text);
    RUN(escapes_are_seen);
    RUN(normalises);
    RUN(normalised_must_fit);
    RUN(preopens_cover);
    return check_exit();
}
