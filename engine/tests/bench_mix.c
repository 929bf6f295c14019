/*
 * A kernel in the proportions of CoreMark, written anew: one round is about the work of one of its
 * iterations, a list of some 30 items that is searched, sorted and reversed, a 9 x 9 matrix of
 * 16-bit numbers, and a state machine over 660 characters, each of which goes into a CRC.
 * CoreMark's own sources are not here; its figures are not these.
 */
#include "bench_crc.h"
#include "bench_kernels.h"

typedef short s16;

/* ---- list ------------------------------------------------------------------------------------ */

struct item {
    struct item *next;
    s16 *data; /* [0] its cached value, [1] its place */
};
#define ITEMS 34
static struct item items[ITEMS];
static s16 data[ITEMS][2];

static s16 by_value(const s16 *a, const s16 *b)
{
    return (s16)(a[0] - b[0]);
}
static s16 by_place(const s16 *a, const s16 *b)
{
    return (s16)(a[1] - b[1]);
}

static struct item *find(struct item *list, s16 value)
{
    while (list && (list->data[0] & 0xff) != value)
        list = list->next;
    return list;
}

static struct item *reverse(struct item *list)
{
    struct item *done = 0;
    while (list) {
        struct item *next = list->next;
        list->next = done;
        done = list;
        list = next;
    }
    return done;
}

/* Merges runs of 1, 2, 4, ... until there is one. */
static struct item *sort(struct item *list, s16 (*compare)(const s16 *, const s16 *))
{
    for (int width = 1;; width *= 2) {
        struct item *left = list, *tail = 0;
        int merges = 0;
        list = 0;
        while (left) {
            struct item *right = left;
            int a = 0, b = width;
            merges++;
            for (; a < width && right; a++)
                right = right->next;
            while (a > 0 || (b > 0 && right)) {
                struct item *taken;
                if (a == 0 || (b > 0 && right && compare(left->data, right->data) > 0)) {
                    taken = right;
                    right = right->next;
                    b--;
                } else {
                    taken = left;
                    left = left->next;
                    a--;
                }
                if (tail)
                    tail->next = taken;
                else
                    list = taken;
                tail = taken;
            }
            left = right;
        }
        tail->next = 0;
        if (merges <= 1)
            return list;
    }
}

static u16 bench_items(unsigned seed, u16 crc)
{
    for (int i = 0; i < ITEMS; i++) {
        data[i][0] = (s16)((seed + (unsigned)i * 37) & 0x7f);
        data[i][1] = (s16)i;
        items[i] = (struct item){i + 1 < ITEMS ? &items[i + 1] : 0, data[i]};
    }
    struct item *list = items;
    for (s16 wanted = 0; wanted < 40; wanted++) {
        list = reverse(list);
        struct item *found = find(list, wanted);
        if (found)
            crc = crc_16((u16)found->data[1], crc);
    }
    list = sort(list, by_value);
    for (struct item *at = list; at; at = at->next)
        crc = crc_16((u16)at->data[0], crc);
    list = sort(list, by_place);
    for (struct item *at = list; at; at = at->next)
        crc = crc_16((u16)at->data[1], crc);
    return crc;
}

/* ---- matrix ---------------------------------------------------------------------------------- */

#define ORDER 9
static s16 left[ORDER * ORDER], right[ORDER * ORDER];
static int product[ORDER * ORDER];

static u16 sum(u16 crc)
{
    int total = 0, before = 0;
    for (int i = 0; i < ORDER * ORDER; i++) {
        total += product[i];
        total += product[i] > before ? 10 : 1;
        before = product[i];
    }
    return crc_16((u16)total, crc);
}

static u16 bench_matrices(unsigned seed, u16 crc)
{
    for (int i = 0; i < ORDER * ORDER; i++) {
        seed = seed * 31 + 7;
        right[i] = (s16)(seed & 0xff);
        left[i] = (s16)((seed >> 3) & 0xff);
    }
    s16 value = (s16)(seed & 0xf);
    for (int i = 0; i < ORDER * ORDER; i++)
        left[i] = (s16)(left[i] + value);
    for (int i = 0; i < ORDER * ORDER; i++)
        product[i] = left[i] * value;
    crc = sum(crc);
    for (int i = 0; i < ORDER; i++) {
        product[i] = 0;
        for (int k = 0; k < ORDER; k++)
            product[i] += left[i * ORDER + k] * right[k];
    }
    crc = sum(crc);
    for (int bits = 0; bits < 2; bits++) {
        for (int i = 0; i < ORDER; i++)
            for (int j = 0; j < ORDER; j++) {
                int dot = 0;
                for (int k = 0; k < ORDER; k++) {
                    int term = left[i * ORDER + k] * right[k * ORDER + j];
                    dot += bits ? ((term >> 2) & 0xf) * ((term >> 5) & 0x7f) : term;
                }
                product[i * ORDER + j] = dot;
            }
        crc = sum(crc);
    }
    return crc;
}

/* ---- state machine --------------------------------------------------------------------------- */

enum state { START, INVALID, SIGN, INTEGER, FLOAT, EXPONENT, SCIENTIFIC, STATES };

static char text[664];

static void make_text(void)
{
    static const char *const words[] = {"5012",     "1234",     "-874",     "+122",
                                        "35.54400", ".1234500", "-110.700", "+0.64400",
                                        "5.500e+3", "-.123e-2", "-87e+832", "+0.6e-12",
                                        "T0.3e-1F", "-T.T++Tq", "1T3.4e4z", "34.0e-T^"};
    unsigned at = 0, next = 0;
    for (;;) {
        const char *word = words[next++ * 5 % 16];
        unsigned length = 0;
        while (word[length])
            length++;
        if (at + length + 2 > sizeof text)
            break;
        for (unsigned i = 0; i < length; i++)
            text[at++] = word[i];
        text[at++] = ',';
    }
    text[at] = 0;
}

static int is_digit(u8 c)
{
    return c >= '0' && c <= '9';
}

static enum state scan(const char **from, unsigned *moves)
{
    enum state state = START;
    const char *at = *from;
    for (; *at && state != INVALID; at++) {
        u8 c = (u8)*at;
        if (c == ',') {
            at++;
            break;
        }
        switch (state) {
        case START:
            state = is_digit(c)            ? INTEGER
                    : c == '+' || c == '-' ? SIGN
                    : c == '.'             ? FLOAT
                                           : INVALID;
            moves[START]++;
            break;
        case SIGN:
            state = is_digit(c) ? INTEGER : c == '.' ? FLOAT : INVALID;
            moves[SIGN]++;
            break;
        case INTEGER:
            if (c == '.') {
                state = FLOAT;
                moves[INTEGER]++;
            } else if (!is_digit(c)) {
                state = INVALID;
                moves[INTEGER]++;
            }
            break;
        case FLOAT:
            if (c == 'E' || c == 'e') {
                state = EXPONENT;
                moves[FLOAT]++;
            } else if (!is_digit(c)) {
                state = INVALID;
                moves[FLOAT]++;
            }
            break;
        case EXPONENT:
            state = c == '+' || c == '-' || is_digit(c) ? SCIENTIFIC : INVALID;
            moves[EXPONENT]++;
            break;
        case SCIENTIFIC:
            if (!is_digit(c)) {
                state = INVALID;
                moves[SCIENTIFIC]++;
            }
            break;
        default:
            break;
        }
    }
    *from = at;
    return state;
}

static u16 bench_states(unsigned seed, u16 crc)
{
    unsigned ends[STATES] = {0}, moves[STATES] = {0};
    for (int pass = 0; pass < 2; pass++) {
        for (const char *at = text; *at;)
            ends[scan(&at, moves)]++;
        for (unsigned i = seed & 7; i < sizeof text - 1 && text[i]; i += 31)
            if (text[i] != ',')
                text[i] = (char)(text[i] ^ 1);
    }
    for (int i = 0; i < STATES; i++)
        crc = crc_16((u16)(ends[i] * 31 + moves[i]), crc);
    return crc;
}

unsigned BENCH_NAME(mix)(unsigned rounds)
{
    u16 crc = 0;
    make_text();
    for (unsigned round = 0; round < rounds; round++) {
        crc = bench_items(round, crc);
        crc = bench_matrices(round, crc);
        crc = bench_states(round, crc);
    }
    return crc;
}
