# Channels, schemes and devices, stepped by hand (see ipc_world.h).
add_library(ipc_world STATIC EXCLUDE_FROM_ALL tests/ipc_world.c)
target_include_directories(ipc_world PUBLIC ${CMAKE_CURRENT_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR}/tests)
target_link_libraries(ipc_world PUBLIC kernel hal_fake)

foreach(name ipc_channel ipc_call ipc_hardware ipc_pulse ipc_scheme ipc_model ipc_failure)
  add_executable(test_${name} tests/${name}.c)
  target_link_libraries(test_${name} ipc_world)
  add_test_with_spaces(unit.${name} test_${name} unit)
endforeach()

# Figures, not a test: run it by hand on a quiet machine.
add_executable(bench_kernel_ipc EXCLUDE_FROM_ALL tests/ipc_bench.c)
target_link_libraries(bench_kernel_ipc ipc_world)
