/*
 * Snapshots of a store, at every place where one can stop: saved, restored in a fresh engine, gone
 * on with to the same result and count of reductions; and what a restore refuses.
 *
 *   back_save             the test
 *   back_save write FILE  the snapshots of all stops, for `read` of another build
 *   back_save read FILE   restores and finishes them, and compares them with its own
 */
#include "back_support.h"
#include <bytes.h>
#include <engine/save.h>
#include <stdlib.h>

/* State and pages in one run of bytes; *state is the size of the first. */
static struct bytes save(const struct store *store, size_t *state)
{
    struct bytes b = {0};
    struct save_output out = {bytes_append, &b};
    struct save_position at = {0};
    struct engine_diagnostic diagnostic = {0};
    CHECK_EQ(store_save(store, &out, &diagnostic), VB_OK);
    CHECK_TEXT(diagnostic.text, "");
    *state = b.size;
    while (store_save_pages(store, &at, 3, &out) == 1) {
    }
    return b;
}

static int restore(struct world *w, const uint8_t *bytes, size_t state, size_t size,
                   struct store **out, struct engine_diagnostic *diagnostic)
{
    struct store_config config = host_config(&w->host);
    struct restore_source source = {
        .modules = &w->module, .module_count = 1, .host = {resolve_import, NULL}};
    int status = store_restore(w->host.engine, &config, &source, bytes, state, out, diagnostic);
    struct save_position at = {0};
    size_t used = 0;
    if (status == VB_OK) {
        status = store_restore_pages(*out, &at, bytes + state, size - state, &used, diagnostic);
        if (status != VB_OK || used != size - state) {
            store_destroy(*out);
            if (status >= 0)
                snprintf(diagnostic->text, sizeof diagnostic->text,
                         "pages are missing, or too many");
            status = status < 0 ? status : VB_ERR_PROTOCOL;
        }
    }
    return status;
}

/* Into another world: a fresh engine, the module loaded anew, functions not yet translated. */
static void moved(const struct bytes *b, size_t state, uint32_t wanted, uint64_t used)
{
    struct world other;
    struct store *store = NULL;
    struct engine_diagnostic diagnostic = {0};
    begin(&other);
    CHECK_EQ(restore(&other, b->data, state, b->size, &store, &diagnostic), VB_OK);
    CHECK_TEXT(diagnostic.text, "");
    if (store) {
        size_t again_state;
        struct bytes again = save(store, &again_state);
        CHECK_EQ(again.size, b->size);
        CHECK_EQ(memcmp(again.data, b->data, b->size), 0);
        free(again.data);
        CHECK_EQ(finish(store, INT64_MAX), ENGINE_STOP_DONE);
        CHECK_EQ(result(store), wanted);
        CHECK_EQ(store_reductions(store), used);
        store_destroy(store);
    }
    end(&other);
}

static void answer(struct store *store)
{
    struct host_call call;
    store_host_call(store, &call);
    uint64_t value = 10 * call.arguments[0];
    store_host_return(store, &value);
}

static FILE *file; /* of write or read */
static bool reading;

/* The snapshot of the same stop, by another build: the same bytes. */
static void compare(const struct bytes *own, size_t state)
{
    uint64_t sizes[2] = {0};
    struct bytes b = {0};
    CHECK_EQ(fread(sizes, sizeof sizes, 1, file), 1);
    CHECK_EQ(sizes[0], state);
    CHECK_EQ(sizes[1], own->size);
    b.size = sizes[1] == own->size ? own->size : 0;
    b.data = malloc(b.size + 1);
    CHECK_EQ(fread(b.data, 1, b.size, file), b.size);
    CHECK_EQ(memcmp(b.data, own->data, b.size), 0);
    free(b.data);
}

static void save_and_move(const struct store *store, uint32_t wanted, uint64_t used)
{
    size_t state;
    struct bytes b = save(store, &state);
    if (file && !reading) {
        uint64_t sizes[2] = {state, b.size};
        fwrite(sizes, sizeof sizes, 1, file);
        fwrite(b.data, 1, b.size, file);
    } else if (file) {
        compare(&b, state);
    }
    moved(&b, state, wanted, used);
    free(b.data);
}

static void save_at_each_stop(const struct sample *sample)
{
    struct world w;
    begin(&w);
    uint32_t wanted = call(&w, sample->name, sample->argument);
    uint64_t used = store_reductions(w.store);
    end(&w);
    begin(&w);
    start(&w, w.store, sample->name, sample->argument);
    enum engine_stop stop;
    do {
        save_and_move(w.store, wanted, used);
        int64_t budget = 1;
        stop = store_run(w.store, &budget);
        if (stop == ENGINE_STOP_HOST_CALL) {
            save_and_move(w.store, wanted, used);
            answer(w.store);
        }
    } while (stop != ENGINE_STOP_DONE);
    save_and_move(w.store, wanted, used);
    end(&w);
}

static void every_stop(void)
{
    for (size_t i = 0; i < sample_count; i++)
        save_at_each_stop(&samples[i]);
}

/* A store that is in the middle of each sample in turn. */
static struct bytes middle(const struct sample *sample, size_t *state)
{
    struct world w;
    begin(&w);
    start(&w, w.store, sample->name, sample->argument);
    int64_t budget = 3;
    if (store_run(w.store, &budget) == ENGINE_STOP_HOST_CALL)
        answer(w.store);
    struct bytes b = save(w.store, state);
    end(&w);
    return b;
}

static void deep_recursion(void)
{
    struct world w;
    begin(&w);
    uint32_t wanted = call(&w, "depth", 3000);
    uint64_t used = store_reductions(w.store);
    end(&w);
    begin(&w);
    start(&w, w.store, "depth", 3000);
    int64_t budget = 2500;
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_REDUCTIONS);
    save_and_move(w.store, wanted, used);
    end(&w);
}

struct piece {
    struct bytes bytes;
    size_t before, longest;
    uint32_t steps;
};

static void measure(struct piece *piece)
{
    size_t size = piece->bytes.size - piece->before;
    piece->longest = size > piece->longest ? size : piece->longest;
    piece->before = piece->bytes.size;
    piece->steps++;
}

static struct piece save_in_steps(const struct store *store)
{
    struct piece piece = {.steps = 0};
    struct save_output out = {bytes_append, &piece.bytes};
    struct saver *saver;
    int status = store_save_begin(store, &saver);
    CHECK_EQ(status, VB_OK);
    do {
        status = store_save_step(saver, &out, NULL);
        measure(&piece);
    } while (status == 1);
    CHECK_EQ(status, VB_OK);
    store_save_end(saver);
    return piece;
}

#define LONGEST_STEP (16384 + 1024) /* and what was begun is finished */

/* A state that is large takes many short steps, saved and restored; a step that is not the last
 * leaves nothing behind when it is given up. */
static void short_steps(void)
{
    struct world w;
    begin(&w);
    start(&w, w.store, "depth", 3000);
    int64_t budget = 2500;
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_REDUCTIONS);
    struct piece piece = save_in_steps(w.store);
    CHECK(piece.steps > 3);
    CHECK(piece.longest <= LONGEST_STEP);
    struct store_config config = host_config(&w.host);
    struct restore_source source = {
        .modules = &w.module, .module_count = 1, .host = {resolve_import, NULL}};
    for (uint32_t last = 1; last <= piece.steps; last++) {
        struct engine_diagnostic diagnostic = {0};
        struct restorer *restorer;
        size_t at = 0, used = 0;
        CHECK_EQ(store_restore_begin(w.host.engine, &config, &source, &restorer), VB_OK);
        int status = 1;
        for (uint32_t i = 0; i < last && status == 1; i++, at += used) {
            status = store_restore_step(restorer, piece.bytes.data + at, piece.bytes.size - at,
                                        &used, &diagnostic);
            CHECK(used <= LONGEST_STEP);
        }
        struct store *store = store_restore_end(restorer);
        CHECK_EQ(store != NULL, status == VB_OK);
        if (store)
            store_destroy(store);
    }
    free(piece.bytes.data);
    end(&w);
}

/* A further thread has the memories of the first one, which must be as its state says. */
static void shared_memories(void)
{
    size_t state;
    struct world w;
    struct engine_diagnostic diagnostic = {0};
    struct store *first = NULL, *second = NULL;
    begin(&w);
    struct bytes b = save(w.store, &state);
    CHECK_EQ(restore(&w, b.data, state, b.size, &first, &diagnostic), VB_OK);
    struct store_config config = host_config(&w.host);
    struct restore_source source = {
        .modules = &w.module, .module_count = 1, .host = {resolve_import, NULL}, .shares = first};
    CHECK_EQ(store_restore(w.host.engine, &config, &source, b.data, state, &second, &diagnostic),
             VB_OK);
    CHECK_EQ(store_linear_memory(second), store_linear_memory(first));
    size_t same_state;
    struct bytes again = save(second, &same_state);
    CHECK_EQ(again.size, b.size);
    CHECK_EQ(memcmp(again.data, b.data, b.size), 0);
    store_destroy(second);
    start(&w, first, "grow", 1);
    CHECK_EQ(finish(first, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(store_restore(w.host.engine, &config, &source, b.data, state, &second, &diagnostic),
             VB_ERR_PROTOCOL);
    CHECK_TEXT(diagnostic.text, "memory 0: expected that of the first thread");
    store_destroy(first);
    free(again.data);
    free(b.data);
    end(&w);
}

/* A prefix of a state or of the pages is never taken for the whole. */
static void truncated(void)
{
    for (size_t i = 0; i < sample_count; i++) {
        size_t state;
        struct bytes b = middle(&samples[i], &state);
        struct world w;
        begin(&w);
        for (size_t cut = 0; cut < b.size; cut += cut < state ? 1 : 517) {
            struct store *store;
            struct engine_diagnostic diagnostic = {0};
            int status = restore(&w, b.data, cut < state ? cut : state, cut, &store, &diagnostic);
            CHECK_EQ(status, VB_ERR_PROTOCOL);
        }
        end(&w);
        free(b.data);
    }
}

/* Whatever a byte is changed to: refused, or something that runs within its bounds. */
static void altered(void)
{
    for (size_t i = 0; i < sample_count; i++) {
        size_t state;
        struct bytes b = middle(&samples[i], &state);
        struct world w;
        begin(&w);
        w.host.most_memory = 4u << 20;
        for (size_t at = 0; at < state * 8; at++) {
            struct store *store;
            struct engine_diagnostic diagnostic = {0};
            b.data[at / 8] ^= (uint8_t)(1u << at % 8);
            if (restore(&w, b.data, state, b.size, &store, &diagnostic) == VB_OK) {
                int64_t budget = 1000;
                if (store_run(store, &budget) == ENGINE_STOP_HOST_CALL)
                    answer(store);
                store_destroy(store);
            } else {
                CHECK(diagnostic.text[0] != 0);
            }
            b.data[at / 8] ^= (uint8_t)(1u << at % 8);
        }
        end(&w);
        free(b.data);
    }
}

/* Every allocation of saving and restoring refused once. */
static void no_memory(void)
{
    size_t state;
    struct bytes b = middle(&samples[8], &state);
    for (size_t refused = 1;; refused++) {
        struct world w;
        struct store *store;
        struct engine_diagnostic diagnostic;
        begin(&w);
        w.host.refuse_at = w.host.allocations + refused;
        int status = restore(&w, b.data, state, b.size, &store, &diagnostic);
        w.host.refuse_at = 0;
        if (status == VB_OK)
            store_destroy(store);
        else
            CHECK_EQ(status, VB_ERR_NO_MEMORY);
        end(&w);
        if (status == VB_OK)
            break;
    }
    free(b.data);
}

static void no_memory_to_save(void)
{
    for (size_t refused = 1;; refused++) {
        struct world w;
        struct bytes b = {0};
        struct save_output out = {bytes_append, &b};
        struct engine_diagnostic diagnostic;
        begin(&w);
        start(&w, w.store, samples[8].name, samples[8].argument);
        int64_t budget = 3;
        if (store_run(w.store, &budget) == ENGINE_STOP_HOST_CALL)
            answer(w.store);
        w.host.refuse_at = w.host.allocations + refused;
        int status = store_save(w.store, &out, &diagnostic);
        w.host.refuse_at = 0;
        end(&w);
        free(b.data);
        if (status == VB_OK)
            break;
        CHECK_EQ(status, VB_ERR_NO_MEMORY);
    }
}

static void trapped(void)
{
    struct world w;
    struct engine_diagnostic diagnostic;
    struct bytes b = {0};
    struct save_output out = {bytes_append, &b};
    begin(&w);
    start(&w, w.store, "divide", 0);
    CHECK_EQ(finish(w.store, INT64_MAX), ENGINE_STOP_TRAP);
    CHECK_EQ(store_save(w.store, &out, &diagnostic), VB_ERR_INVALID);
    CHECK_TEXT(diagnostic.text, "a thread that has trapped cannot be saved");
    end(&w);
    free(b.data);
}

int main(int argc, char **argv)
{
    if (argc == 3) {
        reading = strcmp(argv[1], "read") == 0;
        file = fopen(argv[2], reading ? "rb" : "wb");
        if (!file)
            return 2;
    }
    RUN(every_stop);
    if (file)
        return fclose(file) || check_exit();
    RUN(deep_recursion);
    RUN(short_steps);
    RUN(shared_memories);
    RUN(truncated);
    RUN(altered);
    RUN(no_memory);
    RUN(no_memory_to_save);
    RUN(trapped);
    return check_exit();
}
