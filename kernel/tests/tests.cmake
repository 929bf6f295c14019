# Unit tests on the fake platform and the fake CPU (fake_cpu.h, world.h).
add_library(kernel_world STATIC EXCLUDE_FROM_ALL tests/fake_cpu.c tests/world.c)
target_include_directories(kernel_world PUBLIC tests PRIVATE ${CMAKE_CURRENT_SOURCE_DIR}
                                                     ${CMAKE_SOURCE_DIR}/tests/support)
target_link_libraries(kernel_world PUBLIC kernel hal_fake)

# The test TARGET without spaces, and with those of the fake platform (hal_fake/space.h).
function(add_test_with_spaces name target label)
  add_test(NAME ${name} COMMAND ${target})
  add_test(NAME ${name}.spaces COMMAND ${target})
  set_tests_properties(${name} ${name}.spaces PROPERTIES LABELS ${label} TIMEOUT 600)
  set_tests_properties(${name}.spaces PROPERTIES ENVIRONMENT HAL_FAKE_SPACES=1)
endfunction()

# kernel_test(NAME): tests/test_NAME.c, which may look inside the kernel.
function(kernel_test name)
  add_executable(test_kernel_${name} tests/test_${name}.c)
  target_include_directories(test_kernel_${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_link_libraries(test_kernel_${name} kernel_world)
  add_test_with_spaces(unit.kernel_${name} test_kernel_${name} unit)
endfunction()

include(${CMAKE_CURRENT_SOURCE_DIR}/tests/core_tests.cmake OPTIONAL)
include(${CMAKE_CURRENT_SOURCE_DIR}/tests/ipc_tests.cmake OPTIONAL)
