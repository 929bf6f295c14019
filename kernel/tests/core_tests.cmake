foreach(name failure fork hardware image kill life memory pages random schedule signals spawn)
  kernel_test(${name})
endforeach()
