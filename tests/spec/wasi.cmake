# Parts of the standard's suite once more where the engine itself is WebAssembly: spec-runner under Node's
# WASI. A test for each folder of `folders`; what the hosted target runs at more length is not repeated.
set(VIBEE_WASM_SPEC "${CMAKE_SOURCE_DIR}/../shared/wasm-spec" CACHE PATH
    "Folder with the WebAssembly specification's tests (core-2.0, proposals)")
find_program(NODE node)
if(NOT NODE OR NOT IS_DIRECTORY ${VIBEE_WASM_SPEC}/core-2.0)
  message(STATUS "spec tests: left out, no node or no folder core-2.0 in VIBEE_WASM_SPEC=${VIBEE_WASM_SPEC}")
  return()
endif()
set(spec ${CMAKE_SOURCE_DIR}/tests/spec)
add_executable(spec-runner ${spec}/main.c ${spec}/context.c ${spec}/expect.c ${spec}/execute.c ${spec}/json.c
               ${spec}/save.c ${spec}/spectest.c ${spec}/values.c ${CMAKE_SOURCE_DIR}/tests/support/engine_host.c)
target_include_directories(spec-runner PRIVATE ${spec} ${CMAKE_SOURCE_DIR}/tests/support)
target_link_libraries(spec-runner PRIVATE engine spec base)
target_link_options(spec-runner PRIVATE -Wl,-z,stack-size=1048576 -Wl,--stack-first)
set_target_properties(spec-runner PROPERTIES SUFFIX .wasm)

set(packages ${CMAKE_SOURCE_DIR}/build/packages)
add_custom_command(OUTPUT ${packages}/wabt.stamp VERBATIM COMMENT "fetching wabt 1.0.39"
  COMMAND ${VIBEE_PYTHON} ${CMAKE_SOURCE_DIR}/tools/fetch.py npm wabt 1.0.39
          a10d4f4b15b91de8ab2ccb4700ef12185736f0bc96ee809e53ab17f7ea743fd2 ${packages}
  COMMAND ${CMAKE_COMMAND} -E touch ${packages}/wabt.stamp)
set(folders proposals/tail-call proposals/extended-const proposals/exception-handling)
foreach(folder IN LISTS folders)
  get_filename_component(name ${folder} NAME)
  set(converted ${CMAKE_CURRENT_BINARY_DIR}/spec/${name})
  file(GLOB files CONFIGURE_DEPENDS ${VIBEE_WASM_SPEC}/${folder}/*.wast)
  add_custom_command(OUTPUT ${converted}.stamp VERBATIM COMMENT "converting ${folder}"
    DEPENDS ${packages}/wabt.stamp ${spec}/convert.mjs ${spec}/sexpr.mjs ${files}
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${converted}
    COMMAND ${NODE} ${spec}/convert.mjs ${packages}/wabt-1.0.39/package ${VIBEE_WASM_SPEC}/${folder} ${converted}
    COMMAND ${CMAKE_COMMAND} -E touch ${converted}.stamp)
  add_custom_target(spec-convert-${name} ALL DEPENDS ${converted}.stamp)
  add_test(NAME wasi-spec-${name}
           COMMAND ${VIBEE_PYTHON} ${spec}/run.py
                   --runner "${NODE} --no-warnings ${spec}/wasi.mjs $<TARGET_FILE:spec-runner>"
                   --results ${CMAKE_CURRENT_BINARY_DIR}/spec/results --name ${name} --converted ${converted})
  set_tests_properties(wasi-spec-${name} PROPERTIES LABELS "spec;wasi" TIMEOUT 1200)
endforeach()
