foreach(name life)
  kernel_test(${name})
endforeach()
