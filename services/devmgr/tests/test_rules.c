/* etc/devices.toml: what is read, what is said about what is wrong, what matches. */
#include "../rules.h"
#include <check.h>
#include <vibee/devmgr.h>
#include <vibee/objects.h>

static struct rules rules;
static char errors[2000];

static void report(void *context, uint32_t line, const char *text)
{
    size_t size = strlen(errors);

    (void)context;
    snprintf(errors + size, sizeof errors - size, "%s%u: %s", size > 0 ? "\n" : "", line, text);
}

static void parse(const char *text)
{
    errors[0] = 0;
    rules_parse(&rules, text, strlen(text), report, NULL);
}

static const char *driver_of(uint32_t bus, uint32_t kind, uint32_t ids)
{
    const struct rule *rule = rules_find(&rules, bus, kind, ids);

    return rule == NULL ? "" : rule->driver;
}

static void matches_devices(void)
{
    parse("# comment\n\n[[driver]]\n kind = \"console\" # why\ndriver = '/d/pv'\nclass = "
          "\"terminal\"\n"
          "[[driver]]\npci = \"1af4:1042\"\r\ndriver = \"/d/vblk\"\nclass = \"block\"\n"
          "[[driver]]\npci-class = \"0106\"\ndriver = \"/d/ahci\"\nclass = \"block\"\n"
          "[[driver]]\nlegacy = \"ps2\"\ndriver = \"/d/ps2\"\nclass = \"keyboard\"");
    CHECK_TEXT(errors, "");
    CHECK_EQ(rules.count, 4);
    CHECK_EQ(rules.entries[1].class, VB_DEVMGR_BLOCK);
    CHECK_TEXT(driver_of(VB_DEVMGR_PARAVIRTUAL, VB_DEVICE_CONSOLE, 0), "/d/pv");
    CHECK_TEXT(driver_of(VB_DEVMGR_PARAVIRTUAL, VB_DEVICE_FOLDER, 0), "");
    CHECK_TEXT(driver_of(VB_DEVMGR_PCI, 0x010000, 0x1af41042), "/d/vblk");
    CHECK_TEXT(driver_of(VB_DEVMGR_PCI, 0x010601, 0x80862922), "/d/ahci");
    CHECK_TEXT(driver_of(VB_DEVMGR_PCI, 0x010701, 0x80862922), "");
    CHECK_TEXT(driver_of(VB_DEVMGR_LEGACY, VB_DEVMGR_PS2, 0), "/d/ps2");
    CHECK_TEXT(driver_of(VB_DEVMGR_LEGACY, VB_DEVMGR_SERIAL, 0), "");
}

static void says_where_and_what(void)
{
    parse("kind = \"console\"\n");
    CHECK_TEXT(errors, "1: expected [[driver]], found kind = \"console\"");
    parse("[[driver]]\nkind = 'console'\n");
    CHECK_TEXT(errors,
               "1: driver: expected one of kind, pci, pci-class, legacy; driver; and class");
    CHECK_EQ(rules.count, 0);
    parse("[[driver]]\nkind = 'console'\ndriver = 'x'\nclass = 'terminal'\ncolour = 'red'\n"
          "driver = /y\n");
    CHECK(strstr(errors, "3: driver: expected an absolute path of at most 95 bytes, found x\n"));
    CHECK(strstr(errors, "5: expected a key of [[driver]], found colour\n"));
    CHECK(strstr(errors, "6: expected key = \"text\", found driver = /y\n"));
    parse("[[driver]]\npci = '1af4-1042'\n[[driver]]\npci-class = '01060'\n"
          "[[driver]]\nkind = 'console'\nlegacy = 'ps2'\n");
    CHECK(strstr(errors, "2: pci: expected vvvv:dddd, hexadecimal, found 1af4-1042\n"));
    CHECK(strstr(errors, "4: pci-class: expected 2, 4 or 6 hexadecimal digits, found 01060\n"));
    CHECK(strstr(errors, "7: expected one of kind, pci, pci-class, legacy, found legacy\n"));
}

static void bounds_what_it_keeps(void)
{
    static char text[10000];
    size_t size = 0;

    for (int i = 0; i <= RULES_MAX; i++)
        size += (size_t)snprintf(text + size, sizeof text - size,
                                 "[[driver]]\nkind='console'\ndriver='/d'\nclass='terminal'\n");
    parse(text);
    CHECK_EQ(rules.count, RULES_MAX);
    CHECK(strstr(errors, "expected at most 48 drivers") != NULL);
}

int main(void)
{
    RUN(matches_devices);
    RUN(says_where_and_what);
    RUN(bounds_what_it_keeps);
    return check_exit();
}
