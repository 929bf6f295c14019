# CMake toolchain file: C and C++ programs for VIBEE OS (WebAssembly, WASI preview 1 and vibee calls).
#
#   cmake -S . -B build -G Ninja -DCMAKE_TOOLCHAIN_FILE=.../sdk/cmake/wasm32-vibee.cmake
#
# It needs clang-19, lld-19, wasi-libc and libclang-rt-19-dev-wasm32; C++ also libc++-19-dev-wasm32 and
# libc++abi-19-dev-wasm32 (Debian's names).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(VIBEE TRUE)

# Debian's clang looks in /usr/include, too, where the host's C library is: headers that wasi-libc
# does not have would then come from glibc. A root with nothing but links to wasi-libc prevents that.
set(VIBEE_SYSROOT ${CMAKE_BINARY_DIR}/sysroot)
foreach(part include lib)
  if(NOT EXISTS /usr/${part}/wasm32-wasi)
    message(FATAL_ERROR "expected wasi-libc in /usr/${part}/wasm32-wasi; install wasi-libc (./x setup)")
  endif()
  file(MAKE_DIRECTORY ${VIBEE_SYSROOT}/${part})
  file(CREATE_LINK /usr/${part}/wasm32-wasi ${VIBEE_SYSROOT}/${part}/wasm32-wasi SYMBOLIC)
endforeach()

set(CMAKE_SYSROOT ${VIBEE_SYSROOT})
foreach(language C CXX ASM)
  set(CMAKE_${language}_COMPILER_TARGET wasm32-wasi)
  # Spelled out, so that the same instructions are used whatever the compiler's default is.
  set(CMAKE_${language}_FLAGS_INIT "-mbulk-memory -msign-ext -mnontrapping-fptoint")
endforeach()
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_CXX_COMPILER clang++-19)
set(CMAKE_AR llvm-ar-19)
set(CMAKE_RANLIB llvm-ranlib-19)
# What a build type adds is passed to the link, too, and clang runs wasm-opt there for any -O when it is
# on PATH: what is built would depend on the machine. Targets say themselves how they are optimised.
foreach(type DEBUG RELEASE RELWITHDEBINFO MINSIZEREL)
  set(CMAKE_C_FLAGS_${type} "" CACHE STRING "Flags of this build type")
  set(CMAKE_CXX_FLAGS_${type} "" CACHE STRING "Flags of this build type")
endforeach()
set(CMAKE_EXECUTABLE_SUFFIX .wasm)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
foreach(kind LIBRARY INCLUDE PACKAGE)
  set(CMAKE_FIND_ROOT_PATH_MODE_${kind} ONLY)
endforeach()
