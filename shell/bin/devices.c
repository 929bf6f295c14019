#include "tool.h"

#include <inttypes.h>
#include <sdk/channel.h>
#include <sdk/devices.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/devmgr.h>
#include <vibee/file.h>
#include <vibee/init.h>
#include <vibee/syscalls.h>

static const char usage[] = "usage: devices\n\n"
                            "List the devices: name, class, state of the driver, what it is.\n";

/* A scheme of the session; 0 after reporting. */
static uint64_t scheme(const char *name)
{
    int64_t sender = vb_namespace_lookup(0, VB_ADDRESS(name), strlen(name));
    if (sender < 0)
        tool_error("there is no scheme %s here (status %" PRId64 ")", name, sender);
    return sender < 0 ? 0 : (uint64_t)sender;
}

/* What init says of each service, a line each; "" when it does not. */
static char *read_status(void)
{
    char *text = tool_alloc(VB_MESSAGE_MAX + 1);
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_INIT_STATUS,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = text,
                            .answer_room = VB_MESSAGE_MAX};
    uint64_t init = scheme("init");
    bool known = init != 0 && sdk_call(init, &call) >= 0;
    text[known ? call.answer_size : 0] = '\0';
    return text;
}

/* "up", "waiting" and so on: the second word of the driver's line. */
static const char *driver_state(const char *status, const char *name)
{
    static char word[16];
    char line_name[40];
    for (const char *line = status; *line; line = strchr(line, '\n') + 1) {
        if (sscanf(line, "%39s %15s", line_name, word) == 2 && strcmp(line_name, name) == 0)
            return word;
        if (!strchr(line, '\n'))
            break;
    }
    return "started";
}

static const char *state_text(const struct vb_devmgr_entry *entry, const char *status)
{
    switch (entry->state) {
    case VB_DEVMGR_STARTED:
        return driver_state(status, entry->name);
    case VB_DEVMGR_FAILED:
        return "failed";
    case VB_DEVMGR_UNSUPPORTED:
        return "unsupported";
    case VB_DEVMGR_HANDED_ON:
        return "in use";
    default:
        return "no driver";
    }
}

static const char *class_text(uint32_t class)
{
    static const char *const names[] = {"-",     "terminal", "keyboard", "screen",
                                        "block", "entropy",  "folder"};
    return class < sizeof names / sizeof names[0] ? names[class] : "?";
}

int main(int argc, char **argv)
{
    tool_init("devices", usage);
    for (int option; (option = getopt_long(argc, argv, "", tool_help_only, NULL)) != -1;)
        tool_option(option);
    if (argv[optind])
        tool_misuse("expected no arguments, found %s", argv[optind]);
    uint64_t devices = scheme("devices");
    if (!devices)
        return tool_finish();
    char *status = read_status();
    struct vb_devmgr_entry entry;
    printf("%-24s %-9s %-11s %s\n", "NAME", "CLASS", "STATE", "DESCRIPTION");
    for (uint32_t index = 0;; index++) {
        int64_t result = sdk_device_list(devices, VB_DEVMGR_NONE, index, 0, &entry);
        if (result < 0) {
            if (result != VB_ERR_NOT_FOUND)
                tool_error("the device manager does not answer (status %" PRId64 ")", result);
            break;
        }
        printf("%-24s %-9s %-11s %s\n", entry.name, class_text(entry.class),
               state_text(&entry, status), entry.description);
    }
    return tool_finish();
}
