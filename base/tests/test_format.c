#include <base/format.h>
#include <check.h>
#include <limits.h>

static void conversions(void)
{
    char out[64];
    CHECK_EQ(format_text(out, sizeof out, "%s %c %d %u %x %X %%", "text", 'c', -5, 5u, 255u, 255u),
             19);
    CHECK_TEXT(out, "text c -5 5 ff FF %");
    format_text(out, sizeof out, "%ld %llu %zu %zx", LONG_MIN, ULLONG_MAX, (size_t)7, (size_t)255);
    CHECK_TEXT(out, "-9223372036854775808 18446744073709551615 7 ff");
    format_text(out, sizeof out, "%.*s|%.2s|%p", 3, "abcdef", "xyz", (void *)0x1234);
    CHECK_TEXT(out, "abc|xy|0x1234");
    const char *volatile none = NULL;
    format_text(out, sizeof out, "%s", none);
    CHECK_TEXT(out, "(null)");
}

static void widths(void)
{
    char out[64];
    format_text(out, sizeof out, "[%5d][%-5d][%05d][%08x][%6s][%-6s]", 42, 42, -42, 0xbeefu, "ab",
                "ab");
    CHECK_TEXT(out, "[   42][42   ][-0042][0000beef][    ab][ab    ]");
    format_text(out, sizeof out, "[%*d][%*s]", 4, 7, -4, "x");
    CHECK_TEXT(out, "[   7][x   ]");
}

static void cutting(void)
{
    char out[8] = "unused";
    CHECK_EQ(format_text(out, 0, "abc"), 3);
    CHECK_TEXT(out, "unused");
    CHECK_EQ(format_text(out, 4, "abcdef"), 6);
    CHECK_TEXT(out, "abc");
    CHECK_EQ(format_text(out, 1, "abc"), 3);
    CHECK_TEXT(out, "");
}

/* Never half a character. */
static void cutting_utf8(void)
{
    char out[8];
    format_text(out, 5, "abc\xc3\xa9");
    CHECK_TEXT(out, "abc");
    format_text(out, 6, "abc\xc3\xa9xyz");
    CHECK_TEXT(out, "abc\xc3\xa9");
    format_text(out, 6, "ab\xf0\x9f\x98\x80z");
    CHECK_TEXT(out, "ab");
    format_text(out, 7, "ab\xf0\x9f\x98\x80z");
    CHECK_TEXT(out, "ab\xf0\x9f\x98\x80");
}

int main(void)
{
    RUN(conversions);
    RUN(widths);
    RUN(cutting);
    RUN(cutting_utf8);
    return check_exit();
}
