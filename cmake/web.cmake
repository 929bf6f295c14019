# Toolchain file of the preset web: Emscripten as compiler and linker. docs/web.md says what of it is used.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_COMPILER emcc)
set(CMAKE_AR emar)
set(CMAKE_RANLIB emranlib)
# The same instructions as in user space (sdk/cmake/wasm32-vibee.cmake).
set(CMAKE_C_FLAGS_INIT "-mbulk-memory -msign-ext -mnontrapping-fptoint")
# With a build type's -O2 a link runs wasm-opt for minutes; targets say themselves how they are optimised.
set(CMAKE_C_FLAGS_RELWITHDEBINFO "" CACHE STRING "Flags of this build type")
set(CMAKE_EXECUTABLE_SUFFIX .wasm)
