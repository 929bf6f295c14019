/* Namespaces, opening by URL, files served by tasks and by the kernel. */
#include "ipc_world.h"

#include <vibee/log.h>

static struct world world;
static struct actor client, server;
static struct ends ends;

static void begin(void)
{
    world_begin(&world);
    actor_begin(&world, &client);
    actor_begin(&world, &server);
    ends = actor_channel(&server, 2, VB_CHANNEL_WATCH_BADGES);
}

static void end(void)
{
    actor_end(&client);
    actor_end(&server);
    world_end(&world);
}

static uint64_t text(struct actor *actor, const char *from)
{
    strcpy((char *)actor_memory(actor) + BUFFER, from);
    return strlen(from);
}

static int64_t open(struct actor *actor, const char *url, uint32_t flags, uint64_t deadline)
{
    return SYS(actor, SCHEME_OPEN, 0, BUFFER, text(actor, url), flags, deadline);
}

static int64_t bind(struct actor *actor, const char *name, uint64_t target)
{
    return SYS(actor, NAMESPACE_BIND, 0, BUFFER, text(actor, name), target);
}

/* A handle that was made. */
static uint64_t good(int64_t result)
{
    CHECK(result > 0);
    return (uint64_t)result;
}

/* Bind a kernel scheme in the actor's own namespace. */
static void bind_kernel(struct actor *actor, const char *name, uint32_t rights)
{
    struct object *scheme;
    struct kernel *kernel = world.kernel;
    if (strcmp(name, "proc") == 0)
        CHECK_EQUAL(VB_OK, scheme_proc_create(kernel, &kernel->root, NULL, &scheme));
    else
        CHECK_EQUAL(VB_OK, scheme_mem_create(kernel, &kernel->root, &scheme));
    int64_t handle = handle_insert(actor->task, scheme, rights, 0);
    object_release(kernel, scheme);
    CHECK_EQUAL(VB_OK, bind(actor, name, (uint64_t)handle));
    CHECK_EQUAL(VB_OK, SYS(actor, HANDLE_CLOSE, (uint64_t)handle));
}

static const char *read_all(struct actor *actor, const char *url)
{
    int64_t file = open(actor, url, VB_OPEN_READ, VB_NO_WAIT);
    CHECK(file > 0);
    uint64_t at = BUFFER;
    int64_t count;
    while ((count = SYS(actor, SCHEME_READ, (uint64_t)file, at, 7, VB_NO_WAIT)) > 0)
        at += (uint64_t)count;
    CHECK_EQUAL(0, count);
    CHECK_EQUAL(VB_OK, SYS(actor, SCHEME_CLOSE, (uint64_t)file));
    actor_memory(actor)[at] = '\0';
    return (const char *)actor_memory(actor) + BUFFER;
}

/* ---- namespaces -------------------------------------------------------------------------------
 */

static void test_namespaces(void)
{
    CHECK_EQUAL(VB_ERR_NOT_FOUND, SYS(&server, NAMESPACE_LOOKUP, 0, BUFFER, text(&server, "file")));
    CHECK_EQUAL(VB_ERR_INVALID, bind(&server, "File", ends.sender));
    CHECK_EQUAL(VB_ERR_INVALID, bind(&server, "", ends.sender));
    CHECK_EQUAL(VB_ERR_INVALID, bind(&server, "a-name-that-is-longer-than-32-byt", ends.sender));
    CHECK_EQUAL(VB_ERR_BAD_TYPE, bind(&server, "file", ends.receiver));
    CHECK_EQUAL(VB_OK, bind(&server, "file", ends.sender));
    int64_t found = SYS(&server, NAMESPACE_LOOKUP, 0, BUFFER, text(&server, "file"));
    CHECK(found > 0);
    CHECK_EQUAL(VB_ERR_ACCESS, SYS(&server, CHANNEL_BADGE, (uint64_t)found, 1));
    int64_t copy = SYS(&server, NAMESPACE_CREATE, 0, 0);
    int64_t empty = SYS(&server, NAMESPACE_CREATE, 0, 1);
    CHECK_EQUAL(VB_ERR_INVALID, SYS(&server, NAMESPACE_CREATE, (uint64_t)copy, 1));
    CHECK_EQUAL(VB_OK, SYS(&server, NAMESPACE_UNBIND, 0, BUFFER, text(&server, "file")));
    CHECK_EQUAL(VB_ERR_NOT_FOUND, SYS(&server, NAMESPACE_UNBIND, 0, BUFFER, text(&server, "file")));
    CHECK(SYS(&server, NAMESPACE_LOOKUP, (uint64_t)copy, BUFFER, text(&server, "file")) > 0);
    CHECK_EQUAL(VB_ERR_NOT_FOUND,
                SYS(&server, NAMESPACE_LOOKUP, (uint64_t)empty, BUFFER, text(&server, "file")));
    /* Binding again replaces. */
    struct ends second = actor_channel(&server, 1, 0);
    CHECK_EQUAL(VB_OK, bind(&server, "file", ends.sender));
    CHECK_EQUAL(VB_OK, bind(&server, "file", second.sender));
    found = SYS(&server, NAMESPACE_LOOKUP, 0, BUFFER, text(&server, "file"));
    CHECK_EQUAL(VB_OK, actor_send(&server, (uint64_t)found, (struct sending){.id = 2}, 0));
    CHECK_EQUAL(VB_OK, actor_receive(&server, second.receiver, VB_NO_WAIT));
}

/* ---- a served scheme --------------------------------------------------------------------------
 */

static struct vb_file_request request(void)
{
    struct vb_file_request in;
    memcpy(&in, actor_memory(&server) + IN_DATA, sizeof in);
    return in;
}

static uint64_t open_served(void)
{
    uint64_t badged = (uint64_t)SYS(&server, CHANNEL_BADGE, ends.sender, 21);
    CHECK_EQUAL(WAITS, open(&client, "file://etc/motd", VB_OPEN_READ, VB_FOREVER));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    struct vb_message got = actor_received(&server);
    CHECK_EQUAL(VB_FILE_OPEN, got.id);
    CHECK_EQUAL(sizeof(struct vb_file_request) + 8, got.data_size);
    CHECK_EQUAL(VB_OPEN_READ, request().flags);
    CHECK(memcmp(actor_memory(&server) + IN_DATA + sizeof(struct vb_file_request), "etc/motd", 8) ==
          0);
    struct sending answer = {.data = "stat", .size = 4, .handles = {badged}, .handle_count = 1};
    CHECK_EQUAL(VB_OK, actor_reply(&server, got.reply, answer));
    CHECK(client.context.result > 0);
    CHECK_EQUAL(VB_OBJECT_SENDER, actor_handle_type(&client, (uint64_t)client.context.result));
    return (uint64_t)client.context.result;
}

static void test_served_file(void)
{
    uint64_t mine = actor_give(&server, ends.sender, &client);
    CHECK_EQUAL(VB_OK, bind(&client, "file", mine));
    uint64_t file = open_served();

    CHECK_EQUAL(WAITS, SYS(&client, SCHEME_READ, file, BUFFER, 100, VB_FOREVER));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    struct vb_message got = actor_received(&server);
    CHECK_EQUAL(VB_FILE_READ, got.id);
    CHECK_EQUAL(21, got.badge);
    CHECK_EQUAL(100, request().size);
    CHECK(request().offset == VB_FILE_CURRENT);
    strcpy((char *)actor_memory(&server) + BUFFER, "contents");
    CHECK_EQUAL(8, SYS(&server, WINDOW_WRITE, got.reply, 0, 0, BUFFER, 8));
    CHECK_EQUAL(VB_OK, actor_reply(&server, got.reply, (struct sending){.id = 8}));
    CHECK_EQUAL(8, client.context.result);
    CHECK(memcmp(actor_memory(&client) + BUFFER, "contents", 8) == 0);

    CHECK_EQUAL(WAITS, SYS(&client, SCHEME_WRITE, file, BUFFER, 8, VB_FOREVER));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    got = actor_received(&server);
    CHECK_EQUAL(VB_FILE_WRITE, got.id);
    CHECK_EQUAL(8, SYS(&server, WINDOW_READ, got.reply, 0, 0, BUFFER, 100));
    CHECK_EQUAL(VB_OK, actor_reply(&server, got.reply, (struct sending){.id = 9})); /* a lie */
    CHECK_EQUAL(VB_ERR_PROTOCOL, client.context.result);

    CHECK_EQUAL(VB_OK, SYS(&client, SCHEME_CLOSE, file));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    CHECK_EQUAL(VB_BADGE_CLOSED, actor_received(&server).id);
}

static void test_served_errors(void)
{
    uint64_t mine = actor_give(&server, ends.sender, &client);
    CHECK_EQUAL(VB_OK, bind(&client, "file", mine));
    CHECK_EQUAL(VB_ERR_NOT_FOUND, open(&client, "none://x", VB_OPEN_READ, VB_FOREVER));
    CHECK_EQUAL(VB_ERR_INVALID, open(&client, "file", VB_OPEN_READ, VB_FOREVER));
    CHECK_EQUAL(VB_ERR_INVALID, open(&client, ":x", VB_OPEN_READ, VB_FOREVER));
    CHECK_EQUAL(VB_ERR_INVALID, open(&client, "file:x", 0x8000, VB_FOREVER));
    CHECK_EQUAL(VB_ERR_FAULT, SYS(&client, SCHEME_OPEN, 0, MEMORY_SIZE - 1, 2, 1, VB_FOREVER));
    CHECK_EQUAL(VB_ERR_AGAIN, open(&client, "file:x", VB_OPEN_READ, VB_NO_WAIT));
    const struct {
        struct sending answer;
        int64_t result;
    } cases[] = {
        {{.id = VB_ERR_NOT_FOUND}, VB_ERR_NOT_FOUND},
        {{.id = 0}, VB_ERR_PROTOCOL},
        {{.id = INT64_MIN}, VB_ERR_PROTOCOL},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CHECK_EQUAL(WAITS, open(&client, "file:a", VB_OPEN_READ, VB_FOREVER));
        CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
        CHECK_EQUAL(VB_OK, actor_reply(&server, actor_received(&server).reply, cases[i].answer));
        CHECK_EQUAL(cases[i].result, client.context.result);
    }
    CHECK_EQUAL(WAITS, open(&client, "file:a", VB_OPEN_READ, VB_FOREVER));
    CHECK_EQUAL(VB_OK, actor_receive(&server, ends.receiver, VB_NO_WAIT));
    actor_end(&server);
    CHECK_EQUAL(VB_ERR_SERVER_DIED, client.context.result);
    CHECK_EQUAL(WAITS, open(&client, "file:a", VB_OPEN_READ, VB_FOREVER)); /* `mine` manages */
    thread_interrupt(client.thread, VB_ERR_CANCELLED);
    CHECK_EQUAL(VB_OK, SYS(&client, HANDLE_CLOSE, mine));
    CHECK_EQUAL(VB_ERR_PEER_CLOSED, open(&client, "file:a", VB_OPEN_READ, VB_FOREVER));
    actor_begin(&world, &server);
}

/* ---- the kernel's own -------------------------------------------------------------------------
 */

static void test_proc(void)
{
    char line[64];
    bind_kernel(&client, "proc", SCHEME_RIGHTS_ALL);
    strcpy(server.task->name, "evil\nname");
    const char *list = read_all(&client, "proc://list");
    snprintf(line, sizeof line, "%u 0 ", server.task->pid);
    CHECK(strstr(list, line) != NULL);
    CHECK(strstr(list, "evil?name\n") != NULL);
    CHECK(strstr(read_all(&client, "proc:"), line) != NULL);
    snprintf(line, sizeof line, "proc://%u/status", server.task->pid);
    CHECK(strstr(read_all(&client, line), "name: evil?name\n") != NULL);
    CHECK(strstr(read_all(&client, "proc://self/status"), "threads: 1\n") != NULL);
    CHECK_EQUAL(VB_ERR_NOT_FOUND, open(&client, "proc://999/status", VB_OPEN_READ, 0));
    CHECK_EQUAL(VB_ERR_NOT_FOUND, open(&client, "proc://x", VB_OPEN_READ, 0));
    CHECK_EQUAL(VB_ERR_ACCESS, open(&client, "proc://list", VB_OPEN_WRITE, 0));
    CHECK_EQUAL(VB_ERR_INVALID, open(&client, "proc://list", 0, 0));
}

static void test_proc_signal(void)
{
    char url[64];
    bind_kernel(&client, "proc", SCHEME_RIGHTS_ALL);
    snprintf(url, sizeof url, "proc://%u/signal", server.task->pid);
    int64_t file = open(&client, url, VB_OPEN_WRITE, 0);
    CHECK(file > 0);
    CHECK_EQUAL(VB_ERR_ACCESS, SYS(&client, SCHEME_READ, (uint64_t)file, BUFFER, 1, 0));
    const char *const bad[] = {"", "x", "32", "99999999999999", "-1"};
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        CHECK_EQUAL(VB_ERR_INVALID, SYS(&client, SCHEME_WRITE, (uint64_t)file, BUFFER,
                                        text(&client, bad[i]), VB_NO_WAIT));
    CHECK_EQUAL(1, SYS(&client, SCHEME_WRITE, (uint64_t)file, BUFFER, text(&client, "0"), 0));
    CHECK_EQUAL(2, SYS(&client, SCHEME_WRITE, (uint64_t)file, BUFFER, text(&client, "9\n"), 0));
    CHECK(server.task->ended);
    CHECK_EQUAL(VB_ERR_DEAD,
                SYS(&client, SCHEME_WRITE, (uint64_t)file, BUFFER, text(&client, "9"), 0));
    actor_end(&server);
    actor_begin(&world, &server);

    /* Without WRITE on the scheme, and to oneself. */
    bind_kernel(&server, "proc", VB_RIGHT_READ | VB_RIGHT_DUPLICATE);
    CHECK_EQUAL(VB_ERR_ACCESS, open(&server, "proc://self/signal", VB_OPEN_WRITE, 0));
    file = open(&client, "proc://self/signal", VB_OPEN_WRITE, 0);
    text(&client, "9");
    CHECK_EQUAL(SYSCALL_NORETURN, SYS(&client, SCHEME_WRITE, (uint64_t)file, BUFFER, 1, 0));
    actor_end(&client);
    actor_begin(&world, &client);
}

/* Put an actor's task in another job. */
static void move(struct actor *actor, struct job *job)
{
    struct job *before = actor->task->job;
    list_remove(&actor->task->job_link);
    list_append(&job->tasks, &actor->task->job_link);
    actor->task->job = job;
    object_retain(&job->object);
    object_release(world.kernel, &before->object);
}

static struct job *job_named(struct actor *actor, uint64_t handle)
{
    return job_of(handle_lookup(actor->task, handle)->object);
}

static int64_t lookup(struct actor *actor, const char *name)
{
    return SYS(actor, NAMESPACE_LOOKUP, 0, BUFFER, text(actor, name));
}

/* Two sessions: each sees its own tasks, and what it opens beyond its scope is not there. */
static void test_proc_scope(void)
{
    char url[64];
    const uint64_t job = good(SYS(&client, JOB_CREATE, 0));
    const uint64_t below = good(SYS(&client, JOB_CREATE, job));
    bind_kernel(&client, "proc", SCHEME_RIGHTS_ALL);
    const uint64_t narrow = good(SYS(&client, SCHEME_SCOPE, good(lookup(&client, "proc")), job));
    CHECK_EQUAL(VB_OK, bind(&client, "proc", narrow));
    CHECK_EQUAL(0, strlen(read_all(&client, "proc://list")));
    snprintf(url, sizeof url, "proc://%u/status", server.task->pid);
    CHECK_EQUAL(VB_ERR_NOT_FOUND, open(&client, url, VB_OPEN_READ, 0));
    CHECK(strlen(read_all(&client, "proc://self/status")) > 0);

    move(&client, job_named(&client, job));
    CHECK_EQUAL(client.task->pid, strtoul(read_all(&client, "proc://list"), NULL, 10));
    snprintf(url, sizeof url, "proc://%u/signal", server.task->pid);
    CHECK_EQUAL(VB_ERR_NOT_FOUND, open(&client, url, VB_OPEN_WRITE, 0));
    move(&server, job_named(&client, below));
    CHECK(open(&client, url, VB_OPEN_WRITE, 0) > 0);
}

static void test_proc_scope_shrinks(void)
{
    const uint64_t outer = good(SYS(&client, JOB_CREATE, 0));
    const uint64_t inner = good(SYS(&client, JOB_CREATE, outer));
    bind_kernel(&client, "proc", VB_RIGHT_READ | VB_RIGHT_DUPLICATE);
    const uint64_t all = good(lookup(&client, "proc"));
    const uint64_t narrow = good(SYS(&client, SCHEME_SCOPE, all, inner));
    CHECK_EQUAL(VB_RIGHT_READ | VB_RIGHT_DUPLICATE, handle_lookup(client.task, narrow)->rights);
    CHECK_EQUAL(VB_ERR_ACCESS, SYS(&client, SCHEME_SCOPE, narrow, outer));
    CHECK(SYS(&client, SCHEME_SCOPE, narrow, inner) > 0);
    bind_kernel(&client, "mem", SCHEME_RIGHTS_ALL);
    CHECK_EQUAL(VB_ERR_NOT_SUPPORTED,
                SYS(&client, SCHEME_SCOPE, good(lookup(&client, "mem")), outer));
}

/* A number that another task has by now is not the one that was opened. */
static void test_proc_number_again(void)
{
    char url[64];
    const uint32_t pid = server.task->pid;
    bind_kernel(&client, "proc", SCHEME_RIGHTS_ALL);
    snprintf(url, sizeof url, "proc://%u/signal", pid);
    const uint64_t file = good(open(&client, url, VB_OPEN_WRITE, 0));
    server.task->start_time++;
    CHECK_EQUAL(VB_ERR_DEAD, SYS(&client, SCHEME_WRITE, file, BUFFER, text(&client, "9"), 0));
    CHECK(!server.task->ended);
}

static void test_mem(void)
{
    bind_kernel(&client, "mem", SCHEME_RIGHTS_ALL);
    CHECK(strstr(read_all(&client, "mem://info"), "used: ") != NULL);
    CHECK(strstr(read_all(&client, "mem://counts"), "tasks: 2\n") != NULL);
    CHECK_EQUAL(VB_OK, SYS(&server, LOG, VB_LOG_INFO, BUFFER, text(&server, "first")));
    CHECK_EQUAL(VB_OK, SYS(&server, LOG, VB_LOG_ERROR, BUFFER, text(&server, "and second")));
    const char *log = read_all(&client, "mem://log");
    struct vb_log_record record;
    memcpy(&record, log, sizeof record);
    CHECK_EQUAL(0, record.sequence);
    CHECK_EQUAL(5, record.size);
    CHECK_EQUAL(server.task->pid, record.pid);
    CHECK(memcmp(log + sizeof record, "first", 5) == 0);
    memcpy(&record, log + sizeof record + 8, sizeof record);
    CHECK_EQUAL(1, record.sequence);
    CHECK_EQUAL(VB_LOG_ERROR, record.level);
    CHECK_EQUAL(10, record.size);
    /* The ring goes round and round; what is read is always whole records in order. */
    for (int i = 0; i < 3000; i++)
        CHECK_EQUAL(VB_OK, SYS(&server, LOG, VB_LOG_DEBUG, BUFFER, (uint64_t)(i % 40)));
    uint8_t bytes[LOG_RECORD_MAX];
    uint64_t position = 0, sequence = 0;
    size_t size;
    while ((size = log_read(world.kernel, &position, bytes, sizeof bytes)) > 0) {
        for (size_t at = 0; at < size;) {
            memcpy(&record, bytes + at, sizeof record);
            CHECK(sequence == 0 || record.sequence == sequence + 1);
            sequence = record.sequence;
            at += sizeof record + ALIGN_UP(record.size, 8u);
        }
    }
    CHECK_EQUAL(3001, sequence);
}

int main(void)
{
    void (*const tests[])(void) = {
        test_namespaces,  test_served_file, test_served_errors,      test_proc,
        test_proc_signal, test_proc_scope,  test_proc_scope_shrinks, test_proc_number_again,
        test_mem,
    };
    for (size_t i = 0; i < ARRAY_LEN(tests); i++) {
        begin();
        tests[i]();
        end();
    }
    return 0;
}
