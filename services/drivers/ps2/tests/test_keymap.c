/* From scan codes to what a terminal gets. */
#include "keymap.h"
#include <check.h>

static struct scancode codes;
static struct keymap keymap;
static char sent[256];

static void start(const char *layout, bool set2)
{
    codes = (struct scancode){.set2 = set2};
    keymap = (struct keymap){.layout = layout_find(layout)};
}

/* Scan codes, and what they send, with ESC shown as ^. */
static const char *type(const char *bytes, size_t size)
{
    char part[KEYMAP_BYTES_MAX];
    size_t i, j, count, at = 0;

    for (i = 0; i < size; i++) {
        count = keymap_event(&keymap, scancode_next(&codes, (uint8_t)bytes[i]), part);
        for (j = 0; j < count; j++)
            sent[at++] = part[j] == '\033' ? '^' : part[j] == 0 ? '0' : part[j];
    }
    sent[at] = '\0';
    return sent;
}

#define TYPE(bytes) type(bytes, sizeof(bytes) - 1)

static void letters_and_shift(void)
{
    start("us", false);
    CHECK_TEXT(TYPE("\x1e\x9e\x30\xb0"), "ab");
    CHECK_TEXT(TYPE("\x2a\x1e\x9e\xaa\x1e"), "Aa");
    CHECK_TEXT(TYPE("\x36\x02\x82\xb6\x02"), "!1");
    CHECK_TEXT(TYPE("\x1c\x0f\x0e\x01\x39"), "\r\t\x7f^ ");
}

static void caps_lock_is_for_letters(void)
{
    start("us", false);
    CHECK_TEXT(TYPE("\x3a\xba\x1e\x02"), "A1");
    CHECK_EQ(keymap.locks, LOCK_CAPS);
    CHECK_TEXT(TYPE("\x2a\x1e\xaa"), "a");
    /* Held down it repeats, and switches once. */
    CHECK_TEXT(TYPE("\x3a\x3a\x3a\xba\x1e"), "a");
    CHECK_EQ(keymap.locks, 0);
}

static void control_and_alt(void)
{
    start("us", false);
    CHECK_TEXT(TYPE("\x1d\x2e\x20\x9d\x2e"), "\x03\x04"
                                             "c");
    CHECK_TEXT(TYPE("\x1d\x39\x03\x1a\x2b\x35\x9d"), "00^\x1c\x1f");
    CHECK_TEXT(TYPE("\x38\x1e\x1c\xb8\x1e"), "^a^\ra");
    CHECK_TEXT(TYPE("\xe0\x1d\x1e\xe0\x9d\x1e"), "\x01"
                                                 "a");
    CHECK_TEXT(TYPE("\x1d\x0e\x9d\x2a\x0f\xaa"), "\b^[Z");
}

static void keys_with_sequences(void)
{
    start("us", false);
    CHECK_TEXT(TYPE("\xe0\x48\xe0\xc8\xe0\x50\xe0\x4d\xe0\x4b"), "^[A^[B^[C^[D");
    CHECK_TEXT(TYPE("\xe0\x47\xe0\x4f\xe0\x52\xe0\x53\xe0\x49\xe0\x51"), "^[H^[F^[2~^[3~^[5~^[6~");
    CHECK_TEXT(TYPE("\x3b\x3e\x3f\x44\x57\x58"), "^OP^OS^[15~^[21~^[23~^[24~");
    CHECK_TEXT(TYPE("\x1d\xe0\x4d\x2a\xe0\x4d\x9d\xaa"), "^[1;5C^[1;6C");
    CHECK_TEXT(TYPE("\x38\xe0\x53\xb8\x2a\x3b\xaa"), "^[3;3~^[1;2P");
}

static void pretended_shifts_are_none(void)
{
    start("us", false);
    CHECK_TEXT(TYPE("\xe0\x2a\xe0\x48\xe0\xc8\xe0\xaa\x1e"), "^[Aa");
    CHECK_TEXT(TYPE("\x2a\xe0\xaa\xe0\x48\xe0\xc8\xe0\x2a\x1e\xaa"), "^[1;2AA");
}

static void the_keypad(void)
{
    start("us", false);
    CHECK_TEXT(TYPE("\x47\x4c\x37\x4a\x4e\xe0\x35\xe0\x1c"), "^[H*-+/\r");
    CHECK_TEXT(TYPE("\x45\xc5\x47\x4c\x52\x53"), "750.");
    CHECK_TEXT(TYPE("\x2a\x47\xaa"), "^[1;2H");
}

static void pause_print_and_errors(void)
{
    start("us", false);
    CHECK_TEXT(TYPE("\xe1\x1d\x45\xe1\x9d\xc5\x1e"), "a");
    CHECK_EQ(keymap.locks, 0);
    CHECK_TEXT(TYPE("\xe0\x2a\xe0\x37\xe0\xb7\xe0\xaa"), "");
    CHECK_TEXT(type("\x2a\x1e\x00\x1e", 4), "Aa");
}

static void set_two(void)
{
    start("us", true);
    CHECK_TEXT(TYPE("\x1c\xf0\x1c\x12\x1c\xf0\x12\x1c"), "aAa");
    CHECK_TEXT(TYPE("\xe0\x75\xe0\xf0\x75\x05\x83"), "^[A^OP^[18~");
    CHECK_TEXT(TYPE("\xe1\x14\x77\xe1\xf0\x14\xf0\x77\x1c"), "a");
    CHECK_TEXT(TYPE("\x14\x21\xf0\x14"), "\x03");
}

static void another_layout(void)
{
    start("de", false);
    CHECK_TEXT(TYPE("\x15\x2c\x1a\x0c"), "zy\xc3\xbc\xc3\x9f");
    CHECK_TEXT(TYPE("\xe0\x38\x10\x12\x08\xe0\xb8"), "@\xe2\x82\xac{");
    CHECK_TEXT(TYPE("\x3a\xba\x28"), "\xc3\x84");
    CHECK(layout_find("nowhere") == NULL);
    CHECK_TEXT(layout_default()->name, "us");
}

int main(void)
{
    RUN(letters_and_shift);
    RUN(caps_lock_is_for_letters);
    RUN(control_and_alt);
    RUN(keys_with_sequences);
    RUN(pretended_shifts_are_none);
    RUN(the_keypad);
    RUN(pause_print_and_errors);
    RUN(set_two);
    RUN(another_layout);
    return check_exit();
}
