"""What a search for text asks for: words, most of them by their beginning."""

from dataclasses import dataclass
from typing import Final

from app.core.text import words

_SHORTEST_BEGINNING: Final = 3  # letters: where one or two would do, a search would find half of everything


@dataclass(frozen=True, slots=True)
class Sought:
    """One word as `core.text.words` has it. A number or a very short word is meant whole: 12 is not 123."""

    word: str

    @property
    def whole(self) -> bool:
        return len(self.word) < _SHORTEST_BEGINNING or self.word.isdigit()

    @property
    def beyond(self) -> str:
        """By code points, every word that meets it comes before this, and none before the word itself."""
        return self.word + ("\0" if self.whole else chr(0x10FFFF))

    def is_met_in(self, held: frozenset[str]) -> bool:
        return self.word in held if self.whole else any(word.startswith(self.word) for word in held)


def sought(q: str) -> tuple[Sought, ...]:
    """The longest first, as they find the least; none where `q` holds no letter and no digit."""
    return tuple(map(Sought, sorted(words(q), key=lambda word: (-len(word), word))))
