/* FIPS 180-4's own examples, in one piece and byte by byte. */
#include <base/sha256.h>
#include <check.h>

static void hash_text(const char *text, size_t piece, char out[65])
{
    struct sha256 hash;
    uint8_t bytes[SHA256_SIZE];
    size_t size = strlen(text);
    sha256_begin(&hash);
    for (size_t at = 0; at < size; at += piece)
        sha256_add(&hash, text + at, size - at < piece ? size - at : piece);
    sha256_end(&hash, bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void expect(const char *text, const char *wanted)
{
    static const size_t pieces[] = {1, 3, 64, 1000};
    char found[65] = "";
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        hash_text(text, pieces[i], found);
        CHECK_TEXT(found, wanted);
    }
}

static void examples(void)
{
    expect("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
           "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    expect(
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
        "lmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
}

int main(void)
{
    RUN(examples);
    return check_exit();
}
