;; Vectors: a filter over bytes, a dot product with saturation, lanes of floats with NaNs.
(module
  (memory (export "memory") 1)
  (global $last (mut v128) (v128.const i64x2 0 0))
  (func $fill (local $i i32)
    (loop $next
      (i32.store8 (local.get $i) (i32.rem_u (i32.mul (local.get $i) (i32.const 2654435761)) (i32.const 251)))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 4096)))))
  (func $filter (local $i i32) (local $sum v128) (local $a v128) (local $b v128) (local $f v128)
    (loop $next
      (local.set $a (v128.load (local.get $i)))
      (local.set $b (i8x16.shuffle 3 2 1 0 31 30 29 28 8 9 10 11 23 22 21 20
        (local.get $a) (i8x16.avgr_u (local.get $a) (local.get $sum))))
      (local.set $sum (i16x8.add_sat_s (local.get $sum)
        (i16x8.q15mulr_sat_s (i16x8.extmul_low_i8x16_u (local.get $a) (local.get $b)) (local.get $b))))
      (local.set $f (f32x4.div (f32x4.convert_i32x4_s (local.get $b))
        (f32x4.convert_i32x4_u (i32x4.dot_i16x8_s (local.get $a) (local.get $sum)))))
      (local.set $f (f32x4.add (f32x4.pmin (local.get $f) (f32x4.sqrt (local.get $f)))
        (f32x4.demote_f64x2_zero (f64x2.promote_low_f32x4 (local.get $f)))))
      (v128.store offset=8192 (local.get $i)
        (v128.bitselect (local.get $f) (local.get $sum) (i32x4.lt_s (local.get $a) (local.get $b))))
      (local.set $i (i32.add (local.get $i) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $i) (i32.const 4096))))
    (global.set $last (local.get $sum)))
  (func (export "_start") (local $n i32)
    (call $fill)
    (loop $again
      (call $filter)
      (memory.copy (i32.const 0) (i32.const 8192) (i32.const 4096))
      (local.set $n (i32.add (local.get $n) (i32.const 1)))
      (br_if $again (i32.lt_u (local.get $n) (i32.const 20))))))
