#include "hosted.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void hosted_thread(void *(*run)(void *), void *argument)
{
    pthread_t thread;
    int status = pthread_create(&thread, NULL, run, argument);
    if (status != 0) {
        fprintf(stderr, "vibee: cannot start a thread: %s\n", strerror(status));
        exit(1);
    }
    pthread_detach(thread);
}
