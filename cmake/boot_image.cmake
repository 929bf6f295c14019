# The boot image: the files of image/ and what user space installed. Without that layer it has no init,
# and another one has to be named. The step runs in every build and writes only what changed.
set(BOOT_TAR ${CMAKE_BINARY_DIR}/boot.tar)
set(DEVICES_TABLE ${CMAKE_BINARY_DIR}/devices.table)
set(INIT_TABLE ${CMAKE_BINARY_DIR}/init.table)
set(BOOT_FILES etc/devices.table=${DEVICES_TABLE})
# A platform may have a configuration of its own, which goes on where that of all ends.
if(VIBEE_INIT_TOML)
  list(APPEND BOOT_FILES etc/init.toml=${VIBEE_INIT_TOML})
else()
  set(VIBEE_INIT_TOML ${CMAKE_SOURCE_DIR}/image/etc/init.toml)
endif()
if("user" IN_LIST VIBEE_LAYERS)
  set(devices_root --root ${CMAKE_BINARY_DIR}/root) # where every driver must be
endif()

# etc/init.table, by init's own reader compiled for the build machine, whatever the target is.
set(reader ${CMAKE_SOURCE_DIR}/services/init)
set(compiler ${CMAKE_BINARY_DIR}/compile-init)
if(EXISTS /usr/include/toml++/toml.h)
  add_custom_command(OUTPUT ${compiler} VERBATIM
    COMMAND clang++-19 -O1 -fno-exceptions -DTOML_EXCEPTIONS=0 -DTOML_ENABLE_FORMATTERS=0 -DTOML_HEADER_ONLY=1
            -o ${compiler} -x c++ ${reader}/config.cpp
            -x c ${reader}/config_check.c ${reader}/config_table.c ${reader}/compile.c
    DEPENDS ${reader}/config.cpp ${reader}/config_check.c ${reader}/config_table.c ${reader}/compile.c
            ${reader}/config.h ${reader}/config_table.h ${reader}/toml_header.hpp
    COMMENT "Making the compiler of etc/init.toml")
  add_custom_command(OUTPUT ${INIT_TABLE} VERBATIM
    COMMAND ${compiler} ${VIBEE_INIT_TOML} ${INIT_TABLE}
    DEPENDS ${compiler} ${VIBEE_INIT_TOML}
    COMMENT "Compiling etc/init.toml")
  set(init_table ${INIT_TABLE})
  list(APPEND BOOT_FILES etc/init.table=${INIT_TABLE})
endif()

add_custom_target(boot_image ALL VERBATIM BYPRODUCTS ${BOOT_TAR} ${DEVICES_TABLE}
  DEPENDS ${init_table}
  COMMAND ${VIBEE_PYTHON} ${CMAKE_SOURCE_DIR}/tools/image/devices.py ${CMAKE_SOURCE_DIR}/image/etc/devices.toml
          ${DEVICES_TABLE} ${devices_root}
  COMMAND ${VIBEE_PYTHON} ${CMAKE_SOURCE_DIR}/tools/image/ustar.py ${BOOT_TAR} --tree ${CMAKE_SOURCE_DIR}/image
          --manifest ${CMAKE_BINARY_DIR}/user/build/install_manifest.txt --root ${CMAKE_BINARY_DIR}/root ${BOOT_FILES}
  COMMENT "Packing the boot image")
if("user" IN_LIST VIBEE_LAYERS)
  add_dependencies(boot_image vibee_user)
endif()

# Every target's image has the same files as hosted's.
if(NOT VIBEE_PLATFORM STREQUAL hosted)
  add_test(NAME image-same COMMAND ${VIBEE_PYTHON} ${CMAKE_SOURCE_DIR}/tests/lint/images.py
           ${CMAKE_SOURCE_DIR}/build/hosted/boot.tar ${BOOT_TAR} ${BOOT_EXTENDED})
  set_tests_properties(image-same PROPERTIES LABELS "lint;${VIBEE_PLATFORM}" SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()
