# The shell's parser, and its arithmetic and patterns.
set(vsh ${CMAKE_SOURCE_DIR}/shell/vsh)
file(GLOB parser CONFIGURE_DEPENDS ${vsh}/parse/*.c ${vsh}/base/*.c)
vibee_fuzz(vsh-parse SOURCES vsh_parse.c ${parser} LINKS base SEEDS ${CMAKE_SOURCE_DIR}/tests/shell/posix SECONDS 6)
target_include_directories(fuzz-vsh-parse PRIVATE ${vsh})

# tar's reader, and with it what writes headers.
set(tools ${CMAKE_SOURCE_DIR}/shell/lib)
vibee_fuzz(tar-read SOURCES tar_read.c ${tools}/tar_header.c ${tools}/tar_names.c ${tools}/tar_read.c ${tools}/tar_write.c
           LINKS base SEEDS ${CMAKE_CURRENT_SOURCE_DIR}/seeds/tar-read SECONDS 6)
target_include_directories(fuzz-tar-read PRIVATE ${tools})
