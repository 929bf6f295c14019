;; What comes from outside: clocks and entropy, which a reproducible run gives by its reductions.
(module
  (import "vibee" "clock" (func $clock (param i32) (result i64)))
  (import "vibee" "entropy" (func $entropy (param i64 i64) (result i64)))
  (memory (export "memory") 1)
  (func (export "_start") (local $i i32)
    (loop $next
      (i64.store (local.get $i) (call $clock (i32.rem_u (local.get $i) (i32.const 3))))
      (drop (call $entropy (i64.extend_i32_u (i32.add (local.get $i) (i32.const 4096))) (i64.const 8)))
      (local.set $i (i32.add (local.get $i) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 800))))))
