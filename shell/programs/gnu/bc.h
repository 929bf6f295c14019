/* What configure would find out for bc. */
#define PACKAGE "bc"
#define VERSION "1.07.1"
#define BC_COPYRIGHT                                                                               \
    "Copyright 1991-1994, 1997, 1998, 2000, 2004, 2006, 2008, 2012-2017 Free Software "            \
    "Foundation, Inc."
#define HAVE_ERRNO_H   1
#define HAVE_LIMITS_H  1
#define HAVE_STDARG_H  1
#define HAVE_STDDEF_H  1
#define HAVE_STDLIB_H  1
#define HAVE_STRING_H  1
#define HAVE_STRINGS_H 1
#define HAVE_UNISTD_H  1
#define HAVE_VPRINTF   1
#define HAVE_ISGRAPH   1
#define HAVE_SETVBUF   1
#define STDC_HEADERS   1
