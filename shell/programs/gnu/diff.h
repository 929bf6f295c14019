/* What configure would find out for diffutils. */
#define _GNU_SOURCE                                   1
#define PACKAGE_NAME                                  "GNU diffutils"
#define PACKAGE_VERSION                               "3.8"
#define PACKAGE_BUGREPORT                             ""
#define PACKAGE_URL                                   ""
#define PACKAGE                                       "diffutils"
#define HAVE_STRCASECMP                               1
#define HAVE_STRUCT_STAT_ST_ATIM_TV_NSEC              1
#define TYPEOF_STRUCT_STAT_ST_ATIM_IS_STRUCT_TIMESPEC 1
#define HAVE_ALLOCA_H                                 1
#define HAVE_MBRTOWC                                  1
#define HAVE_BTOWC                                    1
#define HAVE_LOCALE_H                                 1
#define HAVE_WCHAR_H                                  1
#define HAVE_WCTYPE_H                                 1
#define HAVE_ISWCTYPE                                 1
#define HAVE_TM_GMTOFF                                1
#define HAVE_STRUCT_TM_TM_ZONE                        1
#define GNULIB_XALLOC                                 1
#define GNULIB_XALLOC_DIE                             1
#define GNULIB_FILENAMECAT                            1
#define FLEXIBLE_ARRAY_MEMBER                         /**/
#define O_BINARY                                      0
#define PR_PROGRAM                                    "pr"
#define DEFAULT_DIFF_PROGRAM                          "diff"
#define LOCALEDIR                                     ""
#define HAVE_LANGINFO_CODESET                         1
