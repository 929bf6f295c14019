(module (import "vibee" "getpidd" (func (result i64))) (func (export "_start")))
