/*
 * init.toml. docs/services.md describes it for people.
 *
 * What is wrong is reported with its line and left out; the rest is used.
 */
#ifndef INIT_CONFIG_H
#define INIT_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
    MAX_SERVICES = 32,
    MAX_GROUPS = 16,
    MAX_LIST = 12,
    NAME_SIZE = 32,
    PATH_SIZE = 128,
};

enum restart_policy { RESTART_NEVER, RESTART_ON_FAILURE, RESTART_ALWAYS };
enum strategy { ONE_FOR_ONE, ONE_FOR_ALL, REST_FOR_ONE, SIMPLE_ONE_FOR_ONE };

struct name_list {
    char items[MAX_LIST][NAME_SIZE];
    uint32_t count;
};

struct service_config {
    char name[NAME_SIZE];
    char program[PATH_SIZE];
    char scheme[NAME_SIZE];   /* "" when it serves none */
    struct name_list needs;   /* services that must be ready first */
    struct name_list handles; /* "boot", "device.console" */
    struct name_list names;   /* schemes it may use */
    struct name_list arguments;
    enum restart_policy restart;
    int group; /* index, -1: none */
    uint32_t priority;
    uint32_t heartbeat;    /* seconds, 0: none */
    uint64_t memory_limit; /* of its account, bytes; 0: init's own account */
};

struct group_config {
    char name[NAME_SIZE];
    enum strategy strategy;
    uint32_t restarts, seconds; /* at most so many restarts in so many seconds */
    int parent;                 /* index, -1: none */
};

struct config {
    struct service_config services[MAX_SERVICES];
    struct group_config groups[MAX_GROUPS];
    uint32_t service_count, group_count;
};

/* Called for each problem; line 0: about the whole. */
typedef void config_report(void *context, uint32_t line, const char *message);

/* Parse; true when nothing was reported. *config is always usable. */
bool config_parse(const char *text, size_t size, struct config *config, config_report *report,
                  void *context);

#ifdef __cplusplus
}
#endif

#endif
