/*
 * init: messages from services, programs and the administrator; services that end; and init itself,
 * which traps at any system call and goes on with the handles and the manifest that it has. No
 * service may then be started a second time beside the one that runs.
 */
#include "memory.h"
#define main service_main
#include "../../../services/init/main.c"
#undef main
#undef malloc
#undef calloc
#undef realloc
#undef free
#include "fake.h"
#include "tasks.h"

static const char configuration[] =
    "[[group]]\nname = \"system\"\nstrategy = \"one_for_one\"\n"
    "intensity = {restarts = 15, seconds = 10}\n"
    "[[group]]\nname = \"all\"\nstrategy = \"one_for_all\"\n"
    "parent = \"system\"\n"
    "[[group]]\nname = \"children\"\nstrategy = \"simple_one_for_one\"\n"
    "intensity = {restarts = 15, seconds = 10}\ntemplate = {restart = \"always\"}\n"
    "[[service]]\nname = \"a\"\nprogram = \"/a\"\nscheme = \"a\"\n"
    "group = \"system\"\nrestart = \"always\"\nheartbeat = 1\n"
    "starts = \"children\"\n"
    "[[service]]\nname = \"b\"\nprogram = \"/b\"\nscheme = \"b\"\n"
    "group = \"all\"\nneeds = [\"a\"]\naccount = {limit = \"1 MiB\"}\n"
    "[[service]]\nname = \"c\"\nprogram = \"/c\"\n"
    "group = \"all\"\nhandles = [\"boot\"]\nnamespace = [\"a\"]\n";

static void reset(void)
{
    init_state = (struct init){0};
}

static void given(void)
{
    struct fake_object *boot = fake_object(VB_OBJECT_MEMORY);
    struct fake_object *manifest = fake_object(VB_OBJECT_MEMORY);

    boot->size = sizeof configuration - 1;
    boot->bytes = calloc(1, sizeof configuration);
    memcpy(boot->bytes, configuration, sizeof configuration);
    fake_give_object("boot", boot);
    fake_give_object("manifest", manifest);
    (void)fake_give("system", VB_OBJECT_SYSTEM);
}

static void finished(void)
{
    if (tasks_running("session") > 1)
        fake_wrong("two sessions");
}

static const struct protocol_errors errors[] = INIT_ERRORS;

const struct fake_service fake_service = {
    .run = service_main,
    .reset = reset,
    .given = given,
    .finished = finished,
    .badges = {BADGE_SCHEME, BADGE_ADMINISTRATOR, BADGE_SERVICE, BADGE_SERVICE + 1},
    .ids = 9,
    .dies = true,
    .errors = errors,
    .is_init = true,
    .happens = tasks_happen,
    .over = tasks_end};

/* ---- the boot image: one file that can be read, one program that can be named, and any that is
 * started ---- */

int boot_open(struct boot *boot, uint64_t memory)
{
    *boot = (struct boot){.memory = memory};
    return VB_OK;
}

const struct boot_file *boot_find(const struct boot *boot, const char *path)
{
    static struct boot_file file = {.size = sizeof configuration - 1};

    (void)boot;
    return strcmp(path, "etc/init.toml") == 0 || strcmp(path, "/a") == 0 ? &file : NULL;
}

int64_t boot_slice(const struct boot *boot, const char *path)
{
    (void)path;
    return vb_memory_slice(boot->memory, 0, 1);
}
