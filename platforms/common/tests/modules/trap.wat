(module
  (memory 1)
  (func $innermost (drop (i32.load (i32.const -1))))
  (func $middle (call $innermost))
  (func $_start (export "_start") (call $middle)))
