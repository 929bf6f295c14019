foreach(name life memory pages schedule)
  kernel_test(${name})
endforeach()
