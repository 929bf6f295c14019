/* Generated from spec/errors.vibee, spec/objects.vibee, spec/device.vibee, spec/file.vibee by tools/generator/generate.py. Do not edit. */

export const VB_OK = 0;
export const VB_ERR_INVALID = -1;
export const VB_ERR_BAD_HANDLE = -2;
export const VB_ERR_BAD_TYPE = -3;
export const VB_ERR_ACCESS = -4;
export const VB_ERR_FAULT = -5;
export const VB_ERR_NO_MEMORY = -6;
export const VB_ERR_QUOTA = -7;
export const VB_ERR_LIMIT = -8;
export const VB_ERR_NOT_FOUND = -9;
export const VB_ERR_EXISTS = -10;
export const VB_ERR_BUSY = -11;
export const VB_ERR_AGAIN = -12;
export const VB_ERR_TIMED_OUT = -13;
export const VB_ERR_CANCELLED = -14;
export const VB_ERR_INTERRUPTED = -15;
export const VB_ERR_PEER_CLOSED = -16;
export const VB_ERR_SERVER_DIED = -17;
export const VB_ERR_TOO_BIG = -18;
export const VB_ERR_NOT_SUPPORTED = -19;
export const VB_ERR_BAD_MODULE = -20;
export const VB_ERR_UNLINKABLE = -21;
export const VB_ERR_TRAPPED = -22;
export const VB_ERR_PROTOCOL = -23;
export const VB_ERR_IO = -24;
export const VB_ERR_NOT_DIRECTORY = -25;
export const VB_ERR_IS_DIRECTORY = -26;
export const VB_ERR_NOT_EMPTY = -27;
export const VB_ERR_READ_ONLY = -28;
export const VB_ERR_NO_SPACE = -29;
export const VB_ERR_LOOP = -30;
export const VB_ERR_NAME_TOO_LONG = -31;
export const VB_ERR_CROSS_DEVICE = -32;
export const VB_ERR_PIPE = -33;
export const VB_ERR_RANGE = -34;
export const VB_ERR_NOT_SEEKABLE = -35;
export const VB_ERR_NOT_TERMINAL = -36;
export const VB_ERR_DEAD = -37;
export const VB_ERR_FILE_TOO_BIG = -38;
export const VB_ERR_STOPPED = -39;

export const VB_MESSAGE_MAX = 8192;
export const VB_HANDLES_MAX = 16;
export const VB_WINDOWS_MAX = 4;
export const VB_CHANNEL_DEPTH_MAX = 1024;
export const VB_PRIORITIES = 32;
export const VB_PRIORITY_DEFAULT = 16;
export const VB_SCHEME_NAME_MAX = 32;
export const VB_PATH_MAX = 4096;
export const VB_BADGE_CLOSED = 1073741824;

export const VB_OPEN_READ = 1;
export const VB_OPEN_WRITE = 2;
export const VB_OPEN_CREATE = 4;
export const VB_OPEN_EXCLUSIVE = 8;
export const VB_OPEN_TRUNCATE = 16;
export const VB_OPEN_APPEND = 32;
export const VB_OPEN_DIRECTORY = 64;
export const VB_OPEN_NO_FOLLOW = 128;
export const VB_OPEN_NONBLOCK = 256;

export const VB_DEVICE_CONSOLE = 1;
export const VB_DEVICE_FOLDER = 2;
export const VB_DEVICE_MACHINE = 3;

export const VB_SYSTEM_POWER_OFF = 0;
export const VB_SYSTEM_RESET = 1;

export const VB_CONSOLE_READ = 1;
export const VB_CONSOLE_WRITE = 2;
export const VB_CONSOLE_SIZE = 3;
export const VB_CONSOLE_EVENT = 4;

export const VB_FOLDER_OPEN = 1;
export const VB_FOLDER_CLOSE = 2;
export const VB_FOLDER_READ = 3;
export const VB_FOLDER_WRITE = 4;
export const VB_FOLDER_STAT = 5;
export const VB_FOLDER_LIST = 6;
export const VB_FOLDER_MKDIR = 7;
export const VB_FOLDER_UNLINK = 8;
export const VB_FOLDER_RMDIR = 9;
export const VB_FOLDER_RENAME = 10;
export const VB_FOLDER_LINK = 11;
export const VB_FOLDER_SYMLINK = 12;
export const VB_FOLDER_READLINK = 13;
export const VB_FOLDER_SET_SIZE = 14;
export const VB_FOLDER_SET_TIMES = 15;
export const VB_FOLDER_SYNC = 16;
export const VB_FOLDER_SPACE = 17;

export const VB_CONSOLE_INPUT_TERMINAL = 1;
export const VB_CONSOLE_OUTPUT_TERMINAL = 2;
export const VB_CONSOLE_ERROR_TERMINAL = 4;
export const VB_CONSOLE_INPUT_LINES = 8;

export const VB_CONSOLE_RESIZED = 1;
export const VB_CONSOLE_HANGUP = 2;
export const VB_CONSOLE_TERMINATE = 3;
export const VB_CONSOLE_INTERRUPT = 4;

export const VB_FOLDER_READ_ONLY = 1;

export const VB_TYPE_UNKNOWN = 0;
export const VB_TYPE_BLOCK = 1;
export const VB_TYPE_CHARACTER = 2;
export const VB_TYPE_DIRECTORY = 3;
export const VB_TYPE_REGULAR = 4;
export const VB_TYPE_SOCKET = 6;
export const VB_TYPE_SYMLINK = 7;

export const VB_STAT_TERMINAL = 1;
export const VB_STAT_READ_ONLY = 2;
export const VB_STAT_SEEKABLE = 4;
export const VB_STAT_EXECUTABLE = 8;
export const VB_STAT_CONTROLLING = 16;
