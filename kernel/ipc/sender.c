#include <ipc/channel.h>
#include <memory/account.h>
#include <memory/alloc.h>
#include <vibee/syscall_numbers.h>

/*
 * The records of a channel's badges form a digital search tree: at depth d a badge goes left or
 * right by bit d of its hash. The hash is a bijection, so two badges part after at most 64 steps
 * whatever values a server chooses, and about log2(n) in practice, with no balancing to do.
 */
static uint64_t badge_hash(uint64_t x)
{
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static struct sender **badge_slot(struct channel *channel, uint64_t badge)
{
    uint64_t path = badge_hash(badge);
    struct sender **slot = &channel->senders;
    while (*slot != NULL && (*slot)->badge != badge) {
        slot = &(*slot)->child[path & 1];
        path >>= 1;
    }
    return slot;
}

/* Any leaf below a node may take its place: they share the path so far. */
static void badge_remove(struct sender **slot)
{
    struct sender *gone = *slot;
    struct sender **leaf = slot;
    while ((*leaf)->child[0] != NULL || (*leaf)->child[1] != NULL)
        leaf = &(*leaf)->child[(*leaf)->child[0] == NULL];
    struct sender *heir = *leaf;
    *leaf = NULL;
    if (heir == gone)
        return;
    heir->child[0] = gone->child[0];
    heir->child[1] = gone->child[1];
    *slot = heir;
}

void sender_check_closed(struct sender *sender)
{
    struct channel *channel = sender->channel;
    if (sender->rights == 0 && sender->in_line == 0 && sender->badge != 0 && !channel->dead &&
        (channel->flags & VB_CHANNEL_WATCH_BADGES) != 0)
        pulse_node_fire(channel, &sender->closed, VB_BADGE_CLOSED);
}

static void sender_opened(struct kernel *kernel, struct object *object, uint32_t rights,
                          uint64_t badge)
{
    (void)badge;
    struct sender *sender = sender_of(object);
    /* Minted again before the server heard that it was closed: it no longer is. */
    if (sender->rights++ == 0)
        pulse_node_clear(kernel, &sender->closed);
    sender->channel->sender_rights++;
    if ((rights & VB_RIGHT_MANAGE) != 0)
        sender->channel->manage_rights++;
}

static void sender_closed(struct kernel *kernel, struct object *object, uint32_t rights,
                          uint64_t badge)
{
    (void)kernel;
    (void)badge;
    struct sender *sender = sender_of(object);
    sender->rights--;
    sender->channel->sender_rights--;
    if ((rights & VB_RIGHT_MANAGE) != 0)
        sender->channel->manage_rights--;
    sender_check_closed(sender);
    channel_check_life(sender->channel);
}

static void sender_destroy(struct kernel *kernel, struct object *object)
{
    struct sender *sender = sender_of(object);
    badge_remove(badge_slot(sender->channel, sender->badge));
    object_release(kernel, &sender->channel->object);
    kernel_free(object->account, sender, sizeof *sender);
}

static const struct object_ops sender_ops = {sender_opened, sender_closed, sender_destroy};

struct sender *sender_find(struct channel *channel, uint64_t badge)
{
    return *badge_slot(channel, badge);
}

struct sender *sender_mint(struct channel *channel, uint64_t badge, int *status)
{
    struct sender **slot = badge_slot(channel, badge);
    struct sender *sender = *slot;
    if (sender != NULL) {
        object_retain(&sender->object);
        return sender;
    }
    sender = kernel_alloc(channel->object.account, sizeof *sender, status);
    if (sender == NULL)
        return NULL;
    object_init(channel->kernel, &sender->object, VB_OBJECT_SENDER, &sender_ops,
                channel->object.account);
    object_retain(&channel->object);
    sender->channel = channel;
    sender->badge = badge;
    pulse_node_init(&sender->closed, &sender->object, badge);
    *slot = sender;
    return sender;
}
