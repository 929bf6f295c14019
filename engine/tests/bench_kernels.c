/*
 * The kernels of bench_engine, compiled twice: natively, and to WebAssembly. Each takes a number of
 * rounds and returns a checksum. No library: only what a compiler makes of plain C.
 */
#include "bench_kernels.h"
#include "bench_crc.h"

/* ---- CoreMark's three: matrix, linked list, state machine, with its CRC -----------------------
 */

unsigned BENCH_NAME(crc)(unsigned rounds)
{
    u16 crc = 0;
    for (unsigned i = 0; i < rounds * 1000; i++)
        crc = crc_16(i, crc);
    return crc;
}

#define ORDER 24
static short left[ORDER][ORDER], right[ORDER][ORDER];
static int product[ORDER][ORDER];

unsigned BENCH_NAME(matrix)(unsigned rounds)
{
    for (int i = 0; i < ORDER; i++)
        for (int j = 0; j < ORDER; j++) {
            left[i][j] = (short)(i * 7 + j);
            right[i][j] = (short)(i - j * 3);
        }
    u16 crc = 0;
    for (unsigned round = 0; round < rounds; round++) {
        for (int i = 0; i < ORDER; i++)
            for (int j = 0; j < ORDER; j++) {
                int sum = 0;
                for (int k = 0; k < ORDER; k++)
                    sum += left[i][k] * right[k][j];
                product[i][j] = sum;
            }
        for (int i = 0; i < ORDER; i++)
            for (int j = 0; j < ORDER; j++)
                left[i][j] = (short)((left[i][j] + (product[i][j] >> 4 & 3)) & 255);
        crc = crc_16((unsigned)product[round % ORDER][3], crc);
    }
    return crc;
}

struct node {
    struct node *next;
    int value;
};
static struct node nodes[512];

static struct node *reverse(struct node *list)
{
    struct node *done = 0;
    while (list) {
        struct node *next = list->next;
        list->next = done;
        done = list;
        list = next;
    }
    return done;
}

static struct node *merge_sort(struct node *list, unsigned count)
{
    if (count < 2) {
        if (list)
            list->next = 0;
        return list;
    }
    struct node *half = list;
    for (unsigned i = 0; i < count / 2; i++)
        half = half->next;
    struct node *b = merge_sort(half, count - count / 2), *a = merge_sort(list, count / 2);
    struct node head, *tail = &head;
    while (a && b) {
        if (a->value <= b->value) {
            tail->next = a;
            a = a->next;
        } else {
            tail->next = b;
            b = b->next;
        }
        tail = tail->next;
    }
    tail->next = a ? a : b;
    return head.next;
}

unsigned BENCH_NAME(list)(unsigned rounds)
{
    u16 crc = 0;
    unsigned seed = 1;
    for (unsigned round = 0; round < rounds; round++) {
        for (unsigned i = 0; i < 512; i++) {
            seed = seed * 1103515245u + 12345u;
            nodes[i].value = (int)(seed >> 16 & 0x7fff);
            nodes[i].next = i < 511 ? &nodes[i + 1] : 0;
        }
        struct node *list = reverse(merge_sort(nodes, 512));
        for (struct node *at = list; at; at = at->next->next)
            crc = (u16)(crc * 31 + (unsigned)at->value);
    }
    return crc;
}

unsigned BENCH_NAME(state)(unsigned rounds)
{
    static const char text[] = "5012,1234,-874,+122,35.54400,.1234500,-110.700,+0.64400,5.500e+3,"
                               "-.123e-2,-87e+832,+0.6e-12,T0.3e-1F,-T.T++Tq,1T3.4e4z,34.0e-T^";
    unsigned counts[8] = {0}, state = 0;
    for (unsigned round = 0; round < rounds; round++)
        for (const char *at = text; *at; at++) {
            char c = *at;
            switch (state) {
            case 0:
                state = c >= '0' && c <= '9' ? 4 : c == '+' || c == '-' ? 2 : c == '.' ? 5 : 1;
                break;
            case 2:
                state = c >= '0' && c <= '9' ? 4 : c == '.' ? 5 : 1;
                break;
            case 4:
                state = c == '.' ? 5 : c >= '0' && c <= '9' ? 4 : c == ',' ? 0 : 1;
                break;
            case 5:
                state = c == 'e' || c == 'E' ? 3 : c >= '0' && c <= '9' ? 5 : c == ',' ? 0 : 1;
                break;
            case 3:
                state = c == '+' || c == '-' ? 6 : 1;
                break;
            case 6:
                state = c >= '0' && c <= '9' ? 7 : 1;
                break;
            case 7:
                state = c >= '0' && c <= '9' ? 7 : c == ',' ? 0 : 1;
                break;
            default:
                state = c == ',' ? 0 : 1;
            }
            counts[state]++;
        }
    unsigned sum = 0;
    for (unsigned i = 0; i < 8; i++)
        sum = sum * 31 + counts[i];
    return sum;
}

/* ---- others ---------------------------------------------------------------------------------- */

#define SIEVE 16384
static u8 composite[SIEVE];

unsigned BENCH_NAME(sieve)(unsigned rounds)
{
    unsigned primes = 0;
    for (unsigned round = 0; round < rounds; round++) {
        for (unsigned i = 0; i < SIEVE; i++)
            composite[i] = 0;
        for (unsigned i = 2; i < SIEVE; i++) {
            if (composite[i])
                continue;
            primes++;
            for (unsigned j = i * 2; j < SIEVE; j += i)
                composite[j] = 1;
        }
    }
    return primes;
}

static __attribute__((noinline)) unsigned fibonacci(unsigned n)
{
    return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2);
}

unsigned BENCH_NAME(fibonacci)(unsigned rounds)
{
    unsigned sum = 0;
    for (unsigned round = 0; round < rounds; round++)
        sum += fibonacci(20 + (round & 1));
    return sum;
}

unsigned BENCH_NAME(hash)(unsigned rounds)
{
    unsigned long long h = 14695981039346656037ull;
    for (unsigned i = 0; i < rounds * 1000; i++) {
        h ^= i & 0xff;
        h *= 1099511628211ull;
        h ^= h >> 29;
    }
    return (unsigned)(h ^ h >> 32);
}

struct body {
    double x, y, z, vx, vy, vz, mass;
};

unsigned BENCH_NAME(nbody)(unsigned rounds)
{
    struct body b[5];
    for (int i = 0; i < 5; i++)
        b[i] = (struct body){i * 1.5, i * -2.25, i * 0.75, 0.1 * i, 0.2, -0.1 * i, 1.0 + i};
    for (unsigned round = 0; round < rounds; round++) {
        for (int i = 0; i < 5; i++)
            for (int j = i + 1; j < 5; j++) {
                double dx = b[i].x - b[j].x, dy = b[i].y - b[j].y, dz = b[i].z - b[j].z;
                double d2 = dx * dx + dy * dy + dz * dz + 0.01;
                double mag = 0.001 / (d2 * __builtin_sqrt(d2));
                b[i].vx -= dx * b[j].mass * mag;
                b[i].vy -= dy * b[j].mass * mag;
                b[i].vz -= dz * b[j].mass * mag;
                b[j].vx += dx * b[i].mass * mag;
                b[j].vy += dy * b[i].mass * mag;
                b[j].vz += dz * b[i].mass * mag;
            }
        for (int i = 0; i < 5; i++) {
            b[i].x += 0.001 * b[i].vx;
            b[i].y += 0.001 * b[i].vy;
            b[i].z += 0.001 * b[i].vz;
        }
    }
    return (unsigned)(int)(b[0].x * 1e6);
}

/* A thousand calls out a round: natively a call, from WebAssembly a stop and a resumption. */
unsigned BENCH_NAME(host_call)(unsigned rounds)
{
    unsigned sum = 0;
    for (unsigned i = 0; i < rounds * 1000; i++)
        sum += bench_tick(i);
    return sum;
}
