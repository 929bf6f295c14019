# Tests of linking and execution, and the benchmark. Programs are written in the text format.
add_library(engine_test_host STATIC host.c)
target_link_libraries(engine_test_host PUBLIC engine)

# The kernels twice: natively, and to WebAssembly (no -O at the link, which would run wasm-opt).
set(kernels ${CMAKE_CURRENT_BINARY_DIR}/bench_kernels.wasm)
find_program(WASM_LD NAMES wasm-ld-19 wasm-ld)
if(WASM_LD AND CMAKE_C_COMPILER_ID STREQUAL Clang)
  add_custom_command(OUTPUT ${kernels}
    COMMAND ${CMAKE_C_COMPILER} --target=wasm32 -mbulk-memory -O2 -ffp-contract=off -c
            ${CMAKE_CURRENT_SOURCE_DIR}/bench_kernels.c -o ${kernels}.o
    COMMAND ${WASM_LD} --no-entry --export-all ${kernels}.o -o ${kernels}
    DEPENDS bench_kernels.c bench_kernels.h VERBATIM)
  add_executable(bench_engine bench_engine.c bench_kernels.c ${kernels})
  set_source_files_properties(bench_kernels.c PROPERTIES COMPILE_OPTIONS "-O2;-fno-vectorize;-fno-slp-vectorize")
  target_link_libraries(bench_engine PRIVATE engine_test_host m)
endif()
