"""What stands behind `type` of a problem: what happened and what to do about it, from docs/problems.md."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_ENTRY: Final = re.compile(r"^## (?P<code>[a-z0-9-]+)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_FIELD: Final = re.compile(r"^\*\*(Cause|Remedy)\.\*\* (.+?)(?=\n\*\*|\n\n|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Explanation:
    code: str
    cause: str
    remedy: str


def read(path: Path) -> dict[str, Explanation]:
    """By code; an entry without cause or remedy is an error, at start-up rather than on somebody's screen."""
    found = {}
    for entry in _ENTRY.finditer(path.read_text(encoding="utf-8")):
        fields = {name: " ".join(text.split()) for name, text in _FIELD.findall(entry["text"])}
        found[entry["code"]] = Explanation(entry["code"], fields["Cause"], fields["Remedy"])
    return found
