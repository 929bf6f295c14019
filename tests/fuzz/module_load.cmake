# The engine's decoder and validator. Seeds: all binaries of the WebAssembly suite, valid or not.
set(seeds ${CMAKE_CURRENT_BINARY_DIR}/module_load-seeds)
file(MAKE_DIRECTORY ${seeds})
find_program(WAST2JSON wast2json)
if(WAST2JSON AND IS_DIRECTORY "${VIBEE_WASM_SPEC}/core-2.0")
  file(GLOB core ${VIBEE_WASM_SPEC}/core-2.0/*.wast)
  list(FILTER core EXCLUDE REGEX "/simd_[^/]*$")
  file(GLOB exceptions ${VIBEE_WASM_SPEC}/proposals/exception-handling-legacy/*.wast)
  set(stamps)
  foreach(file IN LISTS core exceptions)
    get_filename_component(stem ${file} NAME_WE)
    set(options)
    if(file IN_LIST exceptions)
      set(stem eh-${stem})
      set(options --enable-exceptions)
    endif()
    set(stamp ${CMAKE_CURRENT_BINARY_DIR}/module_load-stamps/${stem})
    add_custom_command(
      OUTPUT ${stamp}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/module_load-stamps
      COMMAND ${WAST2JSON} ${options} ${file} -o ${seeds}/${stem}.json
      COMMAND ${CMAKE_COMMAND} -E rm -f ${seeds}/${stem}.json
      COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
      DEPENDS ${file}
      COMMENT "Seeds from ${stem}.wast"
      VERBATIM)
    list(APPEND stamps ${stamp})
  endforeach()
  add_custom_target(module_load-seeds DEPENDS ${stamps})
endif()

vibee_fuzz(module_load SOURCES module_load.c LINKS engine SEEDS ${seeds} SECONDS 15)
if(TARGET module_load-seeds)
  add_dependencies(fuzz-module_load module_load-seeds)
endif()
