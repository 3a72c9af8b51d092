"""Memory as the kernel counts it.

`tracemalloc` is for processes of one thread: Python 3.11 can crash where it is stopped while another
thread allocates (https://github.com/python/cpython/issues/128679).
"""

from pathlib import Path


def peak_bytes() -> int:
    """The most memory this process has held since it began, or since `reset_peak`."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def reset_peak() -> int:
    """Sets the peak to what is held now, and says it."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_bytes()
