/* Finding files in a boot image, and what is said when they are not there. */
#include <check.h>
#include <platform/boot.h>

static struct cpu_diagnostic diagnostic;

static void missing_files_are_named(void)
{
    static const uint8_t empty[1024];
    const uint8_t *bytes;
    size_t size;
    CHECK_EQ(boot_find(empty, sizeof empty, "sbin/init.wasm", &bytes, &size, &diagnostic),
             VB_ERR_NOT_FOUND);
    CHECK_TEXT(diagnostic.text, "expected sbin/init.wasm in the boot image, found no such file");
}

static void other_files_are_no_image(void)
{
    static const uint8_t noise[1024] = {1, 2, 3};
    const uint8_t *bytes;
    size_t size;
    CHECK_EQ(boot_find(noise, sizeof noise, "sbin/init.wasm", &bytes, &size, &diagnostic),
             VB_ERR_PROTOCOL);
    CHECK(strstr(diagnostic.text, "ustar"));
}

int main(void)
{
    RUN(missing_files_are_named);
    RUN(other_files_are_no_image);
    return check_exit();
}
