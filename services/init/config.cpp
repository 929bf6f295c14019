/* init.toml by toml++; the only C++ of the services. */
#include "config.h"

#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <sdk/toml.hpp>
#include <string_view>

namespace
{

class Reader
{
  public:
    Reader(struct config *config, config_report *report, void *context)
        : config(config), report_(report), context(context)
    {
    }

    bool clean = true;

    void report(uint32_t line, const char *format, const char *a = "", const char *b = "")
    {
        char text[200];
        std::snprintf(text, sizeof text, format, a, b);
        clean = false;
        report_(context, line, text);
    }

    void read(const toml::table &root)
    {
        known(root, {"service", "group"}, "init.toml");
        each(root, "group", [this](const toml::table &table) { read_group(table); });
        each(root, "group", [this](const toml::table &table) { read_parent(table); });
        each(root, "service", [this](const toml::table &table) { read_service(table); });
        check_needs();
    }

  private:
    struct config *config;
    config_report *report_;
    void *context;

    static uint32_t line(const toml::node &node)
    {
        return node.source().begin.line;
    }

    template <typename Function> void each(const toml::table &root, const char *key, Function read)
    {
        const toml::node *node = root.get(key);
        if (!node)
            return;
        const toml::array *list = node->as_array();
        if (!list) {
            report(line(*node), "%s: expected [[%s]] tables", key, key);
            return;
        }
        for (const toml::node &item : *list) {
            if (const toml::table *table = item.as_table())
                read(*table);
            else
                report(line(item), "%s: expected a table", key);
        }
    }

    void known(const toml::table &table, std::initializer_list<std::string_view> keys,
               const char *where)
    {
        for (const auto &[key, value] : table) {
            bool found = false;
            for (std::string_view name : keys)
                found = found || name == key.str();
            if (!found) {
                char name[64];
                copy(name, sizeof name, key.str());
                report(line(value), "%s: unknown key '%s'", where, name);
            }
        }
    }

    static bool copy(char *to, size_t size, std::string_view text)
    {
        bool fits = text.size() < size && text.find('\0') == std::string_view::npos;
        size_t length = fits ? text.size() : 0;
        std::memcpy(to, text.data(), length);
        to[length] = '\0';
        return fits;
    }

    bool text(const toml::table &table, const char *key, char *to, size_t size, bool required)
    {
        const toml::node *node = table.get(key);
        if (!node) {
            if (required)
                report(line(table), "expected the key '%s'", key);
            return !required;
        }
        const auto *value = node->as_string();
        if (!value || !copy(to, size, value->get())) {
            report(line(*node), "%s: expected a string of fitting length", key);
            return false;
        }
        return true;
    }

    uint64_t number(const toml::table &table, const char *key, uint64_t otherwise, uint64_t most)
    {
        const toml::node *node = table.get(key);
        if (!node)
            return otherwise;
        const auto *value = node->as_integer();
        if (!value || value->get() < 0 || uint64_t(value->get()) > most) {
            report(line(*node), "%s: expected a whole number in range", key);
            return otherwise;
        }
        return uint64_t(value->get());
    }

    void list(const toml::table &table, const char *key, struct name_list *out)
    {
        const toml::node *node = table.get(key);
        if (!node)
            return;
        const toml::array *items = node->as_array();
        if (!items) {
            report(line(*node), "%s: expected a list of strings", key);
            return;
        }
        for (const toml::node &item : *items) {
            const auto *value = item.as_string();
            if (out->count == MAX_LIST)
                report(line(item), "%s: too many entries", key);
            else if (!value || !copy(out->items[out->count], NAME_SIZE, value->get()))
                report(line(item), "%s: expected a string of fitting length", key);
            else
                out->count++;
        }
    }

    /* One of some words; *out is left alone when the key is missing or wrong. */
    template <typename Type>
    void choice(const toml::table &table, const char *key,
                std::initializer_list<std::pair<const char *, Type>> words, Type *out)
    {
        char value[NAME_SIZE] = "";
        if (!table.get(key) || !text(table, key, value, sizeof value, false))
            return;
        for (const auto &[word, meaning] : words) {
            if (std::strcmp(word, value) == 0) {
                *out = meaning;
                return;
            }
        }
        report(line(*table.get(key)), "%s: unknown value '%s'", key, value);
    }

    int find_group(const char *name) const
    {
        for (uint32_t i = 0; i < config->group_count; i++)
            if (std::strcmp(config->groups[i].name, name) == 0)
                return int(i);
        return -1;
    }

    int find_service(const char *name) const
    {
        for (uint32_t i = 0; i < config->service_count; i++)
            if (std::strcmp(config->services[i].name, name) == 0)
                return int(i);
        return -1;
    }

    void read_group(const toml::table &table)
    {
        struct group_config group = {};
        group.restarts = 5;
        group.seconds = 10;
        group.parent = -1;
        known(table, {"name", "strategy", "intensity", "parent"}, "group");
        if (!text(table, "name", group.name, sizeof group.name, true))
            return;
        if (find_group(group.name) >= 0 || config->group_count == MAX_GROUPS) {
            report(line(table), "group '%s': a second one of this name, or too many", group.name);
            return;
        }
        choice<enum strategy>(table, "strategy",
                              {{"one_for_one", ONE_FOR_ONE},
                               {"one_for_all", ONE_FOR_ALL},
                               {"rest_for_one", REST_FOR_ONE},
                               {"simple_one_for_one", SIMPLE_ONE_FOR_ONE}},
                              &group.strategy);
        if (const toml::node *node = table.get("intensity")) {
            if (const toml::table *intensity = node->as_table()) {
                known(*intensity, {"restarts", "seconds"}, "intensity");
                group.restarts = uint32_t(number(*intensity, "restarts", 5, 60));
                group.seconds = uint32_t(number(*intensity, "seconds", 10, 86400));
            } else {
                report(line(*node), "intensity: expected {restarts = N, seconds = T}");
            }
        }
        config->groups[config->group_count++] = group;
    }

    void read_parent(const toml::table &table)
    {
        char name[NAME_SIZE] = "", parent[NAME_SIZE] = "";
        if (!table.get("parent") || !table.get("name") ||
            !text(table, "parent", parent, sizeof parent, false))
            return;
        const auto *own = table.get("name")->as_string();
        if (!own || !copy(name, sizeof name, own->get()))
            return;
        int child = find_group(name), above = find_group(parent);
        bool cycle = false;
        for (int g = above; g >= 0 && !cycle; g = config->groups[g].parent)
            cycle = g == child;
        if (child < 0 || above < 0 || cycle)
            report(line(table), "parent: '%s' is no other group, or below this one", parent);
        else
            config->groups[child].parent = above;
    }

    uint64_t memory_limit(const toml::table &table)
    {
        char value[NAME_SIZE] = "", unit[8] = "";
        unsigned long long amount = 0;
        const toml::node *node = table.get("memory");
        if (!node || !text(table, "memory", value, sizeof value, false))
            return 0;
        static const struct {
            const char *name;
            int shift;
        } units[] = {{"KiB", 10}, {"MiB", 20}, {"GiB", 30}};
        if (std::sscanf(value, "%llu %7s", &amount, unit) == 2 && amount < (1ull << 32))
            for (const auto &known_unit : units)
                if (std::strcmp(unit, known_unit.name) == 0)
                    return uint64_t(amount) << known_unit.shift;
        report(line(*node), "memory: expected a size such as '64 MiB', found '%s'", value);
        return 0;
    }

    void read_service(const toml::table &table)
    {
        struct service_config service = {};
        char group[NAME_SIZE] = "";
        known(table,
              {"name", "program", "scheme", "needs", "handles", "namespace", "arguments", "restart",
               "group", "priority", "heartbeat", "memory"},
              "service");
        if (!text(table, "name", service.name, sizeof service.name, true) ||
            !text(table, "program", service.program, sizeof service.program, true) ||
            !text(table, "scheme", service.scheme, sizeof service.scheme, false) ||
            !text(table, "group", group, sizeof group, false))
            return;
        if (find_service(service.name) >= 0 || config->service_count == MAX_SERVICES) {
            report(line(table), "service '%s': a second one of this name, or too many",
                   service.name);
            return;
        }
        service.restart = RESTART_ALWAYS;
        choice<enum restart_policy>(table, "restart",
                                    {{"never", RESTART_NEVER},
                                     {"on-failure", RESTART_ON_FAILURE},
                                     {"always", RESTART_ALWAYS}},
                                    &service.restart);
        service.group = *group ? find_group(group) : -1;
        if (*group && service.group < 0)
            report(line(table), "service '%s': unknown group '%s'", service.name, group);
        service.priority = uint32_t(number(table, "priority", 0, 31));
        service.heartbeat = uint32_t(number(table, "heartbeat", 0, 3600));
        service.memory_limit = memory_limit(table);
        list(table, "needs", &service.needs);
        list(table, "handles", &service.handles);
        list(table, "namespace", &service.names);
        list(table, "arguments", &service.arguments);
        config->services[config->service_count++] = service;
    }

    /* Needs must exist and must not go round: visit each service's needs depth first. */
    void check_needs()
    {
        uint8_t mark[MAX_SERVICES] = {};
        for (uint32_t i = 0; i < config->service_count; i++)
            visit(i, mark);
    }

    void visit(uint32_t index, uint8_t *mark)
    {
        if (mark[index])
            return;
        mark[index] = 1; /* on the way */
        struct name_list *needs = &config->services[index].needs;
        for (uint32_t n = 0; n < needs->count;) {
            int other = find_service(needs->items[n]);
            if (other >= 0)
                visit(uint32_t(other), mark);
            if (other >= 0 && mark[other] == 2) {
                n++;
                continue;
            }
            report(0,
                   other < 0 ? "service '%s' needs '%s', which does not exist"
                             : "service '%s' needs '%s', which needs it in turn",
                   config->services[index].name, needs->items[n]);
            needs->count--;
            std::memmove(needs->items[n], needs->items[n + 1], (needs->count - n) * NAME_SIZE);
        }
        mark[index] = 2;
    }
};

} // namespace

bool config_parse(const char *text, size_t size, struct config *config, config_report *report,
                  void *context)
{
    std::memset(config, 0, sizeof *config);
    Reader reader(config, report, context);
    toml::parse_result result = toml::parse(std::string_view(text, size));
    if (!result) {
        const toml::parse_error &error = result.error();
        char message[200];
        std::snprintf(message, sizeof message, "%.*s", int(error.description().size()),
                      error.description().data());
        reader.report(error.source().begin.line, "%s", message);
        return false;
    }
    reader.read(result.table());
    return reader.clean;
}
