"""A report from a form without JavaScript: field names to the report's members, empty fields left out."""

from typing import Any, Final

NUMBERS: Final = frozenset({"latitude_deg", "longitude_deg", "accuracy_m"})
SWITCHES: Final = frozenset({"journalist_victim", "test"})


def as_report(fields: list[tuple[str, str]]) -> dict[str, Any]:
    """What cannot be read as a number stays a text, so that the form's own check names the field."""
    report: dict[str, Any] = {}
    for name, value in fields:
        text = value.strip()
        if text:
            report[name] = _value(name, text)
    return report


def _value(name: str, text: str) -> Any:
    if name in SWITCHES:
        return text in {"on", "true", "yes", "1"}
    if name in NUMBERS:
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return text
    return text
