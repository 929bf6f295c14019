# The engine: module_load is the decoder and validator, engine_run also links and executes. Seeds: the
# binaries of the WebAssembly suite, valid or not, that wast2json makes; those of the folders in newer
# syntax (try_table, memory64 with 64-bit tables, relaxed vectors) as tests/spec converts them.
set(seeds ${CMAKE_CURRENT_BINARY_DIR}/wasm-seeds)
file(MAKE_DIRECTORY ${seeds})
find_program(WAST2JSON wast2json)
if(WAST2JSON AND IS_DIRECTORY "${VIBEE_WASM_SPEC}/core-2.0")
  file(GLOB core ${VIBEE_WASM_SPEC}/core-2.0/*.wast)
  file(GLOB exceptions ${VIBEE_WASM_SPEC}/proposals/exception-handling-legacy/*.wast)
  file(GLOB newer ${VIBEE_WASM_SPEC}/proposals/tail-call/*.wast
       ${VIBEE_WASM_SPEC}/proposals/extended-const/*.wast ${VIBEE_WASM_SPEC}/proposals/threads/*.wast)
  set(stamps)
  foreach(file IN LISTS core exceptions newer)
    get_filename_component(stem ${file} NAME_WE)
    set(options)
    if(file IN_LIST exceptions)
      set(stem eh-${stem})
      set(options --enable-exceptions)
    elseif(file IN_LIST newer)
      get_filename_component(folder ${file} DIRECTORY)
      get_filename_component(folder ${folder} NAME)
      set(stem ${folder}-${stem})
      set(options --enable-tail-call --enable-extended-const --enable-threads)
    endif()
    set(stamp ${CMAKE_CURRENT_BINARY_DIR}/wasm-stamps/${stem})
    add_custom_command(
      OUTPUT ${stamp}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_CURRENT_BINARY_DIR}/wasm-stamps
      COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/convert.sh ${WAST2JSON} ${options} ${file} -o ${seeds}/${stem}.json
      COMMAND sh -c "rm -f '${seeds}/${stem}'.*json '${seeds}/${stem}'.*.wat" # text is no seed
      COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
      DEPENDS ${file} convert.sh
      COMMENT "Seeds from ${stem}.wast"
      VERBATIM)
    list(APPEND stamps ${stamp})
  endforeach()
  set(converted ${CMAKE_SOURCE_DIR}/build/spec)
  foreach(folder IN ITEMS own exception-handling multi-memory memory64 relaxed-simd)
    if(TARGET spec-convert-${folder})
      set(stamp ${CMAKE_CURRENT_BINARY_DIR}/wasm-stamps/${folder})
      add_custom_command(
        OUTPUT ${stamp}
        COMMAND sh ${CMAKE_CURRENT_SOURCE_DIR}/collect.sh ${converted}/${folder} ${seeds}/${folder}
        COMMAND ${CMAKE_COMMAND} -E touch ${stamp}
        DEPENDS ${converted}/${folder}.stamp spec-convert-${folder} collect.sh
        COMMENT "Seeds from ${folder}"
        VERBATIM)
      list(APPEND stamps ${stamp})
    endif()
  endforeach()
  add_custom_target(wasm-seeds DEPENDS ${stamps})
endif()

foreach(name module_load engine_run)
  vibee_fuzz(${name} SOURCES ${name}.c LINKS engine SEEDS ${seeds} SECONDS 10)
  if(name STREQUAL "engine_run")
    target_sources(fuzz-${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/engine_host.c)
    target_include_directories(fuzz-${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support)
  endif()
  if(TARGET wasm-seeds)
    add_dependencies(fuzz-${name} wasm-seeds)
  endif()
endforeach()

# Snapshots: seeds are made by the target itself, from the programs of engine/tests.
if(TARGET engine_back_programs)
  vibee_fuzz(engine-restore SOURCES engine_restore.c ${CMAKE_SOURCE_DIR}/tests/support/engine_host.c
             LINKS engine SECONDS 6)
  target_include_directories(fuzz-engine-restore PRIVATE ${CMAKE_SOURCE_DIR}/tests/support)
  target_compile_definitions(fuzz-engine-restore PRIVATE
    PROGRAMS_FILE="${CMAKE_BINARY_DIR}/engine/tests/back_programs.wasm")
  add_dependencies(fuzz-engine-restore engine_back_programs)
endif()
