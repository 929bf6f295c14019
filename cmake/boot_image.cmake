# The boot image: the files of image/ and what user space installed. Without that layer it has no init,
# and another one has to be named. The step runs in every build and writes only what changed.
set(BOOT_TAR ${CMAKE_BINARY_DIR}/boot.tar)
set(DEVICES_TABLE ${CMAKE_BINARY_DIR}/devices.table)
if("user" IN_LIST VIBEE_LAYERS)
  set(devices_root --root ${CMAKE_BINARY_DIR}/root) # where every driver must be
endif()
add_custom_target(boot_image ALL VERBATIM BYPRODUCTS ${BOOT_TAR} ${DEVICES_TABLE}
  COMMAND ${VIBEE_PYTHON} ${CMAKE_SOURCE_DIR}/tools/image/devices.py ${CMAKE_SOURCE_DIR}/image/etc/devices.toml
          ${DEVICES_TABLE} ${devices_root}
  COMMAND ${VIBEE_PYTHON} ${CMAKE_SOURCE_DIR}/tools/image/ustar.py ${BOOT_TAR} --tree ${CMAKE_SOURCE_DIR}/image
          --manifest ${CMAKE_BINARY_DIR}/user/build/install_manifest.txt --root ${CMAKE_BINARY_DIR}/root etc/devices.table=${DEVICES_TABLE}
  COMMENT "Packing the boot image")
if("user" IN_LIST VIBEE_LAYERS)
  add_dependencies(boot_image vibee_user)
endif()

# Every target's image has the same files as hosted's.
if(NOT VIBEE_PLATFORM STREQUAL hosted)
  add_test(NAME image-same COMMAND ${VIBEE_PYTHON} ${CMAKE_SOURCE_DIR}/tests/lint/images.py
           ${CMAKE_SOURCE_DIR}/build/hosted/boot.tar ${BOOT_TAR})
  set_tests_properties(image-same PROPERTIES LABELS "lint;${VIBEE_PLATFORM}" SKIP_RETURN_CODE 77 TIMEOUT 300)
endif()
