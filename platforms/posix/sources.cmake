# What platforms on a host with a C library share: clocks and entropy, the devices (folders, and the
# list of them), and the command line with the start of the system. Each platform compiles them with
# its own compiler.
set(POSIX_HAL_SOURCES)
foreach(name clock devices folder folder_entry folder_file folder_list folder_path folder_status)
  list(APPEND POSIX_HAL_SOURCES ${CMAKE_CURRENT_LIST_DIR}/src/${name}.c)
endforeach()
set(POSIX_COMMAND_SOURCES)
foreach(name help load options options_folder start)
  list(APPEND POSIX_COMMAND_SOURCES ${CMAKE_CURRENT_LIST_DIR}/src/${name}.c)
endforeach()
