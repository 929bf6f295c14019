# The protocols' cases over one service each: its own code over the fake of the system calls (tests/fuzz/service).
include(${CMAKE_SOURCE_DIR}/tests/fuzz/service/sources.cmake)
set(here ${CMAKE_CURRENT_SOURCE_DIR}/services)
foreach(service IN LISTS SERVICES_OVER_FAKE)
  if(NOT EXISTS ${here}/${service}.gen.c OR (service STREQUAL "init" AND NOT EXISTS /usr/include/toml++/toml.h))
    continue()
  endif()
  add_executable(cases-${service} ${here}/${service}.gen.c ${here}/run.c ${here}/clients.c interpreter.c
                 ${SERVICE_FAKES_${service}} ${SERVICE_SOURCES_${service}})
  target_include_directories(cases-${service} PRIVATE
                             ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/tests/include
                             ${CMAKE_SOURCE_DIR}/sdk/include ${CMAKE_SOURCE_DIR}/services)
  target_link_libraries(cases-${service} PRIVATE spec base)
  # The stubs say where WebAssembly imports them from.
  target_compile_options(cases-${service} PRIVATE -Wno-unknown-attributes)
  service_source_properties(${service})
  if(service STREQUAL "init")
    enable_language(CXX)
    service_toml(cases-init)
  endif()
  add_test(NAME spec-cases.${service} COMMAND cases-${service})
  set_tests_properties(spec-cases.${service} PROPERTIES LABELS spec-cases)
endforeach()
