typedef int sdk_posix_is_here;
