"""What in a text meant for the public may give somebody away. Pure.

It knows patterns, not people, and warns too often rather than too seldom: whoever publishes looks at each
finding, and says so.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Final

_UPPER: Final = "A-ZА-ЯЁҢӨҮҚҒҲЎ"
_LOWER: Final = "a-zа-яёңөүқғҳў'’"
_WORD: Final = f"[{_UPPER}][{_LOWER}]+(?:-[{_UPPER}][{_LOWER}]+)?"
_KINSHIP: Final = "уулу|кызы|uulu|kyzy|ўғли|угли|қизи|o['’]g['’]li|qizi"

_PATTERNS: Final[Mapping[str, tuple[re.Pattern[str], ...]]] = {
    "email": (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),),
    "account": (
        re.compile(r"(?<![\w.])@[A-Za-z]\w{3,}"),
        re.compile(r"\b(?:t\.me|wa\.me|instagram\.com)/\S+"),
    ),
    "identity_number": (
        re.compile(r"(?<!\d)\d{14}(?!\d)"),  # of a person in Kyrgyzstan (ИНН) and Uzbekistan (PINFL)
        re.compile(r"\b(?:ID|AN|AC|AA|AB|AD)\s?№?\s?\d{7}\b"),  # passports and identity cards of both
    ),
    "plate": (
        re.compile(rf"\b\d{{2}}\s?KG\s?\d{{3}}\s?[{_UPPER}]{{2,3}}\b"),
        re.compile(rf"\b\d{{2}}\s?[{_UPPER}]\s?\d{{3}}\s?[{_UPPER}]{{2}}\b"),
        re.compile(rf"\b[{_UPPER}]\s?\d{{3,4}}\s?[{_UPPER}]{{1,2}}(?:\s?\d{{2,3}})?\b"),
        re.compile(rf"\b\d{{2,3}}\s?[{_UPPER}]{{3}}(?:\s?\d{{2}})?\b"),
    ),
    "phone": (
        re.compile(r"(?<![\d-])\+?\d(?:[\s().-]{0,2}\d){8,14}(?![\d])"),
        re.compile(r"(?<![\d-])\d{2,3}-\d{2}-\d{2}(?![\d-])"),
    ),
    "name": (
        re.compile(rf"{_WORD}(?:\s+{_WORD})?\s+{_WORD}"),
        re.compile(rf"(?:[{_UPPER}]\.\s?){{1,2}}{_WORD}"),  # А. Б. Усенов
        re.compile(rf"{_WORD}\s+(?:[{_UPPER}]\.\s?){{1,2}}"),  # Усенов А. Б.
        re.compile(rf"{_WORD}\s+(?:{_KINSHIP})\b(?:\s+{_WORD})?"),
        re.compile(rf"[{_UPPER}][{_LOWER}]*(?:ович|евич|овна|евна|ична|ovich|evich|ovna|evna)\b"),
    ),
}
_A_DAY: Final = re.compile(r"(?:19|20)\d\d-\d\d-\d\d.*|\d\d\.\d\d\.(?:19|20)\d\d.*")
_SPACE: Final = re.compile(r"\s+")
_SHORTEST_NAME: Final = 4  # characters of a source's name that is looked for
# Words with a capital only because a sentence begins with them.
_ORDINARY: Final = frozenset(
    resources.files("app.publication").joinpath("data/no_names.txt").read_text(encoding="utf-8").split()
)


@dataclass(frozen=True, slots=True)
class TextFinding:
    """`id` is that of what was found: the same words in a later revision have been looked at already."""

    id: str
    kind: str
    where: str
    start: int
    text: str


def scan(texts: Mapping[str, str], *, sources: Collection[str], places: Collection[str]) -> list[TextFinding]:
    """What somebody should look at, in the order of the texts. `sources` are looked for by name; `places`
    and other words that this election knows are no names of people.
    """
    known = {word.casefold() for name in places for word in re.findall(r"\w+", name)} | _ORDINARY
    found: list[TextFinding] = []
    for where, text in texts.items():
        taken: list[range] = []
        for kind, match_range in _hits(text, sources, known):
            if any(match_range.start < other.stop and other.start < match_range.stop for other in taken):
                continue
            taken.append(match_range)
            words = text[match_range.start : match_range.stop]
            found.append(TextFinding(_id(kind, words), kind, where, match_range.start, words))
    return found


def not_acknowledged(found: Collection[TextFinding], acknowledged: Collection[str]) -> list[TextFinding]:
    return [each for each in found if each.id not in set(acknowledged)]


def _hits(text: str, sources: Collection[str], known: Collection[str]) -> Iterator[tuple[str, range]]:
    """What is surest first: a number that is taken as one thing is not shown as another."""
    plain = text.casefold()
    names = [re.escape(name) for name in sources if len(name) >= _SHORTEST_NAME and name.casefold() in plain]
    patterns = [("source", re.compile(rf"(?<!\w){name}(?!\w)", re.IGNORECASE)) for name in names]
    patterns += [(kind, pattern) for kind, several in _PATTERNS.items() for pattern in several]
    for kind, pattern in patterns:
        for hit in pattern.finditer(text):
            where = _without_known(hit, known) if kind == "name" else range(*hit.span())
            if where is not None and not (kind == "phone" and _A_DAY.fullmatch(hit[0])):
                yield kind, where


def _without_known(hit: re.Match[str], known: Collection[str]) -> range | None:
    """What is left of a name without the words that are none at either end; one word alone may be anything,
    unless its form says that it is a name.
    """
    words = list(re.finditer(r"\S+", hit[0]))
    alone = len(words) == 1
    while words and words[0][0].casefold() in known:
        words.pop(0)
    while words and words[-1][0].casefold() in known:
        words.pop()
    if not words or (len(words) == 1 and not alone):
        return None
    return range(hit.start() + words[0].start(), hit.start() + words[-1].end())


def _id(kind: str, words: str) -> str:
    plain = _SPACE.sub(" ", words).casefold()
    return hashlib.sha256(f"{kind}\n{plain}".encode()).hexdigest()[:16]
