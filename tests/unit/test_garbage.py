"""What a process keeps is looked at less and less often by the collector of garbage."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from app.core.garbage import freeze_what_stays


class Knot:
    """Something that only a collection frees: it holds itself."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def freezing() -> Iterator[None]:
    """Only the collections of the test itself."""
    before = list(gc.callbacks)
    gc.disable()
    gc.collect()
    freeze_what_stays()
    yield
    gc.callbacks[:] = before
    gc.enable()


@pytest.mark.usefixtures("freezing")
class TestFreezing:
    def test_what_is_left_is_frozen_less_and_less_often(self) -> None:
        frozen, grew = gc.get_freeze_count(), []
        kept = []
        for collection in range(1, 19):
            kept.append(Knot())
            gc.collect()
            if gc.get_freeze_count() > frozen:
                grew.append(collection)
            frozen = gc.get_freeze_count()
        assert grew == [1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 15, 18]

    def test_after_thousands_nothing_more_is_frozen(self) -> None:
        for _ in range(2_500):
            gc.collect()
        frozen, kept = gc.get_freeze_count(), [Knot() for _ in range(100)]
        for _ in range(1_500):
            gc.collect()
        assert gc.get_freeze_count() <= frozen
        assert len(kept) == 100

    def test_collections_of_the_young_freeze_nothing(self) -> None:
        frozen, kept = gc.get_freeze_count(), Knot()
        gc.collect(1)
        assert gc.get_freeze_count() <= frozen
        assert kept.itself is kept

    def test_garbage_goes_with_every_full_collection(self) -> None:
        for _ in range(3):
            garbage = weakref.ref(Knot())
            assert garbage() is not None
            gc.collect()
            assert garbage() is None
