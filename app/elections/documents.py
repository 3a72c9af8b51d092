"""Public answers that change only with an election's version: made once, kept until it moves."""

import threading
from collections.abc import Callable

from app.core.public_answer import Document
from app.elections.view import ElectionView


class Documents:
    """One per election and name. Names are ours, never a caller's, so there are few."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[int, Document]] = {}
        self._lock = threading.Lock()

    def find(self, view: ElectionView, name: str) -> Document | None:
        """From memory only: for the event loop."""
        version, document = self._kept.get((view.slug, name), (None, None))
        return document if version == view.version else None

    def make(self, view: ElectionView, name: str, build: Callable[[], Document]) -> Document:
        """In a thread: many phones that miss it at once wait for one making."""
        with self._lock:
            document = self.find(view, name)
            if document is None:
                document = build()
                self._kept[view.slug, name] = (view.version, document)
            return document
