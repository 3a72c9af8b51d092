"""How areas and stations may be named by code: what stands in addresses, filters and files unquoted."""

import re
from typing import Final

from app.elections.import_result import BadRow

MAX_CODE: Final = 40
# Letters and digits of any script first; no comma, which means "or" in a filter.
_CODE: Final = re.compile(rf"[^\W_][\w./-]{{0,{MAX_CODE - 1}}}")


def checked_code(value: object, what: str) -> str:
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        raise BadRow(
            "bad-code",
            f"{what} should be 1 to {MAX_CODE} letters, digits, dots, dashes or slashes, such as T-0117.",
        )
    return value
