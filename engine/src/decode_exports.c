/* The export and start sections (core 5.5.10, 5.5.11), and which functions ref.func may name. */
#include "load.h"

bool is_declared_func(const struct loader *l, uint32_t index)
{
    return l->all_declared ||
           (l->declared_funcs && (l->declared_funcs[index / 8] >> index % 8 & 1));
}

int declare_func(struct loader *l, uint32_t index)
{
    if (!l->declared_funcs) {
        int status = load_array(l, &l->declared_funcs, l->module->func_count / 8 + 1, 1);
        if (status < 0)
            return status;
    }
    l->declared_funcs[index / 8] |= (uint8_t)(1u << index % 8);
    return VB_OK;
}

static uint32_t space_size(const struct module *m, enum extern_kind kind, const char **name)
{
    switch (kind) {
    case EXTERN_FUNC:
        *name = "function";
        return m->func_count;
    case EXTERN_TABLE:
        *name = "table";
        return m->table_count;
    case EXTERN_MEMORY:
        *name = "memory";
        return m->memory_count;
    case EXTERN_GLOBAL:
        *name = "global";
        return m->global_count;
    case EXTERN_TAG:
        *name = "tag";
        return m->tag_count;
    }
    *name = NULL;
    return 0;
}

static int read_export(struct loader *l, struct module_export *out)
{
    uint8_t kind;
    const char *space;
    int status = read_name(l, &out->name);
    if (status == VB_OK)
        status = read_byte(l, &kind, "an export kind");
    if (status < 0)
        return status;
    out->kind = (enum extern_kind)kind;
    uint32_t count = space_size(l->module, out->kind, &space);
    if (!space)
        return load_fail(l, VB_ERR_BAD_MODULE, l->r.at - 1,
                         "malformed export kind: expected 0 to 4, found 0x%02x", kind);
    const uint8_t *at = l->r.at;
    status = read_u32(l, &out->index, "an index");
    if (status < 0)
        return status;
    if (out->index >= count)
        return load_fail(l, VB_ERR_BAD_MODULE, at, "unknown %s %u: there are %u", space, out->index,
                         count);
    return out->kind == EXTERN_FUNC ? declare_func(l, out->index) : VB_OK;
}

/* ---- duplicate names ----------------------------------------------------------------------- */

/* Any total order will do; shorter first is the cheapest. */
static int compare_names(const struct module_name *a, const struct module_name *b)
{
    if (a->length != b->length)
        return a->length < b->length ? -1 : 1;
    return a->length ? __builtin_memcmp(a->text, b->text, a->length) : 0;
}

static bool name_below(const struct module *m, uint32_t a, uint32_t b)
{
    return compare_names(&m->exports[a].name, &m->exports[b].name) < 0;
}

static void sift_down(const struct module *m, uint32_t *heap, uint32_t root, uint32_t count)
{
    for (uint32_t child; (child = 2 * root + 1) < count; root = child) {
        if (child + 1 < count && name_below(m, heap[child], heap[child + 1]))
            child++;
        if (!name_below(m, heap[root], heap[child]))
            return;
        uint32_t swap = heap[root];
        heap[root] = heap[child];
        heap[child] = swap;
    }
}

/* Heapsort, since no choice of names makes it slow and it needs no stack. */
static void sort_by_name(const struct module *m, uint32_t *order, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        order[i] = i;
    for (uint32_t root = count / 2; root > 0; root--)
        sift_down(m, order, root - 1, count);
    for (uint32_t end = count; end > 1; end--) {
        uint32_t last = order[end - 1];
        order[end - 1] = order[0];
        order[0] = last;
        sift_down(m, order, 0, end - 1);
    }
}

static int check_unique_names(struct loader *l)
{
    struct module *m = l->module;
    uint32_t *order;
    int status = load_array(l, &order, m->export_count, sizeof *order);
    if (status < 0)
        return status;
    sort_by_name(m, order, m->export_count);
    for (uint32_t i = 1; status == VB_OK && i < m->export_count; i++) {
        const struct module_name *name = &m->exports[order[i]].name;
        if (compare_names(&m->exports[order[i - 1]].name, name) == 0)
            status = load_fail(l, VB_ERR_BAD_MODULE, (const uint8_t *)name->text,
                               "duplicate export name: \"%.*s\"", (int)MIN(name->length, 128u),
                               name->text);
    }
    module_free(m, order, m->export_count * sizeof *order);
    return status;
}

int decode_export_section(struct loader *l)
{
    struct module *m = l->module;
    uint32_t count;
    int status = read_count(l, &count, UINT32_MAX, "exports");
    if (status == VB_OK)
        status = load_array(l, &m->exports, count, sizeof *m->exports);
    if (status < 0)
        return status;
    m->export_count = count;
    for (uint32_t i = 0; status == VB_OK && i < count; i++)
        status = read_export(l, &m->exports[i]);
    return status < 0 ? status : check_unique_names(l);
}

int decode_start_section(struct loader *l)
{
    const struct module *m = l->module;
    const uint8_t *at = l->r.at;
    uint32_t index;
    int status = read_u32(l, &index, "a function index");
    if (status < 0)
        return status;
    if (index >= m->func_count)
        return load_fail(l, VB_ERR_BAD_MODULE, at, "unknown function %u: there are %u", index,
                         m->func_count);
    const struct func_type *type = m->funcs[index].type;
    if (type->param_count > 0 || type->result_count > 0)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "start function: expected [] -> [], function %u has %u parameters and "
                         "%u results",
                         index, type->param_count, type->result_count);
    l->module->start = index;
    return VB_OK;
}
