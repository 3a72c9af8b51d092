"""What a report can be about: the versioned taxonomy as data, checked once and then never changed. Pure."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from types import MappingProxyType
from typing import Any, Final, TypeVar

_SLUG: Final = re.compile(r"[a-z][a-z0-9_]*")
_SLUG_LENGTH: Final = 64
_SEVERITIES: Final = range(1, 6)
_FALLBACKS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"ky": ("ky", "ru", "en"), "uz-Cyrl": ("uz-Cyrl", "ru", "en"), "ru": ("ru", "en"), "en": ("en",)}
)


class CountsAs(StrEnum):
    """`context` is counted on a line of its own; `none` is kept and never counted."""

    VIOLATION = "violation"
    CONTEXT = "context"
    NONE = "none"


class PublicPrecision(StrEnum):
    """How exactly a place of this kind may be published, from fine to coarse."""

    STATION = "station"
    CELL = "cell"
    AREA = "area"

    @property
    def coarseness(self) -> int:
        return list(PublicPrecision).index(self)


@dataclass(frozen=True, slots=True)
class Kind:
    slug: str
    group: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    default_severity: int
    counts_as: CountsAs
    public_precision: PublicPrecision
    graphic: bool


@dataclass(frozen=True, slots=True)
class Group:
    slug: str
    labels: Mapping[str, str]
    tile: str
    kinds: tuple[Kind, ...]


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the big buttons of the phone; `default` is the kind a tap stands for."""

    slug: str
    labels: Mapping[str, str]
    default: str
    if_someone_is_hurt: str | None


class LabelStatus(StrEnum):
    """Whether somebody who speaks the language has read the labels."""

    DRAFT = "draft"
    REVIEWED = "reviewed"


@dataclass(frozen=True, slots=True)
class Taxonomy:
    version: str
    label_status: Mapping[str, LabelStatus]  # by language
    groups: Mapping[str, Group]
    kinds: Mapping[str, Kind]
    tiles: Mapping[str, Tile]


_Entry = TypeVar("_Entry", Group, Kind)
_Word = TypeVar("_Word", CountsAs, PublicPrecision, LabelStatus)


def parse(document: Mapping[str, Any]) -> Taxonomy:
    """A taxonomy in which every reference resolves, or a ValueError that names the entry that is wrong."""
    version = _text(document, "taxonomy_version", "the taxonomy")
    groups = _by_slug((_group(entry) for entry in _entries(document, "categories", "the taxonomy")), "group")
    kinds = _by_slug((kind for group in groups.values() for kind in group.kinds), "kind")
    tiles = {slug: _tile(slug, entry) for slug, entry in _mapping(document, "tiles", "the taxonomy").items()}
    _require_known("tile", tiles, ((f"group {group.slug}", group.tile) for group in groups.values()))
    _require_known("kind", kinds, ((f"tile {tile.slug}", tile.default) for tile in tiles.values()))
    hurt = (
        (f"tile {tile.slug}", tile.if_someone_is_hurt) for tile in tiles.values() if tile.if_someone_is_hurt
    )
    _require_known("kind", kinds, hurt)
    return Taxonomy(
        version,
        MappingProxyType(_label_status(_mapping(document, "label_status", "the taxonomy"))),
        MappingProxyType(groups),
        MappingProxyType(kinds),
        MappingProxyType(tiles),
    )


def load_builtin() -> dict[str, Any]:
    """The taxonomy document that comes with the project, as stored with an election at its creation."""
    text = resources.files("app.elections").joinpath("data/taxonomy.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


def coarsest(precisions: Iterable[PublicPrecision]) -> PublicPrecision:
    """The one that gives away least: what linked and related incidents share."""
    return max(precisions, key=lambda precision: precision.coarseness)


def fallbacks(language: str) -> tuple[str, ...]:
    """The languages to try in turn; English ends every chain."""
    return _FALLBACKS.get(language, (language, "en"))


def label(labels: Mapping[str, str], language: str) -> str:
    """The best label there is for a reader of `language`; `labels` must not be empty."""
    return labels[language_of(labels, language)]


def language_of(labels: Mapping[str, str], language: str) -> str:
    """The language of that label, for those who read it aloud or mark it as a draft."""
    return next((candidate for candidate in fallbacks(language) if candidate in labels), next(iter(labels)))


def _label_status(statuses: Mapping[str, Any]) -> dict[str, LabelStatus]:
    return {language: _member(LabelStatus, statuses, language, "label_status") for language in statuses}


def _group(entry: Mapping[str, Any]) -> Group:
    slug = _slug(entry, "a group")
    where = f"group {slug}"
    kinds = tuple(_kind(slug, kind) for kind in _entries(entry, "subcategories", where))
    return Group(
        slug=slug, labels=_labels(entry, "label", where), tile=_text(entry, "tile", where), kinds=kinds
    )


def _kind(group: str, entry: Mapping[str, Any]) -> Kind:
    slug = _text(entry, "slug", f"a kind of group {group}")
    where = f"kind {slug}"
    prefix, _, name = slug.partition(".")
    if prefix != group or not _SLUG.fullmatch(name) or len(slug) > _SLUG_LENGTH:
        raise ValueError(
            f"{where}: the slug must be '{group}.' and a name of at most {_SLUG_LENGTH} characters in all"
        )
    severity = entry.get("default_severity")
    if type(severity) is not int or severity not in _SEVERITIES:
        raise ValueError(f"{where}: default_severity must be a whole number from 1 to 5")
    graphic = entry.get("graphic")
    if not isinstance(graphic, bool):
        raise ValueError(f"{where}: graphic must be true or false")
    return Kind(
        slug=slug,
        group=group,
        labels=_labels(entry, "label", where),
        definitions=_labels(entry, "definition", where),
        default_severity=severity,
        counts_as=_member(CountsAs, entry, "counts_as", where),
        public_precision=_member(PublicPrecision, entry, "public_precision", where),
        graphic=graphic,
    )


def _tile(slug: str, entry: Mapping[str, Any]) -> Tile:
    where = f"tile {slug}"
    if not isinstance(entry, Mapping):
        raise ValueError(f"{where}: must be an object")
    hurt = _text(entry, "if_someone_is_hurt", where) if "if_someone_is_hurt" in entry else None
    return Tile(slug, _labels(entry, "label", where), _text(entry, "default", where), hurt)


def _by_slug(entries: Iterable[_Entry], noun: str) -> dict[str, _Entry]:
    found: dict[str, _Entry] = {}
    for entry in entries:
        if entry.slug in found:
            raise ValueError(f"{noun} {entry.slug}: stands there twice")
        found[entry.slug] = entry
    return found


def _require_known(noun: str, known: Mapping[str, object], references: Iterable[tuple[str, str]]) -> None:
    for where, slug in references:
        if slug not in known:
            raise ValueError(f"{where}: there is no {noun} {slug}")


def _entries(entry: Mapping[str, Any], key: str, where: str) -> list[Mapping[str, Any]]:
    value = entry.get(key)
    if not isinstance(value, list) or not value or not all(isinstance(item, Mapping) for item in value):
        raise ValueError(f"{where}: {key} must be a list of objects and not empty")
    return value


def _mapping(entry: Mapping[str, Any], key: str, where: str) -> Mapping[str, Any]:
    value = entry.get(key)
    if not isinstance(value, Mapping) or not value:
        raise ValueError(f"{where}: {key} must be an object and not empty")
    return value


def _text(entry: Mapping[str, Any], key: str, where: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{where}: {key} must be a text and not empty")
    return value


def _slug(entry: Mapping[str, Any], where: str) -> str:
    slug = _text(entry, "slug", where)
    if not _SLUG.fullmatch(slug) or len(slug) > _SLUG_LENGTH:
        raise ValueError(f"{where}: {slug} is not a slug of lower-case letters, digits and underscores")
    return slug


def _labels(entry: Mapping[str, Any], key: str, where: str) -> Mapping[str, str]:
    labels = _mapping(entry, key, where)
    texts = {language: _text(labels, language, f"{where}, {key}") for language in labels}
    if "en" not in texts:
        raise ValueError(f"{where}: {key} has no English text, which every fallback ends with")
    return MappingProxyType(texts)


def _member(words: type[_Word], entry: Mapping[str, Any], key: str, where: str) -> _Word:
    value = _text(entry, key, where)
    if value not in set(words):
        raise ValueError(f"{where}: {key} must be one of {', '.join(words)}")
    return words(value)
