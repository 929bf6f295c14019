/*
 * toml++ for native programs (link sdk_toml). Its parse_file reads through std::ifstream, which
 * Debian's libc++ for WebAssembly declares but does not have; this gives it one that never opens.
 * Parse text: toml::parse(std::string_view).
 */
#ifndef SDK_TOML_HPP
#define SDK_TOML_HPP

#include <istream>
#include <string>

template <> class std::basic_ifstream<char> : public std::istream
{
  public:
    basic_ifstream() : std::istream(nullptr) {}
    void open(const std::string &, std::ios_base::openmode)
    {
        setstate(std::ios_base::failbit);
    }
    bool is_open() const
    {
        return false;
    }
    void close() {}
};

#include <toml++/toml.h>

#endif
