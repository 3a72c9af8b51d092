"""The interval of a share that was found in a random sample. Pure.

E. B. Wilson, Probable Inference, the Law of Succession, and Statistical Inference, Journal of the American
Statistical Association 22 (1927), 209-212. Without a correction for continuity or for a finite population: of
a sample that is a large part of all stations the true interval is narrower.
"""

from math import sqrt
from typing import Final

Z_95: Final = 1.959963984540054  # of the normal distribution, 95 % on both sides


def wilson(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Lower and upper end; the share lies between them, however it is rounded. Of no trials everything is
    possible."""
    if not trials:
        return 0.0, 1.0
    share, square = successes / trials, z * z / trials
    centre = (share + square / 2) / (1 + square)
    half = z * sqrt(share * (1 - share) / trials + square / (4 * trials)) / (1 + square)
    return max(0.0, min(share, centre - half)), min(1.0, max(share, centre + half))
