"""What kind of machine a session is on: as much of a user agent as its owner needs, and all that is kept."""

import re
from enum import StrEnum
from typing import Final


class DeviceClass(StrEnum):
    COMPUTER = "computer"
    TABLET = "tablet"
    PHONE = "phone"
    OTHER = "other"


# Tablets first: an Android tablet says Android without Mobile, an iPad may say Mobile too.
_CLASSES: Final = (
    (DeviceClass.TABLET, re.compile(r"iPad|Tablet|Android(?!.*Mobile)")),
    (DeviceClass.PHONE, re.compile(r"iPhone|Mobile")),
    (DeviceClass.COMPUTER, re.compile(r"Windows NT|Macintosh|X11|CrOS")),
)
_READ_CHARACTERS: Final = 400


def device_class(user_agent: str) -> DeviceClass:
    read = user_agent[:_READ_CHARACTERS]
    return next((found for found, words in _CLASSES if words.search(read)), DeviceClass.OTHER)
