/* etc/init.toml: what is read, and what is said about what is wrong. */
#include "../config_table.h"
#include <check.h>

static struct config config;
static char errors[2000];

static void report(void *context, uint32_t line, const char *text)
{
    size_t size = strlen(errors);

    (void)context;
    snprintf(errors + size, sizeof errors - size, "%s%u: %s", size > 0 ? "\n" : "", line, text);
}

static bool parse(const char *text)
{
    errors[0] = 0;
    return config_parse(&config, text, strlen(text), report, NULL);
}

static void reads_everything(void)
{
    CHECK(parse("[[group]]\nname = 'core'\nstrategy = 'rest_for_one'\n"
                "intensity = {restarts = 3, seconds = 7}\nbudget = {failures = 8, seconds = 9}\n"
                "parent = 'all'\n"
                "[[group]]\nname = 'all'\nstrategy = 'one_for_all'\n"
                "[[service]]\nname = 'vfs'\nprogram = '/sbin/vfs.wasm'\narguments = ['-a', 'b']\n"
                "needs = ['log']\nrestart = 'always'\ngroup = 'core'\nheartbeat = 4\n"
                "handles = ['boot']\nscheme = 'file'\naccount = {limit = '64 MiB'}\npriority = 20\n"
                "namespace = ['console', 'proc']\nstart-timeout = 2\n"
                "[[service]]\nname = 'log'\nprogram = '/sbin/log.wasm'\n"));
    CHECK_TEXT(errors, "");
    CHECK_EQ(config.service_count, 2);
    CHECK_EQ(config.groups[0].strategy, REST_FOR_ONE);
    CHECK_EQ(config.groups[0].restarts, 3);
    CHECK_EQ(config.groups[0].seconds, 7);
    CHECK_EQ(config.groups[0].budget.failures, 8);
    CHECK_EQ(config.groups[0].budget.seconds, 9);
    CHECK_EQ(config.groups[1].budget.failures, 0);
    CHECK_EQ(config.groups[0].parent, 1);
    CHECK_TEXT(config.services[0].program, "/sbin/vfs.wasm");
    CHECK_TEXT(config.services[0].arguments.items[1], "b");
    CHECK_EQ(config.services[0].needs[0], 1);
    CHECK_EQ(config.services[0].restart, RESTART_ALWAYS);
    CHECK_EQ(config.services[0].limit, 64 << 20);
    CHECK_EQ(config.services[0].heartbeat, 4);
    CHECK_EQ(config.services[0].start_timeout, 2);
    CHECK_EQ(config.services[0].schemes.count, 2);
    CHECK_EQ(config.services[1].restart, RESTART_ON_FAILURE);
    CHECK_EQ(config.services[1].group, 2); /* one of its own */
}

static void says_where_and_what(void)
{
    CHECK(!parse("[[service]\n"));
    CHECK(strncmp(errors, "1: ", 3) == 0);
    CHECK(parse("[[service]]\nname = 'a'\nprogram = 7\n"));
    CHECK_TEXT(errors, "3: program: expected a string, found an integer\n"
                       "1: service a: expected a program, found none");
    CHECK_EQ(config.service_count, 0);
    CHECK(parse("[[service]]\nname = 'a'\nprogram = 'p'\ncolour = 'red'\nrestart = 'perhaps'\n"));
    CHECK_TEXT(errors, "4: service a: unknown key \"colour\"\n"
                       "5: restart: expected one of never, on-failure, always, found \"perhaps\"");
    CHECK_EQ(config.service_count, 1);
    CHECK(parse("service = 3\n"));
    CHECK_TEXT(errors, "1: expected [[service]], found an integer");
    CHECK(parse("[[service]]\nname = 'a'\nprogram = 'p'\naccount = {limit = '7 parsecs'}\n"));
    CHECK_TEXT(errors, "4: limit: expected a size like \"64 MiB\", found \"7 parsecs\"");
    CHECK(parse("[[group]]\nname = 'g'\nbudget = {failures = 3}\n"));
    CHECK_TEXT(errors, "3: budget: expected failures and seconds, both above 0");
    CHECK_EQ(config.groups[0].budget.failures, 0);
}

static void checks_references(void)
{
    CHECK(parse("[[service]]\nname = 'a'\nprogram = 'p'\nneeds = ['x']\ngroup = 'y'\n"));
    CHECK_TEXT(errors, "5: service a: expected a group, found \"y\"\n"
                       "4: service a: expected a service in needs, found \"x\"");
    CHECK(
        parse("[[service]]\nname = 'a'\nprogram = 'p'\n[[service]]\nname = 'a'\nprogram = 'q'\n"));
    CHECK_TEXT(errors, "4: service a: there is already one");
    CHECK(parse("[[service]]\nname = 'a'\nprogram = 'p'\nscheme = 's'\n"
                "[[service]]\nname = 'b'\nprogram = 'q'\nscheme = 's'\n"));
    CHECK_TEXT(errors, "5: service b: scheme s is already that of a");
}

static void breaks_circles(void)
{
    CHECK(parse("[[service]]\nname = 'a'\nprogram = 'p'\nneeds = ['b']\n"
                "[[service]]\nname = 'b'\nprogram = 'q'\nneeds = ['a']\n"));
    CHECK_TEXT(errors, "5: service b: its need of a makes a circle; left out");
    CHECK_EQ(config.services[1].need_count, 0);
    CHECK(parse("[[group]]\nname = 'a'\nparent = 'b'\n[[group]]\nname = 'b'\nparent = 'a'\n"));
    CHECK_TEXT(errors, "1: group a: its parent b makes a circle; left out");
}

static const char with_children[] =
    "[[group]]\nname = 'drivers'\nstrategy = 'simple_one_for_one'\n"
    "intensity = {restarts = 9, seconds = 8}\nbudget = {failures = 60, seconds = 600}\n"
    "template = {restart = 'always', priority = 26, start-timeout = 7, namespace = ['mem']}\n"
    "[[service]]\nname = 'devmgr'\nprogram = 'p'\nstarts = 'drivers'\n";

static void makes_children_by_a_template(void)
{
    int child;

    CHECK(parse(with_children));
    CHECK_TEXT(errors, "");
    CHECK_EQ(config.services[0].starts, 0);
    child = config_add_child(&config, 0, "uart@0", "/sbin/uart.wasm");
    CHECK_EQ(child, 1);
    CHECK_TEXT(config.services[1].name, "uart@0");
    CHECK_TEXT(config.services[1].program, "/sbin/uart.wasm");
    CHECK_EQ(config.services[1].restart, RESTART_ALWAYS);
    CHECK_EQ(config.services[1].priority, 26);
    CHECK_EQ(config.services[1].start_timeout, 7);
    CHECK_TEXT(config.services[1].schemes.items[0], "mem");
    CHECK_EQ(config.services[1].starts, CONFIG_NONE);
    CHECK_EQ(config_find(&config, "uart@0"), 1);
    /* Its group is its own, so that one that fails takes no other with it. */
    CHECK_EQ(config.groups[config.services[1].group].strategy, ONE_FOR_ONE);
    CHECK_EQ(config.groups[config.services[1].group].restarts, 9);
    CHECK_EQ(config.groups[config.services[1].group].budget.failures, 60);
    CHECK(config_add_child(&config, 0, "uart@1", "/sbin/uart.wasm") == 2);
    CHECK(config.services[1].group != config.services[2].group);
    while (config.service_count < CONFIG_SERVICES)
        CHECK(config_add_child(&config, 0, "more", "p") != CONFIG_NONE);
    CHECK_EQ(config_add_child(&config, 0, "one too many", "p"), CONFIG_NONE);
}

static void checks_who_may_start_children(void)
{
    CHECK(parse("[[group]]\nname = 'g'\n"
                "[[service]]\nname = 'a'\nprogram = 'p'\nstarts = 'g'\n"));
    CHECK_TEXT(errors,
               "6: service a: expected a group of strategy simple_one_for_one, found \"g\"");
    CHECK_EQ(config.services[0].starts, CONFIG_NONE);
    CHECK(parse("[[service]]\nname = 'a'\nprogram = 'p'\n"));
    CHECK_EQ(config.services[0].starts, CONFIG_NONE);
    CHECK(parse("[[group]]\nname = 'g'\ntemplate = {restart = 'no', colour = 1}\n"));
    CHECK_TEXT(errors, "3: template: unknown key \"colour\"\n"
                       "3: restart: expected one of never, on-failure, always, found \"no\"");
}

static void grants_the_session(void)
{
    CHECK(parse("[session]\nproc = 'all'\n"));
    CHECK_TEXT(errors, "");
    CHECK_EQ(config.proc, PROC_ALL);
    CHECK(parse("[session]\nproc = 'none'\n"));
    CHECK_EQ(config.proc, PROC_NONE);
    CHECK(parse(""));
    CHECK_EQ(config.proc, PROC_SESSION);
    CHECK(parse("[session]\nproc = 'everything'\ncolour = 1\n"));
    CHECK_TEXT(errors, "3: session: unknown key \"colour\"\n"
                       "2: proc: expected one of session, all, none, found \"everything\"");
    CHECK_EQ(config.proc, PROC_SESSION);
    CHECK(parse("session = 1\n"));
    CHECK_TEXT(errors, "1: expected [session], found an integer");
}

static void knows_its_table(void)
{
    static const char text[] = "[session]\nproc = 'all'\n[[service]]\nname = 'a'\nprogram = 'p'\n";
    struct config_table head, other;

    CHECK(parse(text));
    head = config_table_head(&config, text, sizeof text - 1);
    CHECK_EQ(head.service_count, 1);
    CHECK_EQ(head.proc, PROC_ALL);
    CHECK(config_table_matches(&head, text, sizeof text - 1));
    CHECK(!config_table_matches(&head, text, sizeof text - 2));
    CHECK(!config_table_matches(&head,
                                "[session]\nproc = 'ALL'\n[[service]]\nname = 'a'\n"
                                "program = 'p'\n",
                                sizeof text - 1));
    other = head;
    other.service_size++;
    CHECK(!config_table_matches(&other, text, sizeof text - 1));
    other = head;
    other.service_count = CONFIG_CONFIGURED + 1;
    CHECK(!config_table_matches(&other, text, sizeof text - 1));
}

static void checks_its_table(void)
{
    CHECK(parse("[[group]]\nname = 'g'\n[[service]]\nname = 'a'\nprogram = 'p'\ngroup = 'g'\n"));
    CHECK(config_table_check(&config));
    config.services[0].group = 1;
    CHECK(!config_table_check(&config));
    config.services[0].group = CONFIG_NONE;
    CHECK(!config_table_check(&config));
    config.services[0].group = 0;
    config.services[0].handles.count = CONFIG_LIST + 1;
    CHECK(!config_table_check(&config));
    config.services[0].handles.count = 0;
    memset(config.services[0].program, 'x', sizeof config.services[0].program);
    CHECK(!config_table_check(&config));
    config.services[0].program[1] = 0;
    config.services[0].need_count = 1;
    config.services[0].needs[0] = 1;
    CHECK(!config_table_check(&config));
    config.services[0].need_count = 0;
    config.groups[0].parent = 1;
    CHECK(!config_table_check(&config));
    config.groups[0].parent = CONFIG_NONE;
    CHECK(config_table_check(&config));
}

static void bounds_what_it_keeps(void)
{
    static char text[20000];
    size_t size = 0;

    for (int i = 0; i < CONFIG_CONFIGURED + 1; i++)
        size += (size_t)snprintf(text + size, sizeof text - size,
                                 "[[service]]\nname = 's%d'\nprogram = 'p'\n", i);
    CHECK(parse(text));
    CHECK_EQ(config.service_count, CONFIG_CONFIGURED);
    CHECK(strstr(errors, "expected at most 24 services") != NULL);
    CHECK(parse("[[service]]\nname = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'\n"));
    CHECK_TEXT(errors, "2: name: expected at most 31 characters without NUL, found 41");
}

int main(void)
{
    RUN(reads_everything);
    RUN(says_where_and_what);
    RUN(checks_references);
    RUN(breaks_circles);
    RUN(makes_children_by_a_template);
    RUN(checks_who_may_start_children);
    RUN(grants_the_session);
    RUN(knows_its_table);
    RUN(checks_its_table);
    RUN(bounds_what_it_keeps);
    return check_exit();
}
