"""Files that come with the project and are no Python: migrations, and the explanations of problems."""

from pathlib import Path
from typing import Final

_APP: Final = Path(__file__).parents[1]
_INSIDE: Final = _APP / "shipped"  # made by setup.py when the project is built for installing


def shipped(name: str) -> Path:
    """In a checkout they lie beside `app`, where people look for them; installed, inside it."""
    return (_INSIDE if _INSIDE.is_dir() else _APP.parent) / name
