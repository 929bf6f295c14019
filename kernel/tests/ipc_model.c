/*
 * Random operations against a model.
 *
 * Clients send and call through two channels, with data and handles that can be told apart; servers
 * receive and answer; waits are cancelled and time out; clients and servers are killed and
 * replaced; accounts run out of memory. The model knows of every message whether it was sent, given
 * up or received. Each must be received at most once, in the order its client sent it, and never
 * after it was given up; and when all is over, everything that was sent has been received.
 *
 *   test_ipc_model [seed [rounds]]
 */
#include "ipc_world.h"

enum { CLIENTS = 4, CHANNELS = 2, MESSAGES = 40000, REPLIES = 6 };
enum state { UNUSED, PENDING, SENT, GIVEN_UP, RECEIVED };

struct client {
    struct actor actor;
    struct account *account;
    uint64_t senders[CHANNELS];
    uint32_t pending; /* the message it waits with, 0: none */
    bool calls;
    uint64_t token; /* the handle it sends along, 0: none */
};

struct server {
    struct actor actor;
    uint64_t receiver;
    bool receives;
    uint64_t replies[REPLIES];
    uint32_t reply_count;
    uint32_t last[CLIENTS]; /* message received last from each */
};

static struct world world;
static struct actor keeper; /* holds what outlives the servers */
static uint64_t managers[CHANNELS];
static struct client clients[CLIENTS];
static struct server servers[CHANNELS];
static enum state states[MESSAGES]; /* a message's number is its id */
static uint32_t next_message = 1;
static uint64_t random_state;

static uint32_t random_below(uint32_t limit)
{
    random_state = random_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(random_state >> 33) % limit;
}

static uint64_t random_deadline(void)
{
    const uint64_t choices[] = {VB_NO_WAIT, VB_FOREVER, hal_clock_monotonic() + random_below(2000)};
    return choices[random_below(ARRAY_LEN(choices))];
}

/* ---- starting ---------------------------------------------------------------------------------
 */

static void client_begin(uint32_t index)
{
    struct client *client = &clients[index];
    CHECK_EQUAL(VB_OK, account_create(&world.kernel->root, 1u << 20, &client->account));
    actor_begin_charged(&world, &client->actor, client->account);
    for (uint32_t i = 0; i < CHANNELS; i++) {
        uint64_t badged = (uint64_t)SYS(&keeper, CHANNEL_BADGE, managers[i], index + 1);
        client->senders[i] = actor_give(&keeper, badged, &client->actor);
        CHECK_EQUAL(VB_OK, SYS(&keeper, HANDLE_CLOSE, badged));
    }
}

static void client_end(struct client *client)
{
    actor_end(&client->actor);
    object_release(world.kernel, &client->account->object);
    *client = (struct client){0};
}

static void server_begin(uint32_t index)
{
    struct server *server = &servers[index];
    actor_begin(&world, &server->actor);
    uint64_t receiver = (uint64_t)SYS(&keeper, CHANNEL_RECEIVER, managers[index]);
    server->receiver = actor_give(&keeper, receiver, &server->actor);
    CHECK_EQUAL(VB_OK, SYS(&keeper, HANDLE_CLOSE, receiver));
}

static void begin(void)
{
    world_begin(&world);
    actor_begin(&world, &keeper);
    for (uint32_t i = 0; i < CHANNELS; i++) {
        struct ends ends = actor_channel(&keeper, 1 + 3 * i, VB_CHANNEL_WATCH_BADGES);
        managers[i] = ends.sender;
        CHECK_EQUAL(VB_OK, SYS(&keeper, HANDLE_CLOSE, ends.receiver));
        server_begin(i);
    }
    for (uint32_t i = 0; i < CLIENTS; i++)
        client_begin(i);
}

/* ---- what the model expects -------------------------------------------------------------------
 */

static uint32_t size_of(uint32_t message)
{
    return message * 37 % 700;
}

static void message_received(struct server *server)
{
    const struct vb_message got = actor_received(&server->actor);
    if (got.kind == VB_MESSAGE_PULSE) {
        CHECK_EQUAL(VB_BADGE_CLOSED, got.id);
        return;
    }
    const uint32_t message = (uint32_t)got.id;
    CHECK(states[message] == PENDING || states[message] == SENT);
    CHECK(message > server->last[got.badge - 1]);
    server->last[got.badge - 1] = message;
    states[message] = RECEIVED;
    CHECK_EQUAL(size_of(message), got.data_size);
    const uint8_t *data = actor_memory(&server->actor) + IN_DATA;
    CHECK(got.data_size == 0 || data[got.data_size - 1] == (uint8_t)message);
    for (uint32_t i = 0; i < got.handle_count; i++) {
        uint64_t token = actor_received_handle(&server->actor, i);
        CHECK_EQUAL(message, SYS(&server->actor, MEMORY_SIZE, token));
        CHECK_EQUAL(VB_OK, SYS(&server->actor, HANDLE_CLOSE, token));
    }
    if (got.kind == VB_MESSAGE_CALL)
        server->replies[server->reply_count++] = got.reply;
}

/* A handle goes with its message and not otherwise. */
static void sending_ended(struct client *client, int64_t result)
{
    const uint32_t message = client->pending;
    const bool gone = states[message] == RECEIVED || (!client->calls && result == VB_OK);
    if (client->calls && (result == VB_OK || result == VB_ERR_SERVER_DIED))
        CHECK_EQUAL(RECEIVED, states[message]);
    if (client->token != 0) {
        CHECK_EQUAL(gone ? VB_OBJECT_NONE : VB_OBJECT_MEMORY,
                    actor_handle_type(&client->actor, client->token));
        if (!gone)
            CHECK_EQUAL(VB_OK, SYS(&client->actor, HANDLE_CLOSE, client->token));
    }
    if (states[message] == PENDING)
        states[message] = gone ? SENT : GIVEN_UP;
    client->pending = 0;
    client->token = 0;
}

/* Waits that have ended meanwhile; receivers first, since what they got is no longer pending. */
static void settle(void)
{
    for (uint32_t i = 0; i < CHANNELS; i++) {
        struct server *server = &servers[i];
        if (!server->receives || server->actor.context.result == WAITS)
            continue;
        server->receives = false;
        if (server->actor.context.result == VB_OK)
            message_received(server);
    }
    for (uint32_t i = 0; i < CLIENTS; i++) {
        struct client *client = &clients[i];
        if (client->pending != 0 && client->actor.context.result != WAITS)
            sending_ended(client, client->actor.context.result);
    }
}

/* ---- operations -------------------------------------------------------------------------------
 */

static void client_sends(struct client *client)
{
    uint8_t data[700];
    if (client->pending != 0 || next_message == MESSAGES)
        return;
    const uint32_t message = next_message++;
    client->account->limit =
        random_below(8) == 0 ? client->account->used + random_below(3000) : 1u << 20;
    memset(data, (int)(message & 0xff), sizeof data);
    struct sending sending = {.id = message, .data = data, .size = size_of(message)};
    if (random_below(3) == 0) {
        int64_t token = SYS(&client->actor, MEMORY_ALLOC, message);
        client->token = token > 0 ? (uint64_t)token : 0;
        sending.handles[0] = client->token;
        sending.handle_count = token > 0;
    }
    client->pending = message;
    client->calls = random_below(2) == 0;
    states[message] = PENDING;
    const uint64_t sender = client->senders[random_below(CHANNELS)];
    if (client->calls)
        (void)actor_request(&client->actor, sender, sending, random_deadline());
    else
        (void)actor_send(&client->actor, sender, sending, random_deadline());
}

static void server_receives(struct server *server, uint64_t deadline)
{
    if (server->receives || server->reply_count == REPLIES)
        return;
    server->receives = true;
    (void)actor_receive(&server->actor, server->receiver, deadline);
}

static void server_answers(struct server *server, bool properly)
{
    if (server->receives || server->reply_count == 0)
        return;
    const uint32_t index = random_below(server->reply_count);
    const uint64_t reply = server->replies[index];
    server->replies[index] = server->replies[--server->reply_count];
    if (properly) {
        int64_t status = actor_reply(&server->actor, reply, (struct sending){.id = 1});
        CHECK(status == VB_OK || status == VB_ERR_DEAD);
    } else {
        CHECK_EQUAL(VB_OK, SYS(&server->actor, HANDLE_CLOSE, reply));
    }
}

static void kill_client(uint32_t index)
{
    struct client *client = &clients[index];
    if (client->pending != 0 && states[client->pending] == PENDING)
        states[client->pending] = GIVEN_UP;
    client_end(client);
    client_begin(index);
}

static void kill_server(uint32_t index)
{
    struct server *server = &servers[index];
    actor_end(&server->actor);
    server->receives = false;
    server->reply_count = 0;
    server_begin(index);
}

/* A server is as urgent as the most urgent of those it serves, and not for nothing. */
static void check_priorities(void)
{
    for (uint32_t i = 0; i < CHANNELS; i++)
        CHECK(servers[i].reply_count > 0 || servers[i].receives ||
              servers[i].actor.thread->effective == VB_PRIORITY_DEFAULT);
}

static void step(void)
{
    struct client *client = &clients[random_below(CLIENTS)];
    struct server *server = &servers[random_below(CHANNELS)];
    const uint32_t dice = random_below(100);
    if (dice < 40)
        client_sends(client);
    else if (dice < 70)
        server_receives(server, random_deadline());
    else if (dice < 85)
        server_answers(server, dice < 82);
    else if (dice < 90 && client->pending != 0)
        thread_interrupt(client->actor.thread, VB_ERR_CANCELLED);
    else if (dice < 97)
        world_advance(&world, random_below(1000));
    else if (dice == 97)
        kill_client(random_below(CLIENTS));
    else if (dice == 98)
        kill_server(random_below(CHANNELS));
    else
        thread_set_priority(client->actor.thread, (uint8_t)random_below(VB_PRIORITIES));
    check_priorities();
    settle();
}

/* Give everything up that still waits, and take what is left. */
static void drain(void)
{
    for (uint32_t i = 0; i < CLIENTS; i++) {
        if (clients[i].pending != 0)
            thread_interrupt(clients[i].actor.thread, VB_ERR_CANCELLED);
        settle();
    }
    for (uint32_t i = 0; i < CHANNELS; i++) {
        kill_server(i);
        do
            server_receives(&servers[i], VB_NO_WAIT);
        while (settle(), servers[i].actor.context.result == VB_OK);
        CHECK_EQUAL(VB_ERR_AGAIN, servers[i].actor.context.result);
    }
    for (uint32_t i = 1; i < next_message; i++)
        CHECK(states[i] == RECEIVED || states[i] == GIVEN_UP);
}

int main(int argc, char **argv)
{
    random_state = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    const int rounds = argc > 2 ? atoi(argv[2]) : 60000;
    begin();
    for (int i = 0; i < rounds; i++)
        step();
    drain();
    uint32_t received = 0;
    for (uint32_t i = 1; i < next_message; i++)
        received += states[i] == RECEIVED;
    printf("%u messages, %u received\n", next_message - 1, received);
    for (uint32_t i = 0; i < CLIENTS; i++)
        client_end(&clients[i]);
    for (uint32_t i = 0; i < CHANNELS; i++)
        actor_end(&servers[i].actor);
    actor_end(&keeper);
    world_end(&world);
    return 0;
}
