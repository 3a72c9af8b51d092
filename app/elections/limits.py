"""How much a sender may send, and how often the public's totals move: told to everybody, kept by intake."""

from typing import Final

PHOTOS_PER_REPORT: Final = 5
PHOTO_TYPES: Final = ("image/jpeg", "image/png", "image/webp", "image/heic")
DESCRIPTION_CHARACTERS: Final = 4000
TICK_MINUTES: Final = 15
