// toml++ as each build has it: the sdk's header for WebAssembly, Debian's for tests on the build
// machine.
#ifndef INIT_TOML_HEADER_HPP
#define INIT_TOML_HEADER_HPP

#ifdef __wasm__
#include <sdk/toml.hpp>
#else
#include <toml++/toml.h>
#endif

#endif
