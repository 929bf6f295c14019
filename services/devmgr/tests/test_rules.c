/* etc/devices.table: what matches, and what is said about what is wrong. */
#include "../rules.h"
#include <check.h>
#include <vibee/objects.h>

static struct rules rules;
static char errors[2000];

static struct {
    struct vb_devmgr_table head;
    struct vb_devmgr_rule rules[VB_DEVMGR_RULES_MAX + 1];
} table;

static void report(void *context, const char *text)
{
    size_t size = strlen(errors);

    (void)context;
    snprintf(errors + size, sizeof errors - size, "%s%s", size > 0 ? "\n" : "", text);
}

static void read_bytes(size_t size)
{
    errors[0] = 0;
    rules_read(&rules, &table, size, report, NULL);
}

static void read_table(void)
{
    read_bytes(sizeof table.head + table.head.count * sizeof table.rules[0]);
}

/* A table of three rules that are right. */
static void begin(void)
{
    memset(&table, 0, sizeof table);
    table.head = (struct vb_devmgr_table){
        .magic = VB_DEVMGR_RULES_MAGIC, .rule_size = sizeof table.rules[0], .count = 3};
    table.rules[0] = (struct vb_devmgr_rule){.bus = VB_DEVMGR_PARAVIRTUAL,
                                             .kind = VB_DEVICE_CONSOLE,
                                             .class = VB_DEVMGR_TERMINAL,
                                             .driver = "/d/pv"};
    table.rules[1] = (struct vb_devmgr_rule){
        .bus = VB_DEVMGR_PCI, .ids = 0x1af41042, .class = VB_DEVMGR_BLOCK, .driver = "/d/vblk"};
    table.rules[2] = (struct vb_devmgr_rule){.bus = VB_DEVMGR_PCI,
                                             .kind = 0x010600,
                                             .mask = 0xffff00,
                                             .class = VB_DEVMGR_BLOCK,
                                             .driver = "/d/ahci"};
}

static const char *driver_of(uint32_t bus, uint32_t kind, uint32_t ids)
{
    const struct vb_devmgr_rule *rule = rules_find(&rules, bus, kind, ids);

    return rule == NULL ? "" : rule->driver;
}

static void matches_devices(void)
{
    begin();
    read_table();
    CHECK_TEXT(errors, "");
    CHECK_EQ(rules.count, 3);
    CHECK_TEXT(driver_of(VB_DEVMGR_PARAVIRTUAL, VB_DEVICE_CONSOLE, 0), "/d/pv");
    CHECK_TEXT(driver_of(VB_DEVMGR_PARAVIRTUAL, VB_DEVICE_FOLDER, 0), "");
    CHECK_TEXT(driver_of(VB_DEVMGR_PCI, 0x010000, 0x1af41042), "/d/vblk");
    CHECK_TEXT(driver_of(VB_DEVMGR_PCI, 0x010601, 0x80862922), "/d/ahci");
    CHECK_TEXT(driver_of(VB_DEVMGR_PCI, 0x010701, 0x80862922), "");
    CHECK_TEXT(driver_of(VB_DEVMGR_LEGACY, VB_DEVMGR_SERIAL, 0), "");
}

static void refuses_what_is_no_table(void)
{
    begin();
    read_bytes(7);
    CHECK_TEXT(errors, "expected a table of devices.py");
    read_bytes(0);
    CHECK_TEXT(errors, "expected a table of devices.py");
    table.head.rule_size = 8;
    read_table();
    CHECK_TEXT(errors, "expected rules of this version");
    begin();
    read_bytes(sizeof table.head + 2 * sizeof table.rules[0] + 1);
    CHECK_TEXT(errors, "expected as many bytes as the rules have");
    table.head.count = VB_DEVMGR_RULES_MAX + 1;
    read_table();
    CHECK_TEXT(errors, "expected fewer rules");
    CHECK_EQ(rules.count, 0);
}

static void leaves_out_what_is_wrong(void)
{
    begin();
    table.rules[0].bus = 9;
    table.rules[1].class = VB_DEVMGR_FOLDER;
    memset(table.rules[2].driver, '/', sizeof table.rules[2].driver);
    read_table();
    CHECK_TEXT(errors, "driver 1: expected a bus\ndriver 2: expected a class\n"
                       "driver 3: expected a driver's path");
    CHECK_EQ(rules.count, 0);
    begin();
    table.rules[0].mask = 0xff;
    table.rules[2].kind = 0x010601;
    read_table();
    CHECK_TEXT(errors, "driver 1: expected a class code within its mask\n"
                       "driver 3: expected a class code within its mask");
    CHECK_EQ(rules.count, 1);
    CHECK_TEXT(driver_of(VB_DEVMGR_PCI, 0, 0x1af41042), "/d/vblk");
}

static void holds_the_largest_table(void)
{
    begin();
    for (uint32_t i = 0; i < VB_DEVMGR_RULES_MAX; i++)
        table.rules[i] = table.rules[1];
    table.head.count = VB_DEVMGR_RULES_MAX;
    read_table();
    CHECK_TEXT(errors, "");
    CHECK_EQ(rules.count, VB_DEVMGR_RULES_MAX);
}

int main(void)
{
    RUN(matches_devices);
    RUN(refuses_what_is_no_table);
    RUN(leaves_out_what_is_wrong);
    RUN(holds_the_largest_table);
    return check_exit();
}
