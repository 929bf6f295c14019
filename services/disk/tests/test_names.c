/* Names of disks and partitions. */
#include "names.h"
#include <check.h>

int main(void)
{
    static const char *const good[] = {"0", "/0", "0/", "//7//12/", "15/128", "", "/", ".", "999"};
    static const char *const bad[] = {"00",   "01",   "x",  "0x",    "-1", "0/0", "0/x",    "0/1/2",
                                      "1000", "0/01", "0 ", "0//1x", "..", "./0", "status/"};
    struct disk_name name;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        CHECK(disk_name_parse(good[i], &name));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CHECK(!disk_name_parse(bad[i], &name));
    CHECK(disk_name_parse("//7//12/", &name));
    CHECK(name.kind == NAME_DISK);
    CHECK_EQ(name.disk, 7);
    CHECK_EQ(name.partition, 12);
    CHECK(disk_name_parse("", &name) && name.kind == NAME_LIST);
    CHECK(disk_name_parse("/status", &name) && name.kind == NAME_STATUS);
    check_tests = 1;
    check_failed_tests = check_failures > 0;
    printf("%sok 1 - names\n", check_failures ? "not " : "");
    return check_exit();
}
