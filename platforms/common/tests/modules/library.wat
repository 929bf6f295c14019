;; Counts in its own memory how often it was used; _initialize must have run before the program.
(module
  (import "vibee" "caller_read" (func $caller_read (param i64 i64 i64) (result i64)))
  (memory 1)
  (global $base (mut i32) (i32.const 0))
  (func (export "_initialize") (global.set $base (i32.const 100)))
  (func (export "add") (param i32) (result i32)
    (drop (call $caller_read (i64.const 0) (i64.const 8) (i64.const 1)))
    (i32.add (i32.add (global.get $base) (i32.const 1)) (local.get 0))))
