/* See config_table.h. */
#include "config_table.h"
#include <string.h>

/* Tells texts apart that differ by accident; nobody gains by two that agree. */
static uint64_t hash(const char *text, size_t size)
{
    uint64_t word, value = size;

    for (; size > 0; size -= size < sizeof word ? size : sizeof word, text += sizeof word) {
        word = 0;
        memcpy(&word, text, size < sizeof word ? size : sizeof word);
        value = (value ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        value ^= value >> 29;
    }
    return value;
}

struct config_table config_table_head(const struct config *config, const char *text, size_t size)
{
    return (struct config_table){.magic = CONFIG_TABLE_MAGIC,
                                 .service_size = sizeof(struct config_service),
                                 .group_size = sizeof(struct config_group),
                                 .service_count = config->service_count,
                                 .group_count = config->group_count,
                                 .proc = (uint32_t)config->proc,
                                 .text_size = size,
                                 .text_hash = hash(text, size)};
}

bool config_table_matches(const struct config_table *head, const char *text, size_t size)
{
    return head->magic == CONFIG_TABLE_MAGIC &&
           head->service_size == sizeof(struct config_service) &&
           head->group_size == sizeof(struct config_group) &&
           head->service_count <= CONFIG_CONFIGURED && head->group_count <= CONFIG_GROUPS &&
           head->proc <= PROC_NONE && head->text_size == size &&
           head->text_hash == hash(text, size);
}

static bool text_ends(const char *text, size_t room)
{
    return memchr(text, 0, room) != NULL;
}

static bool list_whole(const struct config_list *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (i == CONFIG_LIST || !text_ends(list->items[i], CONFIG_NAME))
            return false;
    return true;
}

static bool is_index(int value, uint32_t count)
{
    return value >= 0 && (uint32_t)value < count;
}

static bool service_whole(const struct config *config, const struct config_service *service)
{
    for (uint32_t i = 0; i < service->need_count; i++)
        if (i == CONFIG_LIST || !is_index(service->needs[i], config->service_count))
            return false;
    return text_ends(service->name, CONFIG_NAME) && text_ends(service->program, CONFIG_PATH) &&
           text_ends(service->scheme, CONFIG_NAME) && list_whole(&service->arguments) &&
           list_whole(&service->handles) && list_whole(&service->schemes) &&
           is_index(service->group, config->group_count) &&
           (service->starts == CONFIG_NONE || is_index(service->starts, config->group_count));
}

bool config_table_check(const struct config *config)
{
    for (uint32_t i = 0; i < config->service_count; i++)
        if (!service_whole(config, &config->services[i]))
            return false;
    for (uint32_t i = 0; i < config->group_count; i++) {
        const struct config_group *group = &config->groups[i];

        if (!text_ends(group->name, CONFIG_NAME) || !list_whole(&group->children.schemes) ||
            (group->parent != CONFIG_NONE && !is_index(group->parent, config->group_count)))
            return false;
    }
    return true;
}
