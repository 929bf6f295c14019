# The shell's parser, and its arithmetic and patterns.
set(vsh ${CMAKE_SOURCE_DIR}/shell/vsh)
file(GLOB parser CONFIGURE_DEPENDS ${vsh}/parse/*.c ${vsh}/base/*.c)
vibee_fuzz(vsh-parse SOURCES vsh_parse.c ${parser} LINKS base SEEDS ${CMAKE_SOURCE_DIR}/tests/shell/posix SECONDS 10)
target_include_directories(fuzz-vsh-parse PRIVATE ${vsh})
