"""Reads an election's areas from GeoJSON: a FeatureCollection of a tree of any depth. Pure."""

import re
from collections.abc import Mapping
from typing import Any, Final

from app.core.text import is_storable
from app.elections.areas import AreaView
from app.elections.codes import checked_code
from app.elections.errors import ImportRefused
from app.elections.import_result import BadRow, Reading, RowProblem
from app.elections.languages import LANGUAGES
from app.elections.polygons import checked_polygon

MAX_AREAS: Final = 50_000
MAX_LEVEL: Final = 20
MAX_NAME: Final = 200
ROOT_ROW: Final = 0

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def read_areas(document: Any, stored: Mapping[str, AreaView]) -> Reading[AreaView]:
    """The areas, parents before their children, with the level each has below its root.

    A parent may stand anywhere in the file, or be stored already. An area that is stored keeps its level,
    so that those below it stay where they are.
    """
    reading = Reading[AreaView]()
    waiting: dict[str, tuple[int, AreaView]] = {}
    for row, feature in _features(document):
        try:
            area = _area(feature)
            if area.code in waiting:
                raise BadRow("code-twice", "Another area of the file has this code.")
            waiting[area.code] = (row, area)
        except BadRow as bad:
            reading.problems.append(RowProblem.of(row, bad))
    _settle(reading, waiting, stored)
    reading.problems.sort(key=lambda problem: problem.row)
    return reading


def _features(document: Any) -> list[tuple[int, dict[str, Any]]]:
    found = document.get("features") if isinstance(document, dict) else None
    if not isinstance(found, list) or document.get("type") != "FeatureCollection":
        raise _refused("not-a-feature-collection", "Send a GeoJSON FeatureCollection (RFC 7946).")
    if len(found) > MAX_AREAS:
        raise _refused("too-many-areas", f"At most {MAX_AREAS} areas are taken.")
    rows = list(enumerate(found, 1))
    if isinstance(root := document.get("root"), dict):
        rows.insert(0, (ROOT_ROW, {"type": "Feature", "properties": root, "geometry": None}))
    if not rows:
        raise _refused("no-areas", "The collection holds no area.")
    return rows


def _area(feature: Any) -> AreaView:
    """`level` as the file says, or -1; what it is follows from the parents."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise BadRow("not-a-feature", "Each feature needs properties with at least code and name.")
    parent, level = properties.get("parent"), properties.get("level")
    if level is not None and type(level) is not int:
        raise BadRow("wrong-level", "level should be a whole number; the root has level 0.")
    return AreaView(
        code=checked_code(properties.get("code"), "code"),
        parent_code=None if parent is None else checked_code(parent, "parent"),
        level=-1 if level is None else level,
        name=_name(properties.get("name")),
        polygon=checked_polygon(feature.get("geometry")),
        approximate=properties.get("approximate") is True,
    )


def _name(name: Any) -> dict[str, str]:
    if not isinstance(name, dict) or not name or not set(name) <= set(LANGUAGES):
        raise BadRow("bad-name", f"name should map languages ({', '.join(LANGUAGES)}) to the name in each.")
    for text in name.values():
        if not isinstance(text, str) or not text.strip() or len(text) > MAX_NAME:
            raise BadRow("bad-name", f"Each name should be a text of 1 to {MAX_NAME} characters.")
        if _CONTROL.search(text) or not is_storable(text):
            raise BadRow("text-not-storable", "A name contains a character that cannot be stored.")
    return {language: text.strip() for language, text in name.items()}


def _settle(
    reading: Reading[AreaView], waiting: dict[str, tuple[int, AreaView]], stored: Mapping[str, AreaView]
) -> None:
    """Takes the areas level by level, so that each finds its parent settled."""
    settled: dict[str, AreaView] = {}
    for _ in range(MAX_LEVEL + 1):
        ready = [code for code, (_, area) in waiting.items() if area.parent_code not in waiting]
        if not ready:
            break
        for row, area in [waiting.pop(code) for code in ready]:
            try:
                settled[area.code] = _placed(area, settled, stored)
            except BadRow as bad:
                reading.problems.append(RowProblem.of(row, bad))
    reading.rows.extend(settled.values())
    circular = BadRow("parents-circular", f"Its parents lead back to it, or are more than {MAX_LEVEL} deep.")
    reading.problems.extend(RowProblem.of(row, circular) for row, _ in waiting.values())


def _placed(area: AreaView, settled: Mapping[str, AreaView], stored: Mapping[str, AreaView]) -> AreaView:
    level = 0
    if area.parent_code is not None:
        parent = settled.get(area.parent_code) or stored.get(area.parent_code)
        if parent is None:
            raise BadRow("unknown-parent", "No area that can be imported or is stored has its parent's code.")
        level = parent.level + 1
    if area.level not in (-1, level):
        raise BadRow("wrong-level", "level should be one more than its parent's, and 0 without a parent.")
    before = stored.get(area.code)
    if before is not None and before.level != level:
        raise BadRow("level-changed", "An area that is stored keeps its level: give the new one a new code.")
    return AreaView(area.code, area.parent_code, level, area.name, area.polygon, area.approximate)


def _refused(code: str, message: str) -> ImportRefused:
    error = {"pointer": "", "code": code, "message": message}
    return ImportRefused("Nothing was imported: this is not a tree of areas.", [error])
