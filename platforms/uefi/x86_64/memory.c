/* What a compiler takes for granted. Eight bytes at a time; the string instructions, which have a
 * start-up cost, for what is long. */
#include <stdint.h>
#include <string.h>

typedef uint64_t word __attribute__((aligned(1), may_alias));
#define LONG 256u

static void copy_long(char *to, const char *from, size_t words)
{
    __asm__ volatile("rep movsq" : "+D"(to), "+S"(from), "+c"(words) : : "memory");
}

static void set_long(char *to, uint64_t value, size_t words)
{
    __asm__ volatile("rep stosq" : "+D"(to), "+c"(words) : "a"(value) : "memory");
}

/* Right also where they overlap, when `to` is the lower one. */
static void *copy_forwards(void *to, const void *from, size_t size)
{
    char *out = to;
    const char *in = from;
    if (size >= LONG) {
        copy_long(out, in, size / 8);
        out += size & ~(size_t)7;
        in += size & ~(size_t)7;
        size &= 7;
    }
    for (; size >= 8; size -= 8, out += 8, in += 8) {
        *(word *)out = *(const word *)in;
    }
    for (; size > 0; size--) {
        *out++ = *in++;
    }
    return to;
}

void *memcpy(void *restrict to, const void *restrict from, size_t size)
{
    return copy_forwards(to, from, size);
}

void *memmove(void *to, const void *from, size_t size)
{
    char *out = to;
    const char *in = from;
    if ((uintptr_t)out - (uintptr_t)in >= size) {
        return copy_forwards(to, from, size);
    }
    for (; size >= 8; size -= 8) {
        *(word *)(out + size - 8) = *(const word *)(in + size - 8);
    }
    for (; size > 0; size--) {
        out[size - 1] = in[size - 1];
    }
    return to;
}

void *memset(void *to, int byte, size_t size)
{
    char *out = to;
    uint64_t value = (uint8_t)byte * 0x0101010101010101u;
    if (size >= LONG) {
        set_long(out, value, size / 8);
        out += size & ~(size_t)7;
        size &= 7;
    }
    for (; size >= 8; size -= 8, out += 8) {
        *(word *)out = value;
    }
    for (; size > 0; size--) {
        *out++ = (char)byte;
    }
    return to;
}

int memcmp(const void *a, const void *b, size_t size)
{
    const unsigned char *left = a, *right = b;
    for (size_t i = 0; i < size; i++) {
        if (left[i] != right[i]) {
            return left[i] < right[i] ? -1 : 1;
        }
    }
    return 0;
}

void *memchr(const void *bytes, int byte, size_t size)
{
    const unsigned char *at = bytes;
    for (size_t i = 0; i < size; i++) {
        if (at[i] == (unsigned char)byte) {
            return (void *)(at + i);
        }
    }
    return NULL;
}

size_t strlen(const char *text)
{
    size_t size = 0;
    while (text[size]) {
        size++;
    }
    return size;
}

int strncmp(const char *a, const char *b, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (a[i] != b[i] || a[i] == '\0') {
            return (unsigned char)a[i] - (unsigned char)b[i];
        }
    }
    return 0;
}

int strcmp(const char *a, const char *b)
{
    return strncmp(a, b, SIZE_MAX);
}
