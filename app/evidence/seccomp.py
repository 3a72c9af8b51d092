"""A filter of system calls for a process that only reads, computes and writes (Linux, seccomp-BPF).

See seccomp(2) and linux/filter.h. The process is killed by the kernel at any other call, so what takes it
over can open no file, make no socket and start no process. It may start threads of its own, without which
the decoder of HEIC does not work. There is no way back.
"""

import ctypes
import errno
import os
import platform
import struct
from typing import Final

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_KILL_PROCESS, _ALLOW, _FAIL = 0x80000000, 0x7FFF0000, 0x00050000
_LOAD_WORD, _JUMP_IF_EQUAL, _JUMP_IF_SET, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCH_AT = 0, 4  # in struct seccomp_data
_FLAGS_AT, _PROTECTION_AT = 16, 16 + 2 * 8  # low words of the first and the third argument
_PROT_EXEC: Final = 4
# clone(2) as the C library starts a thread: it shares memory, files and all else with who starts it.
_THREAD_OF_GLIBC, _THREAD_OF_MUSL = 0x003D0F00, 0x007D0F00

# What Python, its allocator and Pillow's decoders call once all is loaded; by machine, from asm/unistd.h.
_CALLS: Final = {
    "x86_64": {
        "read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10, "munmap": 11,
        "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15, "sched_yield": 24,
        "mremap": 25, "madvise": 28, "clone": 56, "exit": 60, "sigaltstack": 131, "futex": 202,
        "clock_gettime": 228, "exit_group": 231, "newfstatat": 262, "set_robust_list": 273,
        "getrandom": 318, "rseq": 334, "clone3": 435,
    },
    "aarch64": {
        "read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "mmap": 222, "mprotect": 226,
        "munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139,
        "sched_yield": 124, "mremap": 216, "madvise": 233, "clone": 220, "exit": 93, "sigaltstack": 132,
        "futex": 98, "clock_gettime": 113, "exit_group": 94, "newfstatat": 79, "set_robust_list": 99,
        "getrandom": 278, "rseq": 293, "clone3": 435,
    },
}  # fmt: skip
_ARCHITECTURES: Final = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}


def _line(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    """struct sock_filter"""
    return struct.pack("=HBBI", code, yes, no, value)


_KILLED, _ALLOWED = _line(_RETURN, _KILL_PROCESS), _line(_RETURN, _ALLOW)
# Memory that can be written must not become code.
_UNLESS_CODE: Final = (
    _line(_LOAD_WORD, _PROTECTION_AT),
    _line(_JUMP_IF_SET, _PROT_EXEC, no=1),
    _KILLED,
    _ALLOWED,
)
_IF_THREAD: Final = (
    _line(_LOAD_WORD, _FLAGS_AT),
    _line(_JUMP_IF_EQUAL, _THREAD_OF_GLIBC, yes=2),
    _line(_JUMP_IF_EQUAL, _THREAD_OF_MUSL, yes=1),
    _KILLED,
    _ALLOWED,
)
# What it is to start lies where a filter cannot look. Told that there is no such call, libraries use clone.
_NO_SUCH_CALL: Final = (_line(_RETURN, _FAIL | errno.ENOSYS),)
_GUARDS: Final = {
    "mmap": _UNLESS_CODE,
    "mprotect": _UNLESS_CODE,
    "clone": _IF_THREAD,
    "clone3": _NO_SUCH_CALL,
}


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def install() -> bool:
    """Whether the filter holds from now on; False where this kernel or machine has none."""
    machine = platform.machine()
    if machine not in _CALLS:
        return False
    program = assemble(machine)
    libc = ctypes.CDLL(None, use_errno=True)
    _set(libc, _PR_SET_NO_NEW_PRIVS, 1, 0)
    try:
        _set(libc, _PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(_Program(len(program) // 8, program)))
    except OSError as refused:
        if refused.errno in {errno.EINVAL, errno.ENOSYS, errno.EACCES, errno.EFAULT}:
            return False
        raise
    return True


def assemble(machine: str) -> bytes:
    """The BPF program: another architecture or call kills, and so does making code, or a process."""
    program = [
        _line(_LOAD_WORD, _ARCH_AT),
        _line(_JUMP_IF_EQUAL, _ARCHITECTURES[machine], yes=1),
        _KILLED,
        _line(_LOAD_WORD, _NUMBER_AT),
    ]
    for name, number in _CALLS[machine].items():
        answer = _GUARDS.get(name, (_ALLOWED,))
        program += [_line(_JUMP_IF_EQUAL, number, no=len(answer)), *answer]
    return b"".join([*program, _KILLED])


def _set(libc: ctypes.CDLL, option: int, value: int, argument: object) -> None:
    if libc.prctl(option, value, argument, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
