# Sources of others: upstream archives of Debian source packages, pinned by SHA-256. They are kept in
# build/packages of the source tree, which all build trees share.
#
#   vibee_package(VARIABLE SOURCE FILE SHA256)    VARIABLE becomes the folder that FILE has inside
function(vibee_package variable source file sha256)
  get_filename_component(packages ${VIBEE_SDK}/../build/packages ABSOLUTE)
  execute_process(COMMAND ${VIBEE_PYTHON} ${VIBEE_SDK}/../tools/fetch.py deb ${source} ${file} ${sha256} ${packages}
                  COMMAND_ERROR_IS_FATAL ANY)
  string(REGEX REPLACE "\\.tar\\.[a-z0-9]+$" "" folder ${file})
  file(GLOB inside LIST_DIRECTORIES true ${packages}/${folder}/*)
  list(LENGTH inside count)
  if(NOT count EQUAL 1)
    message(FATAL_ERROR "${file}: expected one folder in it, found ${count} files")
  endif()
  set(${variable} ${inside} PARENT_SCOPE)
endfunction()
