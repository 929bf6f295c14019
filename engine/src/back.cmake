# Link and execute: struct module to running code.

# How the interpreter goes from one instruction to the next: tail calls where compiler and target have
# them, best in machine registers (preserve_none), else a switch in a loop. The bodies are the same, in
# src/ops/. ENGINE_TAIL_OPTIONS: what execute_tail.c is compiled with.
set(VIBEE_ENGINE_DISPATCH auto CACHE STRING "auto, tail or switch")
set_property(CACHE VIBEE_ENGINE_DISPATCH PROPERTY STRINGS auto tail switch)
set(ENGINE_DISPATCH ${VIBEE_ENGINE_DISPATCH})
include(CheckCSourceCompiles)
function(engine_check_tail_calls result convention flags)
  set(CMAKE_REQUIRED_FLAGS "-Werror ${flags}")
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
  set(parameters "long a, long b, long c, long d, long e, long f, long g, long h")
  check_c_source_compiles("
    typedef int body(${parameters}) ${convention};
    ${convention} int call(${parameters});
    ${convention} int call(${parameters})
    { __attribute__((musttail)) return ((body **)a)[b](a, b, c, d, e, f, g, h); }
    " ${result})
endfunction()
engine_check_tail_calls(VIBEE_HAS_TAIL_CALLS "__attribute__((preserve_none))" "")
if(NOT VIBEE_HAS_TAIL_CALLS)
  engine_check_tail_calls(VIBEE_HAS_PLAIN_TAIL_CALLS "" -mtail-call) # WebAssembly
endif()
if(VIBEE_HAS_PLAIN_TAIL_CALLS)
  set(ENGINE_TAIL_OPTIONS -mtail-call -DENGINE_CONVENTION=)
endif()
if(ENGINE_DISPATCH STREQUAL auto)
  if(VIBEE_HAS_TAIL_CALLS OR VIBEE_HAS_PLAIN_TAIL_CALLS)
    set(ENGINE_DISPATCH tail)
  else()
    set(ENGINE_DISPATCH switch)
  endif()
endif()

set(ENGINE_BACK
    src/bulk.c
    src/clone.c
    src/code_map.c
    src/exception.c
    src/exception_refs.c
    src/execute_${ENGINE_DISPATCH}.c
    src/instantiate.c
    src/link.c
    src/memory_ops.c
    src/run.c
    src/save.c
    src/save_exceptions.c
    src/save_frame.c
    src/save_instances.c
    src/save_layout.c
    src/save_pages.c
    src/save_read.c
    src/save_thread.c
    src/stack.c
    src/store.c
    src/table.c
    src/translate.c
    src/translate_atomic.c
    src/translate_branch.c
    src/translate_call.c
    src/translate_control.c
    src/translate_emit.c
    src/translate_exception.c
    src/translate_fuse.c
    src/translate_memory.c
    src/translate_numeric.c
    src/translate_simd.c
    src/translate_stack.c
    src/translate_table.c
    src/trap.c)

# Square roots are an instruction of every target's base set (SSE2, A64, WebAssembly, RV64D); with
# errno out of the way the compiler uses it alone. tests: nm -u shows no call of libm. With the
# sanitizers' checks in every body, clang takes minutes for these files, but seconds at -O1 and, for
# the one function of the switch, at -O0.
set(ENGINE_EXECUTE_OPTIONS_tail -fno-math-errno ${ENGINE_TAIL_OPTIONS})
set(ENGINE_EXECUTE_OPTIONS_switch -fno-math-errno)
if(VIBEE_SANITIZE)
  list(APPEND ENGINE_EXECUTE_OPTIONS_tail -O1)
  list(APPEND ENGINE_EXECUTE_OPTIONS_switch -O0)
endif()
foreach(dispatch IN ITEMS tail switch)
  set_source_files_properties(src/execute_${dispatch}.c PROPERTIES COMPILE_OPTIONS
                              "${ENGINE_EXECUTE_OPTIONS_${dispatch}}")
endforeach()
