"""Which areas hold too little for their number to be shown, and which others it would follow from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.elections.areas import AreaTree

LEAST: Final = 5
_OWN: Final = ""  # no area has this code


@dataclass(frozen=True, slots=True)
class Withheld:
    """`remainders` are areas of which the part that lies in none of their children is withheld."""

    everything: bool = False
    areas: frozenset[str] = frozenset()
    remainders: frozenset[str] = frozenset()


NOTHING: Final = Withheld()


def withheld(tree: AreaTree, sizes: Mapping[str, int], least: int = LEAST) -> Withheld:
    """`sizes` are of what lies in each area itself. Below an area that is withheld everything is."""
    whole = {code: sum(sizes.get(below, 0) for below in tree.descendants(code)) for code in tree.by_code}
    everything = 0 < sum(whole[root] for root in tree.children(None)) < least
    areas: set[str] = set()
    remainders: set[str] = set()
    waiting: list[tuple[str | None, bool]] = [(None, everything)]
    while waiting:
        parent, hidden = waiting.pop()
        parts = {child: whole[child] for child in tree.children(parent)}
        if parent is not None:
            parts[_OWN] = sizes.get(parent, 0)
        gone = frozenset(parts) if hidden else smallest(parts, least)
        if parent is not None and _OWN in gone:
            remainders.add(parent)
        areas |= gone - {_OWN}
        waiting += [(child, child in gone) for child in tree.children(parent)]
    return Withheld(everything, frozenset(areas), frozenset(remainders))


def smallest(parts: Mapping[str, int], least: int) -> frozenset[str]:
    """Those smaller than `least`, and, while all of them together are too, the next: so that none follows
    from the sum and the others. What is empty hides nothing."""
    gone: set[str] = set()
    together = 0
    for name in sorted(parts, key=lambda name: (parts[name], name)):
        size = parts[name]
        if size >= least and not 0 < together < least:
            break
        if size:
            gone.add(name)
            together += size
    return frozenset(gone)
