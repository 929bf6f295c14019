/* A function that is not in the file which its callers are in. */
#define HEADER_LINE 5
static inline int divide_inline(volatile int *a, int b)
{
    return *a /= b;
}
