/* The pages of the commands, which lie in /share/man as NAME.md. */
#ifndef SHELL_LIB_PAGES_H
#define SHELL_LIB_PAGES_H

#define PAGES_FOLDER "/share/man"
#define PAGES_SUFFIX ".md"

#endif
