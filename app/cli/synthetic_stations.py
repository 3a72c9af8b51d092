"""Invents the polling stations of the synthetic election: the same ones for the same areas and seed. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Final

from app.elections.areas import AreaTree, AreaView
from app.elections.languages import LANGUAGES
from app.elections.view import StationView

COUNT: Final = 2475  # as many as the country had in October 2020

# Thousands of inhabitants, rounded: cities get dense and mountains empty. Areas nobody knows weigh alike.
_INHABITANTS: Final[Mapping[str, int]] = {
    "KG-GB": 1070, "KG-GO": 320, "KG-O": 1390, "KG-J": 1250, "KG-C": 970,
    "KG-B": 550, "KG-Y": 500, "KG-N": 290, "KG-T": 270,
}  # fmt: skip
_INHABITANTS_ELSEWHERE: Final = 300
_STATIONS_PER_TOWN: Final = 15
_TOWN_RADIUS_DEG: Final = 0.03  # about 3 km, as a standard deviation
_TRIES_IN_TOWN: Final = 20
_TRIES_IN_AREA: Final = 10_000
_VOTERS: Final = (180, 2800, 1290)  # fewest, most, commonest: about 3.5 million in all
_BUILDINGS: Final[tuple[Mapping[str, str], ...]] = (
    {"en": "School no. {n}", "ru": "Школа № {n}", "ky": "№ {n} мектеп", "uz-Cyrl": "{n}-мактаб"},
    {"en": "Nursery no. {n}", "ru": "Детский сад № {n}", "ky": "№ {n} бала бакча", "uz-Cyrl": "{n}-боғча"},
    {"en": "Library no. {n}", "ru": "Библиотека № {n}", "ky": "№ {n} китепкана", "uz-Cyrl": "{n}-кутубхона"},
    {"en": "Club no. {n}", "ru": "Клуб № {n}", "ky": "№ {n} клуб", "uz-Cyrl": "{n}-клуб"},
)  # fmt: skip


def stations(areas: Iterable[AreaView], seed: int, count: int = COUNT) -> list[StationView]:
    """`count` stations T-0001 and on, area by area, each at a point that belongs to its area."""
    tree = AreaTree.of(areas)
    leaves = [area for area in tree.by_code.values() if area.polygon and not tree.children(area.code)]
    random = Random(seed)  # noqa: S311  # invented data, repeatable on purpose
    found: list[StationView] = []
    for area, share in _shares(sorted(leaves, key=lambda leaf: leaf.code), count):
        for number, (latitude_deg, longitude_deg) in enumerate(_points(tree, area, share, random), 1):
            found.append(
                StationView(
                    code=f"T-{len(found) + 1:04d}",
                    name=_name(area, number, random),
                    area_code=area.code,
                    latitude_deg=latitude_deg,
                    longitude_deg=longitude_deg,
                    registered_voters=round(random.triangular(*_VOTERS)),
                )
            )
    return found


def as_csv(invented: Iterable[StationView]) -> str:
    """As `import_stations` reads it."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    names = [f"name_{language}" for language in LANGUAGES]
    writer.writerow(["number", *names, "area", "latitude_deg", "longitude_deg", "registered_voters"])
    for station in invented:
        name = [station.name.get(language, "") for language in LANGUAGES]
        place = [station.latitude_deg, station.longitude_deg]
        writer.writerow([station.code, *name, station.area_code, *place, station.registered_voters])
    return file.getvalue()


def _shares(areas: list[AreaView], count: int) -> Iterator[tuple[AreaView, int]]:
    """By inhabitants; each boundary is rounded once, so that the shares add up."""
    weights = [_INHABITANTS.get(area.code, _INHABITANTS_ELSEWHERE) for area in areas]
    before = reached = 0
    for area, weight in zip(areas, weights, strict=True):
        before += weight
        upto = round(count * before / sum(weights))
        yield area, upto - reached
        reached = upto


def _points(tree: AreaTree, area: AreaView, count: int, random: Random) -> Iterator[tuple[float, float]]:
    """Latitudes and longitudes, gathered in towns."""
    towns = [_anywhere(tree, area, random) for _ in range(1 + count // _STATIONS_PER_TOWN)]
    for _ in range(count):
        yield _near(tree, area, random.choice(towns), random)


def _anywhere(tree: AreaTree, area: AreaView, random: Random) -> tuple[float, float]:
    from shapely.geometry import shape  # with numpy behind it, loaded where used

    polygon = shape(dict(area.polygon or {}))
    west, south, east, north = polygon.bounds
    for _ in range(_TRIES_IN_AREA):
        point = round(random.uniform(south, north), 5), round(random.uniform(west, east), 5)
        if tree.containing(*point) == area.code:
            return point
    inside = polygon.representative_point()  # of an area that smaller ones cover
    return inside.y, inside.x


def _near(tree: AreaTree, area: AreaView, town: tuple[float, float], random: Random) -> tuple[float, float]:
    for _ in range(_TRIES_IN_TOWN):
        point = tuple(round(random.gauss(centre, _TOWN_RADIUS_DEG), 5) for centre in town)
        if tree.containing(point[0], point[1]) == area.code:
            return point[0], point[1]
    return town


def _name(area: AreaView, number: int, random: Random) -> dict[str, str]:
    building = random.choice(_BUILDINGS)
    return {
        language: f"{building[language].format(n=number)}, {name}"
        for language, name in area.name.items()
        if language in building
    }
