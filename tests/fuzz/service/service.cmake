# Services whole, over a fake of the system calls.
function(vibee_fuzz_service name)
  cmake_parse_arguments(SERVICE "" "SECONDS" "SOURCES" ${ARGN})
  set(here ${CMAKE_CURRENT_SOURCE_DIR}/service)
  set(sources ${SERVICE_SOURCES} ${CMAKE_SOURCE_DIR}/sdk/common/channel.c
      ${CMAKE_SOURCE_DIR}/sdk/common/log.c)
  set(seeds ${CMAKE_CURRENT_SOURCE_DIR}/seeds/service-${name})
  if(NOT EXISTS ${seeds})
    unset(seeds)
  endif()
  vibee_fuzz(service-${name} LINKS spec SECONDS ${SERVICE_SECONDS} SEEDS ${seeds}
             SOURCES ${here}/service_${name}.c ${here}/run.c ${here}/memory.c ${here}/objects.c
                     ${here}/clients.c ${here}/memory_calls.c ${here}/calls.c ${here}/start.c
                     ${sources})
  target_include_directories(fuzz-service-${name} PRIVATE ${CMAKE_SOURCE_DIR}/sdk/include)
  # The stubs say where WebAssembly imports them from.
  target_compile_options(fuzz-service-${name} PRIVATE -Wno-unknown-attributes)
  set_source_files_properties(${sources} PROPERTIES COMPILE_OPTIONS
                              "-include;${here}/memory.h;-Dmain=service_main")
endfunction()

set(pipe ${services}/pipe)
vibee_fuzz_service(pipe SECONDS 8 SOURCES ${pipe}/main.c ${pipe}/store.c ${pipe}/transfer.c
                                           ${pipe}/ready.c)
vibee_fuzz_service(log SECONDS 8 SOURCES ${services}/log/format.c ${CMAKE_SOURCE_DIR}/sdk/common/file.c)

if(TARGET fuzz-init-config)
  set(init ${services}/init)
  vibee_fuzz_service(init SECONDS 8
                     SOURCES ${init}/manifest.c ${init}/services.c ${init}/protocol.c
                             ${init}/session.c ${init}/supervise.c ${init}/children.c ${init}/config_check.c
                             ${CMAKE_SOURCE_DIR}/sdk/common/spawn.c)
  target_sources(fuzz-service-init PRIVATE ${init}/config.cpp
                                           ${CMAKE_CURRENT_SOURCE_DIR}/service/tasks.c)
  vibee_fuzz_toml(fuzz-service-init)
endif()
