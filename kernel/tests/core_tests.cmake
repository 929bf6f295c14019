foreach(name failure fork kill life memory pages random schedule signals spawn)
  kernel_test(${name})
endforeach()
