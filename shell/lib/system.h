/* What the system is called. */
#ifndef SHELL_LIB_SYSTEM_H
#define SHELL_LIB_SYSTEM_H

#define SYSTEM_NAME "VIBEE"
#define SYSTEM_HOST "vibee"

#endif
