/* The smallest native program: no C library input and output, only system calls. */
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/start.h>

int main(int argc, char *argv[])
{
    static const char text[] = "hello, natively\n";
    uint64_t output = sdk_start_fd(1);

    sdk_log(VB_LOG_INFO, "%s was started with %d arguments", argv[0], argc - 1);
    return output != 0 && sdk_file_write_all(output, text, sizeof text - 1) < 0;
}
