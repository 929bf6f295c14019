foreach(name atomic failure fork hardware image kill life memory memory_model pages random schedule signals spawn)
  kernel_test(${name})
endforeach()
