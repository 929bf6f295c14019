/* Programs for tests. */

/* (module (import "wasi_snapshot_preview1" "fd_write" ...) ...): prints "hello from a dropped program". */
export const HELLO = Buffer.from(
    'AGFzbQEAAAABDAJgBH9/f38Bf2AAAAIjARZ3YXNpX3NuYXBzaG90X3ByZXZpZXcxCGZkX3dyaXRlAAADAgEBBQMBAAEHEwIGbWVtb3J5AgAGX3N0' +
    'YXJ0AAEKDwENAEEBQQBBAUEsEAAaCwsxAgBBAAsIDAAAAB4AAAAAQQwLHmhlbGxvIGZyb20gYSBkcm9wcGVkIHByb2dyYW0hCg==', 'base64');
