foreach(name fork life memory pages schedule signals spawn)
  kernel_test(${name})
endforeach()
