"""Everything that matches, read in short turns and never whole: nobody's slow line holds a connection, and
no answer mixes two states of what is public."""

from collections.abc import Callable, Iterator
from threading import BoundedSemaphore
from typing import Any, Final, TypeVar

from app.core.errors import Unavailable
from app.db.engine import MAX_DOWNLOADS
from app.db.session import Reads, ReadSession
from app.elections.public_state import PublicState, public_state
from app.elections.view import ElectionView

AT_A_TIME: Final = 500
ItemT = TypeVar("ItemT")
After = tuple[Any, ...] | None
# Of those after a place in the order, at most so many; and the place of the last if others follow.
Read = Callable[[ReadSession, After, int], tuple[list[ItemT], After]]


def unmoved(view: ElectionView, state: PublicState) -> Callable[[ReadSession], bool]:
    """Whether the public still sees this state; of a past one, whether nothing in it was withdrawn since."""
    asked = state.step if state.past else None
    return lambda session: public_state(session, view.id, asked).tag == state.tag


class PublicStateMoved(Unavailable):
    """Breaks the answer off: an unfinished file never looks whole."""

    def __init__(self) -> None:
        super().__init__("What is public changed while it was being read. Begin again.")


class Downloads:
    def __init__(self, at_a_time: int = AT_A_TIME) -> None:
        self._at_a_time = at_a_time
        self._turns = BoundedSemaphore(MAX_DOWNLOADS)  # their share of the readers' pool

    def first(self, session: ReadSession, read: Read[ItemT]) -> tuple[list[ItemT], After]:
        """The first of them, and after which the others follow; None if that was all."""
        return read(session, None, self._at_a_time)

    def following(
        self, reads: Reads, after: After, read: Read[ItemT], unmoved: Callable[[ReadSession], bool]
    ) -> Iterator[ItemT]:
        """The others, as long as what they are read from stays as it was. `reads` are of the server that the
        first came from; hold no session meanwhile."""
        while after is not None:
            with self._turns, reads() as session:
                if not unmoved(session):
                    raise PublicStateMoved
                shown, after = read(session, after, self._at_a_time)
            yield from shown
