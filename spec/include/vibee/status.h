/* Generated from spec/errors.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_STATUS_H
#define VIBEE_STATUS_H

/* The status of every operation, everywhere in the system: zero or a positive value is success, a negative value is one of these. A name means the same thing in every layer. */
enum vb_status {
    VB_OK = 0,
    VB_ERR_INVALID = -1,
    VB_ERR_BAD_HANDLE = -2,
    VB_ERR_BAD_TYPE = -3,
    VB_ERR_ACCESS = -4,
    VB_ERR_FAULT = -5,
    VB_ERR_NO_MEMORY = -6,
    VB_ERR_QUOTA = -7,
    VB_ERR_LIMIT = -8,
    VB_ERR_NOT_FOUND = -9,
    VB_ERR_EXISTS = -10,
    VB_ERR_BUSY = -11,
    VB_ERR_AGAIN = -12,
    VB_ERR_TIMED_OUT = -13,
    VB_ERR_CANCELLED = -14,
    VB_ERR_INTERRUPTED = -15,
    VB_ERR_PEER_CLOSED = -16,
    VB_ERR_SERVER_DIED = -17,
    VB_ERR_TOO_BIG = -18,
    VB_ERR_NOT_SUPPORTED = -19,
    VB_ERR_BAD_MODULE = -20,
    VB_ERR_UNLINKABLE = -21,
    VB_ERR_TRAPPED = -22,
    VB_ERR_PROTOCOL = -23,
    VB_ERR_IO = -24,
    VB_ERR_NOT_DIRECTORY = -25,
    VB_ERR_IS_DIRECTORY = -26,
    VB_ERR_NOT_EMPTY = -27,
    VB_ERR_READ_ONLY = -28,
    VB_ERR_NO_SPACE = -29,
    VB_ERR_LOOP = -30,
    VB_ERR_NAME_TOO_LONG = -31,
    VB_ERR_CROSS_DEVICE = -32,
    VB_ERR_PIPE = -33,
    VB_ERR_RANGE = -34,
    VB_ERR_NOT_SEEKABLE = -35,
    VB_ERR_NOT_TERMINAL = -36,
    VB_ERR_DEAD = -37,
    VB_ERR_FILE_TOO_BIG = -38,
    VB_ERR_STOPPED = -39,
};

#define VB_STATUS_TEXTS(X) \
    X(VB_OK, "success") \
    X(VB_ERR_INVALID, "invalid argument") \
    X(VB_ERR_BAD_HANDLE, "no such handle") \
    X(VB_ERR_BAD_TYPE, "the handle or item is of another type") \
    X(VB_ERR_ACCESS, "the handle lacks a right") \
    X(VB_ERR_FAULT, "a buffer lies outside the memory") \
    X(VB_ERR_NO_MEMORY, "out of memory") \
    X(VB_ERR_QUOTA, "the account's limit of memory or handles is reached") \
    X(VB_ERR_LIMIT, "a fixed limit is reached") \
    X(VB_ERR_NOT_FOUND, "not found") \
    X(VB_ERR_EXISTS, "already exists") \
    X(VB_ERR_BUSY, "in use") \
    X(VB_ERR_AGAIN, "not ready; try again") \
    X(VB_ERR_TIMED_OUT, "the deadline has passed") \
    X(VB_ERR_CANCELLED, "the wait was cancelled") \
    X(VB_ERR_INTERRUPTED, "the wait was interrupted") \
    X(VB_ERR_PEER_CLOSED, "the other side is gone for good") \
    X(VB_ERR_SERVER_DIED, "the server died before it answered; the call can be made again") \
    X(VB_ERR_TOO_BIG, "the message or value is too big") \
    X(VB_ERR_NOT_SUPPORTED, "not supported") \
    X(VB_ERR_BAD_MODULE, "malformed or invalid module") \
    X(VB_ERR_UNLINKABLE, "an import cannot be satisfied") \
    X(VB_ERR_TRAPPED, "the program trapped") \
    X(VB_ERR_PROTOCOL, "malformed message") \
    X(VB_ERR_IO, "input/output error") \
    X(VB_ERR_NOT_DIRECTORY, "not a directory") \
    X(VB_ERR_IS_DIRECTORY, "is a directory") \
    X(VB_ERR_NOT_EMPTY, "directory not empty") \
    X(VB_ERR_READ_ONLY, "read-only file system") \
    X(VB_ERR_NO_SPACE, "no space left") \
    X(VB_ERR_LOOP, "too many symbolic links") \
    X(VB_ERR_NAME_TOO_LONG, "name too long") \
    X(VB_ERR_CROSS_DEVICE, "not on the same file system") \
    X(VB_ERR_PIPE, "broken pipe") \
    X(VB_ERR_RANGE, "out of range") \
    X(VB_ERR_NOT_SEEKABLE, "not seekable") \
    X(VB_ERR_NOT_TERMINAL, "not a terminal") \
    X(VB_ERR_DEAD, "the task or thread has ended") \
    X(VB_ERR_FILE_TOO_BIG, "file too big") \
    X(VB_ERR_STOPPED, "the caller was stopped in the background; the call can be made again")

#endif
