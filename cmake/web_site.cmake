# The site: npm installs what web/package-lock.json names, Vite packs the page with vibee.wasm and boot.tar into
# build/web. What stands in web/ and platforms/web/host/ is all that it depends on.
find_program(VIBEE_NPM NAMES npm REQUIRED)
find_program(VIBEE_NODE NAMES node REQUIRED)
set(VIBEE_WEB ${CMAKE_SOURCE_DIR}/web)
set(VIBEE_SITE ${CMAKE_SOURCE_DIR}/build/web)

set(NPM_STAMP ${CMAKE_BINARY_DIR}/npm.stamp)
add_custom_command(OUTPUT ${NPM_STAMP} VERBATIM
  DEPENDS ${VIBEE_WEB}/package.json ${VIBEE_WEB}/package-lock.json
  COMMAND ${VIBEE_NPM} ci --prefix ${VIBEE_WEB} --ignore-scripts --no-audit --no-fund --loglevel=error
  COMMAND ${CMAKE_COMMAND} -E touch ${NPM_STAMP}
  COMMENT "Installing what the page is built with (npm)")

file(GLOB_RECURSE SITE_SOURCES CONFIGURE_DEPENDS
  ${VIBEE_WEB}/src/* ${VIBEE_WEB}/public/* ${VIBEE_WEB}/*.html ${VIBEE_WEB}/*.js
  ${CMAKE_SOURCE_DIR}/platforms/web/host/*.js)
list(FILTER SITE_SOURCES EXCLUDE REGEX "/node_modules/")
set(SITE_STAMP ${CMAKE_BINARY_DIR}/site.stamp)
add_custom_command(OUTPUT ${SITE_STAMP} VERBATIM
  DEPENDS ${NPM_STAMP} ${SITE_SOURCES} vibee boot_image ${BOOT_TAR}
  WORKING_DIRECTORY ${VIBEE_WEB}
  COMMAND ${CMAKE_COMMAND} -E env VIBEE_KERNEL=${CMAKE_BINARY_DIR} VIBEE_SITE=${VIBEE_SITE}
          ${VIBEE_NODE} node_modules/vite/bin/vite.js build --logLevel warn
  COMMAND ${CMAKE_COMMAND} -E touch ${SITE_STAMP}
  COMMENT "Packing the site")
add_custom_target(site ALL DEPENDS ${SITE_STAMP})

# The npm package: build/npm/vibee-os is what `npm pack` packs, and build/npm/vibee its command.
set(VIBEE_NPM_FOLDER ${CMAKE_SOURCE_DIR}/build/npm)
set(PACKAGE_STAMP ${CMAKE_BINARY_DIR}/package.stamp)
file(GLOB_RECURSE PACKAGE_SOURCES CONFIGURE_DEPENDS ${VIBEE_WEB}/src/api/* ${VIBEE_WEB}/npm/*
  ${CMAKE_SOURCE_DIR}/platforms/web/host/*.js ${CMAKE_SOURCE_DIR}/platforms/web/node/*.js)
add_custom_command(OUTPUT ${PACKAGE_STAMP} VERBATIM
  DEPENDS ${PACKAGE_SOURCES} ${CMAKE_SOURCE_DIR}/tools/npm/package.py ${CMAKE_SOURCE_DIR}/platforms/posix/src/help.c
          vibee boot_image ${BOOT_TAR}
  COMMAND ${VIBEE_PYTHON} ${CMAKE_SOURCE_DIR}/tools/npm/package.py ${CMAKE_SOURCE_DIR} ${CMAKE_BINARY_DIR}
          ${VIBEE_NPM_FOLDER}/vibee-os
  COMMAND ${CMAKE_COMMAND} -E create_symlink vibee-os/platforms/web/node/vibee.js ${VIBEE_NPM_FOLDER}/vibee
  COMMAND ${VIBEE_NPM} pack ${VIBEE_NPM_FOLDER}/vibee-os --pack-destination ${VIBEE_NPM_FOLDER} --silent
  COMMAND ${CMAKE_COMMAND} -E touch ${PACKAGE_STAMP}
  COMMENT "Packing the npm package")
add_custom_target(npm_package ALL DEPENDS ${PACKAGE_STAMP})
