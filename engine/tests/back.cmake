# Tests of linking and execution, and the benchmark beside native code.

# Both ways of dispatch, whichever the build's own engine has: every test runs on each.
list(TRANSFORM ENGINE_FRONT PREPEND ${CMAKE_SOURCE_DIR}/engine/ OUTPUT_VARIABLE engine_front)
list(TRANSFORM ENGINE_BACK PREPEND ${CMAKE_SOURCE_DIR}/engine/ OUTPUT_VARIABLE engine_back)
list(FILTER engine_back EXCLUDE REGEX "/execute_[a-z]*\\.c$")
function(engine_variant dispatch)
  set(source ${CMAKE_SOURCE_DIR}/engine/src/execute_${dispatch}.c)
  add_library(engine_${dispatch} STATIC ${engine_front} ${engine_back} ${source})
  set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${ENGINE_EXECUTE_OPTIONS_${dispatch}}")
  target_include_directories(engine_${dispatch} PUBLIC ${CMAKE_SOURCE_DIR}/engine/include
                             PRIVATE ${CMAKE_SOURCE_DIR}/engine/src/ops/checked)
  target_compile_options(engine_${dispatch} PRIVATE -ffreestanding)
  target_link_libraries(engine_${dispatch} PUBLIC base spec)
  set(engine_variants ${engine_variants} ${dispatch} PARENT_SCOPE)
endfunction()
engine_variant(switch)
if(ENGINE_DISPATCH STREQUAL tail OR VIBEE_HAS_TAIL_CALLS)
  engine_variant(tail)
endif()

find_program(WAT2WASM wat2wasm)
set(programs back_memories back_programs back_shim back_client back_vector back_atomic)
if(WAT2WASM)
  foreach(program IN LISTS programs)
    set(wasm ${CMAKE_CURRENT_BINARY_DIR}/${program}.wasm)
    add_custom_command(OUTPUT ${wasm}
      COMMAND ${WAT2WASM} --enable-exceptions --enable-tail-call --enable-multi-memory --enable-memory64
              --enable-threads
              ${CMAKE_CURRENT_SOURCE_DIR}/${program}.wat -o ${wasm}
      DEPENDS ${program}.wat VERBATIM)
    list(APPEND wasm_programs ${wasm})
  endforeach()
  add_custom_target(engine_back_programs DEPENDS ${wasm_programs})
else()
  message(STATUS "engine: back_* tests left out, wat2wasm not found (Debian: wabt)")
endif()

function(engine_back_test name)
  foreach(dispatch IN LISTS engine_variants)
    set(target engine-${name}-${dispatch})
    add_executable(${target} ${name}.c back_support.c ${CMAKE_SOURCE_DIR}/tests/support/engine_host.c)
    target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests/include
                                                 ${CMAKE_SOURCE_DIR}/tests/support ../src)
    target_compile_definitions(${target} PRIVATE WASM_FOLDER="${CMAKE_CURRENT_BINARY_DIR}")
    target_link_libraries(${target} PRIVATE engine_${dispatch})
    add_dependencies(${target} engine_back_programs)
    add_dependencies(engine-tests ${target})
    add_test(NAME ${target} COMMAND ${target})
    set_tests_properties(${target} PROPERTIES LABELS unit TIMEOUT 600)
  endforeach()
endfunction()
if(WAT2WASM)
  engine_back_test(back_atomic)
  engine_back_test(back_calls)
  engine_back_test(back_reductions)
  engine_back_test(back_save)
  engine_back_test(back_clone)
  engine_back_test(back_limits)
  engine_back_test(back_memories)
  engine_back_test(back_memory_failure)
  engine_back_test(back_translate)
  engine_back_test(back_vector)
  # What one way of dispatch has saved, the other restores, and would have saved the same bytes.
  if("tail" IN_LIST engine_variants)
    set(saved ${CMAKE_CURRENT_BINARY_DIR}/back_save.bytes)
    add_test(NAME engine-back_save-write COMMAND engine-back_save-switch write ${saved})
    add_test(NAME engine-back_save-other COMMAND engine-back_save-tail read ${saved})
    set_tests_properties(engine-back_save-write PROPERTIES LABELS unit FIXTURES_SETUP engine_saved)
    set_tests_properties(engine-back_save-other PROPERTIES LABELS unit FIXTURES_REQUIRED engine_saved)
  endif()
endif()

# A module with line tables, in both of their shapes (DWARF 5 changed it) and as debuggers want it.
find_program(WASM_LD NAMES wasm-ld-19 wasm-ld)
if(WAT2WASM AND WASM_LD AND CMAKE_C_COMPILER_ID STREQUAL Clang)
  foreach(dwarf 4 5)
    set(module ${CMAKE_CURRENT_BINARY_DIR}/lines_guest_${dwarf}.wasm)
    add_custom_command(OUTPUT ${module}
      COMMAND ${CMAKE_C_COMPILER} --target=wasm32 -O1 -gdwarf-${dwarf} -c
              ${CMAKE_CURRENT_SOURCE_DIR}/lines_guest.c -o ${module}.o
      COMMAND ${WASM_LD} --no-entry ${module}.o -o ${module}
      DEPENDS lines_guest.c lines_guest.h VERBATIM)
    list(APPEND line_modules ${module})
  endforeach()
  add_custom_target(engine_line_modules DEPENDS ${line_modules})
  engine_back_test(back_lines)
  foreach(dispatch IN LISTS engine_variants)
    add_dependencies(engine-back_lines-${dispatch} engine_line_modules)
  endforeach()
endif()

# The kernels natively, -O2 and -O3, and as WebAssembly, -O2 (no -O at the link, which would run
# wasm-opt): for the engines to be called with, and as a WASI command that any engine runs.
set(kernels ${CMAKE_CURRENT_BINARY_DIR}/bench_kernels)
set(kernel_sources bench_kernels.c bench_mix.c)
list(TRANSFORM kernel_sources PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/ OUTPUT_VARIABLE kernel_paths)
find_program(WASM_LD NAMES wasm-ld-19 wasm-ld)
if(WASM_LD AND CMAKE_C_COMPILER_ID STREQUAL Clang)
  set(guest ${CMAKE_C_COMPILER} -mbulk-memory -O2 -ffp-contract=off)
  add_custom_command(OUTPUT ${kernels}.wasm
    COMMAND ${guest} --target=wasm32 -nostdlib -Wl,--no-entry,--export-all,--allow-undefined
            ${kernel_paths} -o ${kernels}.wasm
    DEPENDS ${kernel_sources} bench_kernels.h VERBATIM)
  add_custom_command(OUTPUT ${kernels}_wasi.wasm
    COMMAND ${guest} --target=wasm32-wasi ${kernel_paths} ${CMAKE_CURRENT_SOURCE_DIR}/bench_wasi.c
            -o ${kernels}_wasi.wasm
    DEPENDS ${kernel_sources} bench_wasi.c bench_kernels.h VERBATIM)
  # Vectors are off natively: clang makes none for plain wasm32 either.
  set(native -fno-vectorize -fno-slp-vectorize)
  add_library(bench_kernels_o3 OBJECT ${kernel_sources})
  target_compile_options(bench_kernels_o3 PRIVATE -O3 -DBENCH_O3 ${native})
  add_library(bench_kernels_o2 OBJECT ${kernel_sources})
  target_compile_options(bench_kernels_o2 PRIVATE -O2 ${native})
  add_executable(bench_engine bench_engine.c ${kernels}.wasm ${kernels}_wasi.wasm
                 ${CMAKE_SOURCE_DIR}/tests/support/engine_host.c)
  target_include_directories(bench_engine PRIVATE ${CMAKE_SOURCE_DIR}/tests/support)
  target_link_libraries(bench_engine PRIVATE engine m bench_kernels_o2 bench_kernels_o3)
endif()

# Without a C library: sanitizers bring symbols of their own.
if(CMAKE_NM AND NOT VIBEE_SANITIZE)
  foreach(dispatch IN LISTS engine_variants)
    add_test(NAME engine-undefined-symbols-${dispatch}
             COMMAND ${CMAKE_COMMAND} -DNM=${CMAKE_NM}
                     "-DLIBRARIES=$<TARGET_FILE:engine_${dispatch}>;$<TARGET_FILE:base>"
                     -P ${CMAKE_CURRENT_SOURCE_DIR}/undefined_symbols.cmake)
    set_tests_properties(engine-undefined-symbols-${dispatch} PROPERTIES LABELS unit)
  endforeach()
endif()
