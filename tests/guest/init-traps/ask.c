/* Asks that init to trap, and says what the call came back with. */
#include <sdk/channel.h>
#include <sdk/log.h>
#include <stdio.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

int main(void)
{
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = 0x7e57, .data = &request, .data_size = sizeof request};
    int64_t init = vb_namespace_lookup(0, VB_ADDRESS("init"), 4);
    int64_t status = init < 0 ? init : sdk_call((uint64_t)init, &call);

    printf("%s\n", status == VB_ERR_SERVER_DIED ? "init died" : sdk_status_text(status));
    return status != VB_ERR_SERVER_DIED;
}
