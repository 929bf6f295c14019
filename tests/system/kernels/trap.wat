;; A trap after some work, deep in calls: the reductions until then count.
(module
  (memory (export "memory") 1)
  (func $down (param i32)
    (i32.store (i32.mul (local.get 0) (i32.const 8)) (local.get 0))
    (call $down (i32.add (local.get 0) (i32.const 1))))
  (func (export "_start") (call $down (i32.const 0))))
