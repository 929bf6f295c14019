/* A process that answers messages and is idle between them: the smallest that is of use. Its start
 * block has one named handle, the receiver. */
#include <sdk/start.h>
#include <vibee/syscalls.h>

int main(void)
{
    uint64_t receiver = sdk_start_named("requests"), reply = 0;
    struct vb_message answer = {0}, request = {0};
    for (;;) {
        request = (struct vb_message){0};
        if (vb_channel_reply_receive(reply, VB_ADDRESS(&answer), receiver, VB_ADDRESS(&request),
                                     VB_FOREVER) < 0)
            return 0;
        reply = request.reply;
        answer.id = request.id + 1;
    }
}
