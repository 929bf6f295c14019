# What declares a program of VIBEE OS.
#
#   vibee_native(NAME SOURCES... [STACK bytes] [LINK libraries...] [DESTINATION folder])
#       a service: imports nothing but the system calls; installed as sbin/NAME.wasm
#   vibee_program(NAME SOURCES... [STACK bytes] [LINK libraries...] [DESTINATION folder])
#       a WASI program with wasi-libc and sdk/posix; installed as bin/NAME
#
# Both define a target NAME. An empty DESTINATION installs nothing. C++ sources are compiled without
# exceptions and run-time types. setjmp needs vibee_use_setjmp(NAME); atomics, and mutexes and conditions
# (sdk/sync.h), vibee_use_threads(NAME [MEMORY bytes]).
set(VIBEE_SDK ${CMAKE_CURRENT_LIST_DIR}/.. CACHE INTERNAL "Where this file is, for functions called elsewhere")
find_program(VIBEE_PYTHON NAMES python3 REQUIRED PATHS /usr/bin NO_DEFAULT_PATH NO_CMAKE_FIND_ROOT_PATH)

function(vibee_executable name)
  cmake_parse_arguments(PROGRAM "" "STACK;DESTINATION;INSTALL_NAME" "SOURCES;LINK;IMPORTS" ${ARGN})
  add_executable(${name} ${PROGRAM_SOURCES})
  target_compile_options(${name} PRIVATE ${VIBEE_OPTIONS})
  target_link_libraries(${name} PRIVATE ${PROGRAM_LINK})
  # Names of functions stay: they make a trap's message readable. The stack comes first, so that running
  # over it traps instead of changing data.
  target_link_options(${name} PRIVATE -Wl,--strip-debug -Wl,--compress-relocations
    -Wl,--gc-sections -Wl,--stack-first -Wl,-z,stack-size=${PROGRAM_STACK})
  set_target_properties(${name} PROPERTIES SUFFIX .wasm)
  add_custom_command(TARGET ${name} POST_BUILD VERBATIM
    COMMAND ${VIBEE_PYTHON} ${VIBEE_SDK}/cmake/check_imports.py $<TARGET_FILE:${name}> ${PROGRAM_IMPORTS})
  if(PROGRAM_DESTINATION)
    install(PROGRAMS $<TARGET_FILE:${name}> DESTINATION ${PROGRAM_DESTINATION}
            RENAME ${PROGRAM_INSTALL_NAME})
  endif()
endfunction()

function(vibee_native name)
  cmake_parse_arguments(NATIVE "" "STACK;DESTINATION" "LINK;SOURCES" ${ARGN})
  if(NOT NATIVE_STACK)
    set(NATIVE_STACK 65536)
  endif()
  if(NOT DEFINED NATIVE_DESTINATION AND NOT "DESTINATION" IN_LIST NATIVE_KEYWORDS_MISSING_VALUES)
    set(NATIVE_DESTINATION sbin)
  endif()
  vibee_executable(${name} SOURCES $<TARGET_OBJECTS:sdk_crt> ${NATIVE_SOURCES} ${NATIVE_UNPARSED_ARGUMENTS}
    STACK ${NATIVE_STACK} LINK ${NATIVE_LINK} sdk_native IMPORTS vibee
    DESTINATION ${NATIVE_DESTINATION} INSTALL_NAME ${name}.wasm)
  target_compile_options(${name} PRIVATE ${VIBEE_WHOLE})
  target_link_options(${name} PRIVATE -nostartfiles)
endfunction()

function(vibee_program name)
  cmake_parse_arguments(WASI "" "STACK;DESTINATION" "LINK;SOURCES" ${ARGN})
  if(NOT WASI_STACK)
    set(WASI_STACK 131072)
  endif()
  if(NOT DEFINED WASI_DESTINATION AND NOT "DESTINATION" IN_LIST WASI_KEYWORDS_MISSING_VALUES)
    set(WASI_DESTINATION bin)
  endif()
  vibee_executable(${name} SOURCES ${WASI_SOURCES} ${WASI_UNPARSED_ARGUMENTS}
    STACK ${WASI_STACK} LINK ${WASI_LINK} sdk_posix IMPORTS vibee vibee_posix wasi_snapshot_preview1
    DESTINATION ${WASI_DESTINATION} INSTALL_NAME ${name})
endfunction()

# setjmp and longjmp become WebAssembly exceptions; sdk/posix has the few functions they need.
function(vibee_use_setjmp name)
  target_compile_options(${name} PRIVATE -mexception-handling -mllvm -wasm-enable-sjlj)
  target_link_libraries(${name} PRIVATE sdk_setjmp)
endfunction()

# A shared memory of at most MEMORY bytes (16 MiB). The C library and ours are built without atomics, and
# are called by one thread at a time: hence no check of features.
function(vibee_use_threads name)
  cmake_parse_arguments(THREADS "" "MEMORY" "" ${ARGN})
  if(NOT THREADS_MEMORY)
    set(THREADS_MEMORY 16777216)
  endif()
  target_compile_options(${name} PRIVATE -matomics -fno-lto)
  target_link_options(${name} PRIVATE -Wl,--shared-memory -Wl,--max-memory=${THREADS_MEMORY} -Wl,--no-check-features)
  target_link_libraries(${name} PRIVATE sdk_sync)
endfunction()
