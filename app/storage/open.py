"""From a store's name in the settings to the store."""

from pathlib import Path
from typing import Literal

from app.storage.base import PhotoStore
from app.storage.local import LocalPhotoStore


def build_store(kind: Literal["local"], directory: Path) -> PhotoStore:
    """A store that is ready to use; nothing is made on disk before the first photo."""
    match kind:
        case "local":
            return LocalPhotoStore(directory)
