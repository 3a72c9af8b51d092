"""How an election, its categories, areas and stations look to those who read them. Pure."""

from typing import Any

import orjson

from app.core.negotiation import GEOJSON
from app.core.public_answer import Document
from app.elections import limits
from app.elections.areas import AreaView
from app.elections.languages import Language
from app.elections.schemas import (
    AreaOut,
    Areas,
    Categories,
    ElectionOut,
    ElectionSummary,
    GroupOut,
    KindOut,
    Limits,
    Party,
    PhaseOut,
    PublicationPolicy,
    StationPack,
    TileOut,
)
from app.elections.taxonomy import Group, Kind, Tile, fallbacks, label, language_of
from app.elections.view import ElectionView

_POSITION_DECIMALS = 5  # about a metre


def summary(view: ElectionView) -> ElectionSummary:
    return ElectionSummary(
        slug=view.slug,
        name=dict(view.name),
        time_zone=view.time_zone.key,
        voting_on=view.voting_on,
        status=view.status,
        mode=view.mode,
        synthetic=view.synthetic,
        version=view.version,
    )


def election(view: ElectionView, public_keys: dict[str, Any], photo_bytes: int) -> Document:
    shown = ElectionOut(
        **summary(view).model_dump(),
        code=view.code,
        languages=list(view.languages),
        phases=[
            PhaseOut(phase=period.phase, since=period.since, until=period.until) for period in view.phases
        ],
        anonymous_reports=view.anonymous_reports,
        emergency_number=view.emergency_number,
        limits=Limits(
            photos_per_report=limits.PHOTOS_PER_REPORT,
            photo_bytes=photo_bytes,
            photo_types=list(limits.PHOTO_TYPES),
            description_characters=limits.DESCRIPTION_CHARACTERS,
        ),
        publication=PublicationPolicy(
            cell_resolution=view.cell_resolution,
            delay_minutes=view.publication_delay_minutes,
            four_eyes=view.four_eyes,
            tick_minutes=limits.TICK_MINUTES,
        ),
        public_keys=public_keys,
        taxonomy_version=view.taxonomy.version,
        parties=[Party.model_validate(party) for party in view.parties],
        cited_figures=dict(view.cited_figures),
        areas=len(view.areas.by_code),
        stations=len(view.stations),
        changed_at=view.changed_at,
    )
    return Document.of(shown.model_dump_json(by_alias=True).encode())


def categories(view: ElectionView, language: Language) -> Document:
    taxonomy = view.taxonomy
    shown = Categories(
        election=view.slug,
        taxonomy_version=taxonomy.version,
        language=language,
        fallback=list(fallbacks(language)),
        label_status=dict(taxonomy.label_status),
        tiles=[_tile(tile, language) for tile in taxonomy.tiles.values()],
        groups=[_group(group, language) for group in taxonomy.groups.values()],
    )
    return Document.of(shown.model_dump_json().encode())


def areas(view: ElectionView, language: Language) -> Document:
    shown = Areas(
        election=view.slug,
        version=view.version,
        language=language,
        items=[_area(area, language) for area in _parents_first(view)],
    )
    return Document.of(shown.model_dump_json().encode())


def areas_geojson(view: ElectionView, language: Language) -> Document:
    """A FeatureCollection that can be imported again."""
    features = [
        {
            "type": "Feature",
            "id": area.code,
            "properties": _area(area, language).model_dump(),
            "geometry": area.polygon,
        }
        for area in _parents_first(view)
    ]
    return Document.of(orjson.dumps({"type": "FeatureCollection", "features": features}), GEOJSON.media_type)


def station_pack(view: ElectionView) -> Document:
    stations = [view.stations[code] for code in sorted(view.stations)]
    area_codes = sorted({station.area_code for station in stations})
    place_of = {code: place for place, code in enumerate(area_codes)}
    languages = sorted({language for station in stations for language in station.name})
    shown = StationPack(
        election=view.slug,
        version=view.version,
        valid_from=view.changed_at,
        count=len(stations),
        areas=area_codes,
        number=[station.code for station in stations],
        area=[place_of[station.area_code] for station in stations],
        latitude_deg=[_rounded(station.latitude_deg) for station in stations],
        longitude_deg=[_rounded(station.longitude_deg) for station in stations],
        registered_voters=[station.registered_voters for station in stations],
        name={language: [station.name.get(language) for station in stations] for language in languages},
    )
    return Document.of(shown.model_dump_json().encode())


def _rounded(degrees: float | None) -> float | None:
    return None if degrees is None else round(degrees, _POSITION_DECIMALS)


def _parents_first(view: ElectionView) -> list[AreaView]:
    return sorted(view.areas.by_code.values(), key=lambda area: (area.level, area.code))


def _area(area: AreaView, language: Language) -> AreaOut:
    return AreaOut(
        code=area.code,
        parent=area.parent_code,
        level=area.level,
        name=dict(area.name),
        label=label(area.name, language),
        label_language=language_of(area.name, language),
        approximate=area.approximate,
        has_polygon=area.polygon is not None,
    )


def _tile(tile: Tile, language: Language) -> TileOut:
    return TileOut(
        slug=tile.slug,
        label=label(tile.labels, language),
        label_language=language_of(tile.labels, language),
        default=tile.default,
        if_someone_is_hurt=tile.if_someone_is_hurt,
    )


def _group(group: Group, language: Language) -> GroupOut:
    return GroupOut(
        slug=group.slug,
        label=label(group.labels, language),
        label_language=language_of(group.labels, language),
        tile=group.tile,
        kinds=[_kind(kind, language) for kind in group.kinds],
    )


def _kind(kind: Kind, language: Language) -> KindOut:
    return KindOut(
        slug=kind.slug,
        label=label(kind.labels, language),
        label_language=language_of(kind.labels, language),
        definition=label(kind.definitions, language),
        definition_language=language_of(kind.definitions, language),
        default_severity=kind.default_severity,
        counts_as=kind.counts_as,
        public_precision=kind.public_precision,
        graphic=kind.graphic,
    )
