"""What the kernel checks, and how calls look from WebAssembly."""
import unittest

import dispatch

PARAMS = [{"name": "url", "type": "bytes_in"},
          {"name": "space", "type": "handle", "objects": ["namespace"], "rights": ["read"], "optional": True},
          {"name": "flags", "type": "u32"},
          {"name": "info", "type": "out", "of": "vb_info"},
          {"name": "file", "type": "handle", "objects": ["any"], "rights": []}]
STRUCTURES = {"vb_info": {"fields": [{"name": "a", "type": "u64"}, {"name": "b", "type": "char[8]"}]}}


class Dispatch(unittest.TestCase):
    def test_handles_are_checked_before_buffers(self):
        self.assertEqual(dispatch.checks({"params": PARAMS}, STRUCTURES), [
            "{CHECK_OPTIONAL_HANDLE, 2, VB_RIGHT_READ, 1u << VB_OBJECT_NAMESPACE}",
            "{CHECK_HANDLE, 5, 0, ~0u}", "{CHECK_BUFFER, 0, 0, 0}", "{CHECK_STRUCTURE, 4, 16, 0}"])

    def test_letters(self):
        self.assertEqual(dispatch.letters(PARAMS), "IIIiII")

    def test_handlers_get_what_the_checks_found(self):
        self.assertEqual(list(dispatch.arguments({"params": PARAMS})), [
            "(struct user_buffer){arguments[0], arguments[1]}", "handles[0]", "(uint32_t)arguments[3]",
            "arguments[4]", "handles[1]"])

    def test_prototype(self):
        self.assertEqual(list(dispatch.handler_params(PARAMS)), [
            "struct user_buffer url", "struct handle *space", "uint32_t flags", "uint64_t info",
            "struct handle *file"])


if __name__ == "__main__":
    unittest.main()
