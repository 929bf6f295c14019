# Flags that every target of ours uses, and the function that declares a freestanding layer.
add_compile_options(-Wall -Wextra -Werror -Wshadow -Wpointer-arith -Wundef -fno-strict-aliasing
                    -ffp-contract=off
                    "$<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes;-Wmissing-prototypes>")
add_compile_options("$<$<CONFIG:RelWithDebInfo>:-O2>")

if(VIBEE_SANITIZE)
  # The last: a dynamic stack does not go with the calling convention of the interpreter.
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
                      "SHELL:-mllvm -asan-stack-dynamic-alloca=0")
  add_link_options(-fsanitize=address,undefined)
endif()

# Counts of executed lines, for ./x coverage.
if(VIBEE_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate)
endif()

# A layer that may include only freestanding headers and its declared dependencies.
#   vibee_layer(NAME SOURCES ... DEPENDS ...)
function(vibee_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;DEPENDS" ${ARGN})
  add_library(${name} STATIC ${LAYER_SOURCES})
  target_include_directories(${name} PUBLIC include)
  target_compile_options(${name} PRIVATE -ffreestanding -fno-builtin-printf)
  target_link_libraries(${name} PUBLIC ${LAYER_DEPENDS})
endfunction()
