/* See tmpfs_model.h. */
#include "tmpfs_model.h"
#include "../tmpfs_internal.h"
#include <stdio.h>

void model_init(struct model *model)
{
    memset(model, 0, sizeof *model);
    model->nodes[1] = (struct model_node){.type = VB_TYPE_DIRECTORY, .links = 1, .inode = 1};
    model->nodes[1].parent = 1;
}

void model_free(struct model *model)
{
    for (uint32_t i = 0; i < MODEL_NODES; i++)
        free(model->nodes[i].data);
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

struct model_op model_random(uint32_t *random)
{
    /* Few directories, so that many operations hit something. */
    struct model_op op = {.kind = next_random(random) % OP_KINDS,
                          .a = next_random(random) % (6 * MODEL_NAMES),
                          .b = next_random(random) % (6 * MODEL_NAMES),
                          .seed = next_random(random),
                          .open = next_random(random) % MODEL_OPENS};

    if (next_random(random) % 3 == 0)
        op.kind = OP_WRITE;
    op.offset = next_random(random) % (next_random(random) % 4 == 0 ? 80000 : 9000);
    op.size = next_random(random) % (next_random(random) % 4 == 0 ? 40000 : 3000);
    return op;
}

/* The directory of a name: the nth directory there is, else the root. */
static uint32_t directory_of(const struct model *model, uint32_t name)
{
    uint32_t i, wanted = name / MODEL_NAMES;

    for (i = 1; i < MODEL_NODES; i++)
        if (model->nodes[i].type == VB_TYPE_DIRECTORY && model->nodes[i].links > 0 && wanted-- == 0)
            return i;
    return 1;
}

static uint32_t *slot_of(struct model *model, uint32_t name)
{
    return &model->nodes[directory_of(model, name)].names[name % MODEL_NAMES];
}

static void settle(struct model *model, uint32_t node)
{
    struct model_node *of = &model->nodes[node];

    if (of->links > 0 || of->opens > 0)
        return;
    free(of->data);
    memset(of, 0, sizeof *of);
}

static int make(struct model *model, const struct model_op *op, uint32_t type)
{
    uint32_t *slot = slot_of(model, op->a);
    uint32_t i, parent = directory_of(model, op->a);

    if (*slot != 0)
        return VB_ERR_EXISTS;
    for (i = 2; i < MODEL_NODES && model->nodes[i].type != 0; i++)
        ;
    if (i == MODEL_NODES)
        return VB_ERR_LIMIT;
    model->nodes[i] = (struct model_node){.type = type, .links = 1};
    model->nodes[i].parent = parent;
    *slot = i;
    if (type != VB_TYPE_DIRECTORY)
        model->nodes[i].data = calloc(1, MODEL_SIZE);
    if (type == VB_TYPE_SYMLINK)
        model->nodes[i].size =
            (uint32_t)snprintf((char *)model->nodes[i].data, 64, "target-%u", op->seed);
    return VB_OK;
}

static bool is_empty(const struct model_node *node)
{
    for (uint32_t i = 0; i < MODEL_NAMES; i++)
        if (node->names[i] != 0)
            return false;
    return true;
}

static int removable(const struct model_node *node, bool is_directory)
{
    if (is_directory && node->type != VB_TYPE_DIRECTORY)
        return VB_ERR_NOT_DIRECTORY;
    if (!is_directory && node->type == VB_TYPE_DIRECTORY)
        return VB_ERR_IS_DIRECTORY;
    return is_directory && !is_empty(node) ? VB_ERR_NOT_EMPTY : VB_OK;
}

static int unlink_name(struct model *model, uint32_t *slot, bool is_directory)
{
    uint32_t node = *slot;
    int status = node == 0 ? VB_ERR_NOT_FOUND : removable(&model->nodes[node], is_directory);

    if (status == VB_OK) {
        *slot = 0;
        model->nodes[node].links--;
        settle(model, node);
    }
    return status;
}

static int link_name(struct model *model, const struct model_op *op)
{
    uint32_t *from = slot_of(model, op->a), *to = slot_of(model, op->b);

    if (*from == 0)
        return VB_ERR_NOT_FOUND;
    if (model->nodes[*from].type == VB_TYPE_DIRECTORY)
        return VB_ERR_IS_DIRECTORY;
    if (*to != 0)
        return VB_ERR_EXISTS;
    *to = *from;
    model->nodes[*from].links++;
    return VB_OK;
}

static int rename_name(struct model *model, const struct model_op *op)
{
    uint32_t *from = slot_of(model, op->a), *to = slot_of(model, op->b);
    uint32_t node = *from, above, old;
    bool is_directory = model->nodes[node].type == VB_TYPE_DIRECTORY;
    int status = VB_OK;

    if (node == 0)
        return VB_ERR_NOT_FOUND;
    if (*to == node)
        return VB_OK;
    above = directory_of(model, op->b);
    while (is_directory && above != node && above != 1)
        above = model->nodes[above].parent;
    if (is_directory && above == node)
        return VB_ERR_INVALID;
    old = *to;
    if (old != 0)
        status = removable(&model->nodes[old], is_directory);
    if (status < 0)
        return status;
    model->nodes[node].parent = directory_of(model, op->b);
    *from = 0;
    *to = node;
    if (old != 0) {
        model->nodes[old].links--;
        settle(model, old);
    }
    return VB_OK;
}

static uint8_t byte_of(const struct model_op *op, uint32_t i)
{
    return (uint8_t)((op->seed + i) * 2654435761u >> 24);
}

static int write_node(struct model *model, const struct model_op *op)
{
    struct model_node *node = &model->nodes[*slot_of(model, op->a)];

    if (node->type != VB_TYPE_REGULAR)
        return VB_ERR_NOT_FOUND;
    for (uint32_t i = 0; i < op->size; i++)
        node->data[op->offset + i] = byte_of(op, i);
    if (op->size > 0 && op->offset + op->size > node->size)
        node->size = op->offset + op->size;
    return VB_OK;
}

static int size_node(struct model *model, const struct model_op *op)
{
    struct model_node *node = &model->nodes[*slot_of(model, op->a)];

    if (node->type != VB_TYPE_REGULAR)
        return VB_ERR_NOT_FOUND;
    if (op->offset < node->size)
        memset(node->data + op->offset, 0, node->size - op->offset);
    node->size = op->offset;
    return VB_OK;
}

static int open_node(struct model *model, const struct model_op *op)
{
    uint32_t node = op->kind == OP_OPEN ? *slot_of(model, op->a) : 0;
    uint32_t before = model->opens[op->open];

    if (op->kind == OP_OPEN && model->nodes[node].type != VB_TYPE_REGULAR)
        return VB_ERR_NOT_FOUND;
    model->opens[op->open] = node;
    if (node != 0)
        model->nodes[node].opens++;
    if (before != 0) {
        model->nodes[before].opens--;
        settle(model, before);
    }
    return VB_OK;
}

int model_apply(struct model *model, const struct model_op *op)
{
    switch (op->kind) {
    case OP_CREATE:
        return make(model, op, VB_TYPE_REGULAR);
    case OP_MKDIR:
        return make(model, op, VB_TYPE_DIRECTORY);
    case OP_SYMLINK:
        return make(model, op, VB_TYPE_SYMLINK);
    case OP_LINK:
        return link_name(model, op);
    case OP_UNLINK:
    case OP_RMDIR:
        return unlink_name(model, slot_of(model, op->a), op->kind == OP_RMDIR);
    case OP_RENAME:
        return rename_name(model, op);
    case OP_WRITE:
        return write_node(model, op);
    case OP_SET_SIZE:
        return size_node(model, op);
    default:
        return open_node(model, op);
    }
}

/* ---- the same with tmpfs ---- */

int64_t write_file(struct tmpfs *fs, struct memory_store *memory, uint32_t inode, uint64_t offset,
                   const void *bytes, uint64_t size)
{
    static struct tmpfs_plan plan;
    uint64_t done = 0, arena, run;
    int status = tmpfs_plan(fs, inode, offset, size, &plan);

    if (status < 0)
        return status;
    while ((run = tmpfs_plan_run(&plan, done, &arena)) > 0) {
        status = (int)memory_store_write(memory, arena, (const char *)bytes + done, run);
        if (status < 0)
            return status;
        done += run;
    }
    status = tmpfs_plan_commit(fs, &plan, done, 5);
    return status < 0 ? status : (int64_t)done;
}

int64_t read_file(struct tmpfs *fs, struct memory_store *memory, uint32_t inode, uint64_t offset,
                  void *bytes, uint64_t size)
{
    uint64_t done = 0, arena;
    int64_t run;

    while (done < size && (run = tmpfs_run(fs, inode, offset + done, size - done, &arena)) > 0) {
        if (arena == 0)
            memset((char *)bytes + done, 0, (size_t)run);
        else if (memory_store_read(memory, arena, (char *)bytes + done, (size_t)run) < 0)
            return VB_ERR_IO;
        done += (uint64_t)run;
    }
    return (int64_t)done;
}

/* Names in tmpfs are long or short, so that slots of several sizes come up. */
static struct tmpfs_name name_of(uint32_t name)
{
    static char text[2][100];
    static int which;

    which = !which;
    memset(text[which], 'x', sizeof text[which]);
    text[which][0] = (char)('a' + name % MODEL_NAMES);
    return (struct tmpfs_name){text[which], 1 + (name % MODEL_NAMES) * 8};
}

static uint32_t inode_at(struct tmpfs *fs, const struct model *model, uint32_t name)
{
    int64_t inode = tmpfs_lookup(fs, model->nodes[directory_of(model, name)].inode, name_of(name));

    return inode < 0 ? 0 : (uint32_t)inode;
}

static bool is_regular(struct tmpfs *fs, uint32_t inode)
{
    struct vb_file_stat stat;

    tmpfs_stat(fs, inode, &stat);
    return stat.type == VB_TYPE_REGULAR;
}

static int data_op(struct tmpfs *fs, struct memory_store *memory, uint32_t inode,
                   const struct model_op *op)
{
    static uint8_t bytes[MODEL_SIZE];
    int64_t result;

    if (!is_regular(fs, inode))
        return VB_ERR_NOT_FOUND;
    if (op->kind == OP_SET_SIZE)
        return tmpfs_set_size(fs, inode, op->offset, 6);
    for (uint32_t i = 0; i < op->size; i++)
        bytes[i] = byte_of(op, i);
    result = write_file(fs, memory, inode, op->offset, bytes, op->size);
    return result < 0 ? (int)result : VB_OK;
}

static int make_op(struct tmpfs *fs, uint32_t directory, const struct model_op *op)
{
    char target[64];
    int size = snprintf(target, sizeof target, "target-%u", op->seed);
    int64_t result;

    if (op->kind == OP_SYMLINK)
        result = tmpfs_symlink(fs, directory, name_of(op->a),
                               (struct tmpfs_name){target, (size_t)size}, 1);
    else
        result = tmpfs_create(fs, directory, name_of(op->a),
                              op->kind == OP_MKDIR ? VB_TYPE_DIRECTORY : VB_TYPE_REGULAR, 2);
    return result < 0 ? (int)result : VB_OK;
}

/* `model` is as before the operation and tells only which inode a directory has. */
int model_apply_tmpfs(struct tmpfs *fs, struct memory_store *memory, struct model *model,
                      const struct model_op *op)
{
    uint32_t a = model->nodes[directory_of(model, op->a)].inode;
    uint32_t b = model->nodes[directory_of(model, op->b)].inode;
    uint32_t inode = inode_at(fs, model, op->a);
    struct tmpfs_description record = {.used = 1, .inode = inode};

    switch (op->kind) {
    case OP_CREATE:
    case OP_MKDIR:
    case OP_SYMLINK:
        return make_op(fs, a, op);
    case OP_LINK:
        return tmpfs_link(fs, inode, b, name_of(op->b), 3);
    case OP_UNLINK:
    case OP_RMDIR:
        return tmpfs_unlink(fs, a, name_of(op->a), op->kind == OP_RMDIR, 4);
    case OP_RENAME:
        return tmpfs_rename(fs, a, name_of(op->a), b, name_of(op->b), 4);
    case OP_WRITE:
    case OP_SET_SIZE:
        return data_op(fs, memory, inode, op);
    default:
        if (op->kind == OP_OPEN && !is_regular(fs, inode))
            return VB_ERR_NOT_FOUND;
        if (op->kind == OP_CLOSE)
            record = (struct tmpfs_description){0};
        return tmpfs_description_write(fs, op->open, &record);
    }
}

static bool same_bytes(const struct model_node *node, const uint8_t *bytes,
                       const struct model_op *torn)
{
    for (uint32_t i = 0; i < node->size; i++) {
        bool inside = torn != NULL && i >= torn->offset && i - torn->offset < torn->size;

        if (bytes[i] != node->data[i] && !inside) {
            printf("# byte %u: expected %u, found %u\n", i, node->data[i], bytes[i]);
            return false;
        }
    }
    return true;
}

static bool same_node(struct tmpfs *fs, struct model *model, uint32_t node, uint32_t inode,
                      const struct model_op *torn)
{
    static uint8_t bytes[MODEL_SIZE];
    struct model_node *of = &model->nodes[node];
    struct vb_file_stat stat;

    tmpfs_stat(fs, inode, &stat);
    if (of->inode == 0)
        of->inode = inode;
    if (stat.type != of->type || of->inode != inode ||
        (of->type != VB_TYPE_DIRECTORY && (stat.links != of->links || stat.size != of->size)))
        return false;
    if (of->type == VB_TYPE_SYMLINK)
        return tmpfs_readlink(fs, inode, (char *)bytes, sizeof bytes) == of->size &&
               memcmp(bytes, of->data, of->size) == 0;
    if (of->type != VB_TYPE_REGULAR)
        return true;
    if (read_file(fs, fs->store.context, inode, 0, bytes, sizeof bytes) != of->size)
        return false;
    return same_bytes(of, bytes, torn);
}

static uint32_t count_listed(struct tmpfs *fs, uint32_t inode)
{
    static _Alignas(8) uint8_t buffer[300];
    struct vb_file_entry entry;
    uint64_t cookie = 0;
    uint32_t count = 0;
    int64_t size, at;

    while ((size = tmpfs_list(fs, inode, cookie, buffer, sizeof buffer)) > 0)
        for (at = 0; at < size; at += (int64_t)((sizeof entry + entry.name_size + 7) & ~7u)) {
            memcpy(&entry, buffer + at, sizeof entry);
            cookie = entry.next;
            count++;
        }
    return count;
}

static bool same_tree(struct tmpfs *fs, struct model *model, uint32_t node, uint32_t *seen,
                      const struct model_op *torn)
{
    struct model_node *of = &model->nodes[node];
    uint32_t i, names = 0;
    int64_t inode;

    for (i = 0; i < MODEL_NAMES; i++) {
        inode = tmpfs_lookup(fs, of->inode, name_of(i));
        if ((inode >= 0) != (of->names[i] != 0))
            return false;
        if (inode < 0)
            continue;
        names++;
        seen[of->names[i]] = 1;
        if (!same_node(fs, model, of->names[i], (uint32_t)inode, torn))
            return false;
        if (model->nodes[of->names[i]].type == VB_TYPE_DIRECTORY &&
            (tmpfs_parent(fs, (uint32_t)inode) != of->inode ||
             !same_tree(fs, model, of->names[i], seen, torn)))
            return false;
    }
    return names == count_listed(fs, of->inode);
}

bool model_matches(struct tmpfs *fs, struct model *model, const struct model_op *torn)
{
    uint32_t seen[MODEL_NODES] = {[1] = 1};
    struct tmpfs_description record;
    struct tmpfs_usage usage;
    uint32_t i, total = 0;

    if (!same_tree(fs, model, 1, seen, torn))
        return false;
    for (i = 0; i < MODEL_OPENS; i++) {
        if (tmpfs_description_read(fs, i, &record) < 0)
            record = (struct tmpfs_description){0};
        if ((model->opens[i] != 0) != (record.used != 0))
            return false;
        if (model->opens[i] != 0 && !same_node(fs, model, model->opens[i], record.inode, torn))
            return false;
        seen[model->opens[i]] = model->opens[i] != 0;
    }
    for (i = 1; i < MODEL_NODES; i++)
        total += seen[i];
    tmpfs_usage(fs, &usage);
    return total == usage.inodes && usage.repaired == 0;
}
