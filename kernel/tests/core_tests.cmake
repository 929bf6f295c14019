foreach(name failure fork kill life memory pages schedule signals spawn)
  kernel_test(${name})
endforeach()
