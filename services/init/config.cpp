// Reading etc/init.toml with toml++: the only C++ in the services.
#include "config.h"
#include "toml_header.hpp"
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <string_view>

namespace
{
struct reader {
    struct config *config;
    config_report *report;
    void *context;

    __attribute__((format(printf, 3, 4))) void error(uint32_t line, const char *format, ...) const
    {
        char text[200];
        va_list arguments;

        va_start(arguments, format);
        vsnprintf(text, sizeof text, format, arguments);
        va_end(arguments);
        report(context, line, text);
    }
};

uint32_t line_of(const toml::node &node)
{
    return node.source().begin.line;
}

const char *type_of(const toml::node &node)
{
    switch (node.type()) {
    case toml::node_type::table:
        return "a table";
    case toml::node_type::array:
        return "an array";
    case toml::node_type::string:
        return "a string";
    case toml::node_type::integer:
        return "an integer";
    case toml::node_type::boolean:
        return "a boolean";
    default:
        return "something else";
    }
}

// Copy a string that has to fit; `what` names the key in errors.
bool copy(const reader &in, const toml::node &node, const char *what, char *to, size_t room)
{
    const auto *value = node.as_string();

    if (value == nullptr) {
        in.error(line_of(node), "%s: expected a string, found %s", what, type_of(node));
        return false;
    }
    std::string_view text = value->get();
    if (text.size() >= room || text.find('\0') != text.npos) {
        in.error(line_of(node), "%s: expected at most %zu characters without NUL, found %zu", what,
                 room - 1, text.size());
        return false;
    }
    memset(to, 0, room); // all of it: the table of compile.c is the same whenever the text is
    memcpy(to, text.data(), text.size());
    return true;
}

bool number(const reader &in, const toml::node &node, const char *what, uint32_t max, uint32_t *to)
{
    const auto *value = node.as_integer();

    if (value == nullptr) {
        in.error(line_of(node), "%s: expected an integer, found %s", what, type_of(node));
        return false;
    }
    if (value->get() < 0 || value->get() > (int64_t)max) {
        in.error(line_of(node), "%s: expected 0 to %u, found %lld", what, max,
                 (long long)value->get());
        return false;
    }
    *to = (uint32_t)value->get();
    return true;
}

// "64 MiB", or a number of bytes.
bool bytes(const reader &in, const toml::node &node, const char *what, uint64_t *to)
{
    static const struct {
        const char *unit;
        unsigned shift;
    } units[] = {{"B", 0}, {"KiB", 10}, {"MiB", 20}, {"GiB", 30}};
    char text[CONFIG_NAME], unit[8] = "";
    unsigned long long count;

    if (const auto *value = node.as_integer(); value != nullptr && value->get() > 0) {
        *to = (uint64_t)value->get();
        return true;
    }
    if (node.is_integer()) {
        in.error(line_of(node), "%s: expected more than 0 bytes", what);
        return false;
    }
    if (!copy(in, node, what, text, sizeof text))
        return false;
    if (sscanf(text, "%9llu %3s", &count, unit) == 2)
        for (const auto &known : units)
            if (strcmp(unit, known.unit) == 0 && count > 0) {
                *to = (uint64_t)count << known.shift;
                return true;
            }
    in.error(line_of(node), "%s: expected a size like \"64 MiB\", found \"%s\"", what, text);
    return false;
}

void list(const reader &in, const toml::node &node, const char *what, struct config_list *to)
{
    const auto *array = node.as_array();

    if (array == nullptr) {
        in.error(line_of(node), "%s: expected an array of strings, found %s", what, type_of(node));
        return;
    }
    for (const auto &item : *array) {
        if (to->count == CONFIG_LIST) {
            in.error(line_of(node), "%s: expected at most %d entries, found %zu", what, CONFIG_LIST,
                     array->size());
            return;
        }
        if (copy(in, item, what, to->items[to->count], CONFIG_NAME))
            to->count++;
    }
}

// The place of a word among those that are allowed; errors list them.
bool choice(const reader &in, const toml::node &node, const char *what,
            std::initializer_list<const char *> words, int *to)
{
    char text[CONFIG_NAME], all[120] = "";
    int i = 0;

    if (!copy(in, node, what, text, sizeof text))
        return false;
    for (const char *word : words) {
        if (strcmp(word, text) == 0) {
            *to = i;
            return true;
        }
        strncat(all, i++ > 0 ? ", " : "", sizeof all - strlen(all) - 1);
        strncat(all, word, sizeof all - strlen(all) - 1);
    }
    in.error(line_of(node), "%s: expected one of %s, found \"%s\"", what, all, text);
    return false;
}

// ---- groups

void read_intensity(const reader &in, const toml::node &node, struct config_group *group)
{
    const auto *table = node.as_table();

    if (table == nullptr) {
        in.error(line_of(node), "intensity: expected {restarts = N, seconds = N}, found %s",
                 type_of(node));
        return;
    }
    for (const auto &[key, value] : *table) {
        if (key.str() == "restarts")
            number(in, value, "restarts", 15, &group->restarts);
        else if (key.str() == "seconds")
            number(in, value, "seconds", 86400, &group->seconds);
        else
            in.error(line_of(value), "intensity: unknown key \"%.40s\"", key.str().data());
    }
}

void read_budget(const reader &in, const toml::node &node, struct config_budget *budget)
{
    const auto *table = node.as_table();
    struct config_budget read = {};

    if (table == nullptr) {
        in.error(line_of(node), "budget: expected {failures = N, seconds = N}, found %s",
                 type_of(node));
        return;
    }
    for (const auto &[key, value] : *table) {
        if (key.str() == "failures")
            number(in, value, "failures", 10000, &read.failures);
        else if (key.str() == "seconds")
            number(in, value, "seconds", 86400, &read.seconds);
        else
            in.error(line_of(value), "budget: unknown key \"%.40s\"", key.str().data());
    }
    if (read.failures == 0 || read.seconds == 0)
        in.error(line_of(node), "budget: expected failures and seconds, both above 0");
    else
        *budget = read;
}

struct config_group *add_group(const reader &in, const char *name, uint32_t line)
{
    struct config *config = in.config;

    if (config->group_count == CONFIG_GROUPS) {
        in.error(line, "expected at most %d groups", CONFIG_GROUPS);
        return nullptr;
    }
    struct config_group *group = &config->groups[config->group_count++];
    *group = {};
    memcpy(group->name, name, strlen(name) + 1);
    group->restarts = 5;
    group->seconds = 10;
    group->parent = CONFIG_NONE;
    group->children.restart = RESTART_ON_FAILURE;
    group->children.start_timeout = 10;
    group->line = line;
    return group;
}

int find_group(const struct config *config, const char *name)
{
    for (uint32_t i = 0; i < config->group_count; i++)
        if (strcmp(config->groups[i].name, name) == 0)
            return (int)i;
    return CONFIG_NONE;
}

bool read_restart(const reader &in, const toml::node &node, enum config_restart *to)
{
    int word;

    if (!choice(in, node, "restart", {"never", "on-failure", "always"}, &word))
        return false;
    *to = (enum config_restart)word;
    return true;
}

void read_template(const reader &in, const toml::node &node, struct config_template *children)
{
    const auto *table = node.as_table();

    if (table == nullptr) {
        in.error(line_of(node), "template: expected {restart = ..., priority = N}, found %s",
                 type_of(node));
        return;
    }
    for (const auto &[key, value] : *table) {
        if (key.str() == "restart")
            read_restart(in, value, &children->restart);
        else if (key.str() == "priority")
            number(in, value, "priority", 31, &children->priority);
        else if (key.str() == "start-timeout")
            number(in, value, "start-timeout", 3600, &children->start_timeout);
        else if (key.str() == "namespace")
            list(in, value, "namespace", &children->schemes);
        else
            in.error(line_of(value), "template: unknown key \"%.40s\"", key.str().data());
    }
}

// The entry's name, which every one has.
bool read_name(const reader &in, const toml::node &node, const char *kind, char *name)
{
    const auto *table = node.as_table();
    const toml::node *value = table == nullptr ? nullptr : table->get("name");

    if (table == nullptr)
        in.error(line_of(node), "%s: expected a table, found %s", kind, type_of(node));
    else if (value == nullptr)
        in.error(line_of(node), "%s: expected a name, found none", kind);
    else if (copy(in, *value, "name", name, CONFIG_NAME)) {
        if (name[0] != 0)
            return true;
        in.error(line_of(*value), "%s: expected a name, found \"\"", kind);
    }
    return false;
}

void read_group(const reader &in, const toml::node &node)
{
    char name[CONFIG_NAME];
    int strategy;

    if (!read_name(in, node, "group", name))
        return;
    if (find_group(in.config, name) != CONFIG_NONE) {
        in.error(line_of(node), "group %s: there is already one", name);
        return;
    }
    struct config_group *group = add_group(in, name, line_of(node));
    if (group == nullptr)
        return;
    for (const auto &[key, value] : *node.as_table()) {
        if (key.str() == "strategy") {
            if (choice(in, value, "strategy",
                       {"one_for_one", "one_for_all", "rest_for_one", "simple_one_for_one"},
                       &strategy))
                group->strategy = (enum config_strategy)strategy;
        } else if (key.str() == "intensity") {
            read_intensity(in, value, group);
        } else if (key.str() == "budget") {
            read_budget(in, value, &group->budget);
        } else if (key.str() == "template") {
            read_template(in, value, &group->children);
        } else if (key.str() != "name" && key.str() != "parent") {
            in.error(line_of(value), "group %s: unknown key \"%.40s\"", name, key.str().data());
        }
    }
}

// What a second pass reads, because it may be named before it is defined: the value of `key` in the
// entry whose name is copied to `name`. nullptr: it has none.
const toml::node *later(const toml::node &node, const char *key, char *name)
{
    const auto *table = node.as_table();
    const toml::node *value = table == nullptr ? nullptr : table->get(key);
    const toml::node *own = table == nullptr ? nullptr : table->get("name");

    if (value == nullptr || own == nullptr || !own->is_string() ||
        own->as_string()->get().size() >= CONFIG_NAME)
        return nullptr;
    memcpy(name, own->as_string()->get().c_str(), own->as_string()->get().size() + 1);
    return value;
}

void read_parent(const reader &in, const toml::node &node)
{
    char name[CONFIG_NAME], parent[CONFIG_NAME];
    const toml::node *value = later(node, "parent", name);

    if (value == nullptr || !copy(in, *value, "parent", parent, sizeof parent))
        return;
    int child = find_group(in.config, name), above = find_group(in.config, parent);
    if (child == CONFIG_NONE)
        return;
    if (above == CONFIG_NONE)
        in.error(line_of(*value), "group %s: expected a group as parent, found \"%s\"", name,
                 parent);
    else
        in.config->groups[child].parent = above;
}

// ---- services

void read_account(const reader &in, const toml::node &node, struct config_service *service)
{
    const auto *table = node.as_table();

    if (table == nullptr) {
        in.error(line_of(node), "account: expected {limit = SIZE}, found %s", type_of(node));
        return;
    }
    for (const auto &[key, value] : *table) {
        if (key.str() == "limit")
            bytes(in, value, "limit", &service->limit);
        else
            in.error(line_of(value), "account: unknown key \"%.40s\"", key.str().data());
    }
}

void read_key(const reader &in, std::string_view key, const toml::node &value,
              struct config_service *service)
{
    if (key == "program")
        copy(in, value, "program", service->program, sizeof service->program);
    else if (key == "scheme")
        copy(in, value, "scheme", service->scheme, sizeof service->scheme);
    else if (key == "arguments")
        list(in, value, "arguments", &service->arguments);
    else if (key == "handles")
        list(in, value, "handles", &service->handles);
    else if (key == "namespace")
        list(in, value, "namespace", &service->schemes);
    else if (key == "heartbeat")
        number(in, value, "heartbeat", 3600, &service->heartbeat);
    else if (key == "start-timeout")
        number(in, value, "start-timeout", 3600, &service->start_timeout);
    else if (key == "priority")
        number(in, value, "priority", 31, &service->priority);
    else if (key == "account")
        read_account(in, value, service);
    else if (key == "restart")
        read_restart(in, value, &service->restart);
    else if (key != "name" && key != "needs" && key != "group" && key != "starts")
        in.error(line_of(value), "service %s: unknown key \"%.40s\"", service->name, key.data());
}

void read_service_group(const reader &in, const toml::table &table, struct config_service *service)
{
    const toml::node *value = table.get("group");
    char name[CONFIG_NAME];

    service->group = CONFIG_NONE;
    if (value != nullptr && copy(in, *value, "group", name, sizeof name)) {
        service->group = find_group(in.config, name);
        if (service->group == CONFIG_NONE)
            in.error(line_of(*value), "service %s: expected a group, found \"%s\"", service->name,
                     name);
    }
    if (service->group == CONFIG_NONE && add_group(in, service->name, service->line) != nullptr)
        service->group = (int)in.config->group_count - 1;
}

// A service that may start children may do so in one group, which has no others.
void read_starts(const reader &in, const toml::table &table, struct config_service *service)
{
    const toml::node *value = table.get("starts");
    char name[CONFIG_NAME];

    service->starts = CONFIG_NONE;
    if (value == nullptr || !copy(in, *value, "starts", name, sizeof name))
        return;
    int group = find_group(in.config, name);
    if (group == CONFIG_NONE || in.config->groups[group].strategy != SIMPLE_ONE_FOR_ONE)
        in.error(line_of(*value),
                 "service %s: expected a group of strategy simple_one_for_one, found \"%s\"",
                 service->name, name);
    else
        service->starts = group;
}

void read_service(const reader &in, const toml::node &node)
{
    char name[CONFIG_NAME];
    struct config *config = in.config;

    if (!read_name(in, node, "service", name))
        return;
    if (config_find(config, name) != CONFIG_NONE) {
        in.error(line_of(node), "service %s: there is already one", name);
        return;
    }
    if (config->service_count == CONFIG_CONFIGURED) {
        in.error(line_of(node), "expected at most %d services", CONFIG_CONFIGURED);
        return;
    }
    struct config_service *service = &config->services[config->service_count];
    *service = {};
    memcpy(service->name, name, sizeof name);
    service->line = line_of(node);
    service->restart = RESTART_ON_FAILURE;
    service->start_timeout = 10;
    for (const auto &[key, value] : *node.as_table())
        read_key(in, key.str(), value, service);
    if (service->program[0] == 0) {
        in.error(service->line, "service %s: expected a program, found none", name);
        return;
    }
    read_service_group(in, *node.as_table(), service);
    read_starts(in, *node.as_table(), service);
    if (service->group != CONFIG_NONE)
        config->service_count++;
}

void read_needs(const reader &in, const toml::node &node)
{
    char name[CONFIG_NAME];
    struct config_list names = {};
    const toml::node *value = later(node, "needs", name);
    int index = value == nullptr ? CONFIG_NONE : config_find(in.config, name);

    if (index == CONFIG_NONE)
        return;
    struct config_service *service = &in.config->services[index];
    list(in, *value, "needs", &names);
    for (uint32_t i = 0; i < names.count && service->need_count < CONFIG_LIST; i++) {
        int need = config_find(in.config, names.items[i]);
        if (need == CONFIG_NONE)
            in.error(line_of(*value), "service %s: expected a service in needs, found \"%s\"", name,
                     names.items[i]);
        else
            service->needs[service->need_count++] = need;
    }
}

void read_session(const reader &in, const toml::node &node)
{
    const auto *table = node.as_table();
    int proc;

    if (table == nullptr) {
        in.error(line_of(node), "expected [session], found %s", type_of(node));
        return;
    }
    for (const auto &[key, value] : *table) {
        if (key.str() != "proc")
            in.error(line_of(value), "session: unknown key \"%.40s\"", key.str().data());
        else if (choice(in, value, "proc", {"session", "all", "none"}, &proc))
            in.config->proc = (enum config_proc)proc;
    }
}

// Call `read` for each element of an array of tables.
void each(const reader &in, const toml::table &root, const char *key,
          void (*read)(const reader &, const toml::node &))
{
    const toml::node *node = root.get(key);

    if (node == nullptr)
        return;
    if (const auto *array = node->as_array(); array != nullptr)
        for (const auto &item : *array)
            read(in, item);
}

void check_schemes(const reader &in)
{
    struct config *config = in.config;

    for (uint32_t i = 0; i < config->service_count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (config->services[i].scheme[0] != 0 &&
                strcmp(config->services[i].scheme, config->services[j].scheme) == 0) {
                in.error(config->services[i].line, "service %s: scheme %s is already that of %s",
                         config->services[i].name, config->services[i].scheme,
                         config->services[j].name);
                config->services[i].scheme[0] = 0;
            }
}
} // namespace

bool config_parse(struct config *config, const char *text, size_t size, config_report *report,
                  void *context)
{
    const reader in = {config, report, context};

    // Entries are cleared when they are added: most of the table is never touched.
    config->service_count = config->group_count = 0;
    config->proc = PROC_SESSION;
    toml::parse_result result = toml::parse(std::string_view(text, size));
    if (!result) {
        std::string_view why = result.error().description();
        in.error(result.error().source().begin.line, "%.*s", (int)why.size(), why.data());
        return false;
    }
    const toml::table &root = result.table();
    for (const auto &[key, value] : root) {
        if (key.str() == "session")
            read_session(in, value);
        else if (key.str() != "service" && key.str() != "group")
            in.error(line_of(value), "unknown key \"%.40s\"", key.str().data());
        else if (!value.is_array())
            in.error(line_of(value), "expected [[%s]], found %s", key.str().data(), type_of(value));
    }
    each(in, root, "group", read_group);
    each(in, root, "group", read_parent);
    each(in, root, "service", read_service);
    each(in, root, "service", read_needs);
    check_schemes(in);
    config_break_cycles(config, report, context);
    return true;
}
