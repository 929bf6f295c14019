;; Atomic instructions, waiting and notifying: memory 0 is shared, memory 1 is not.
(module
  (memory $shared (export "memory") 1 4 shared)
  (memory $own 1)

  ;; Address; old value. Unaligned addresses trap.
  (func (export "load") (param i32) (result i32) (i32.atomic.load (local.get 0)))
  (func (export "load8") (param i32) (result i32) (i32.atomic.load8_u (local.get 0)))
  (func (export "load16") (param i32) (result i32) (i32.atomic.load16_u offset=1 (local.get 0)))
  (func (export "load64") (param i32) (result i32) (i32.wrap_i64 (i64.atomic.load (local.get 0))))
  (func (export "store") (param i32) (result i32)
    (i32.atomic.store (local.get 0) (i32.const 7)) (atomic.fence) (i32.atomic.load (local.get 0)))
  (func (export "store_own") (param i32) (result i32)
    (i32.atomic.store 1 (local.get 0) (i32.const 5))
    (drop (i32.atomic.rmw.add 1 (local.get 0) (i32.const 10)))
    (i32.add (i32.atomic.load 1 (local.get 0)) (i32.load (local.get 0))))
  (func (export "add64") (param i32) (result i32)
    (i32.wrap_i64 (i64.atomic.rmw.add (local.get 0) (i64.const 1))))
  (func (export "exchange") (param i32) (result i32)
    (i32.atomic.rmw.cmpxchg (local.get 0) (i32.const 7) (i32.const 9)))

  ;; Each takes the address and gives the result; what is expected is 0.
  (func (export "wait") (param i32) (result i32)
    (memory.atomic.wait32 (local.get 0) (i32.const 0) (i64.const -1)))
  (func (export "wait_soon") (param i32) (result i32)
    (memory.atomic.wait32 offset=4 (local.get 0) (i32.const 0) (i64.const 1000)))
  (func (export "wait64") (param i32) (result i32)
    (memory.atomic.wait64 (local.get 0) (i64.const 0) (i64.const -1)))
  (func (export "wait_own") (param i32) (result i32)
    (memory.atomic.wait32 1 (local.get 0) (i32.const 0) (i64.const -1)))
  (func (export "notify") (param i32) (result i32)
    (memory.atomic.notify (local.get 0) (i32.const 2)))
  (func (export "notify_own") (param i32) (result i32)
    (memory.atomic.notify 1 (local.get 0) (i32.const 2)))

  ;; With operands below, a local, and a wait in a loop: 10 * (argument + number of waits) + 3.
  (func (export "busy") (param i32) (result i32) (local $i i32)
    (i32.const 3)
    (loop $again
      (drop (memory.atomic.wait32 (i32.const 16) (i32.const 0) (i64.const 5)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $i) (i32.const 4))))
    (i32.mul (i32.const 10) (i32.add (local.get 0) (local.get $i)))
    (i32.add))

  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
  (func (export "size") (param i32) (result i32) (memory.size)))
