"""What the page tells the script of the map that can be zoomed (frontend/map/src/told.ts). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import orjson

from app.core.security_headers import PAGE_CSP
from app.web.area_map import AreaMap
from app.web.page import Page

# Our own script, our own data, nothing inline; no other page allows any of it.
CSP: Final = f"{PAGE_CSP}; script-src 'self'; worker-src 'self'; connect-src 'self'"
_WORDS: Final = ("label", "help", "loading", "failed", "no_webgl", "nowhere", "closer", "farther", "close")


@dataclass(frozen=True, slots=True)
class Zoom:
    """`script` is an address; `told` is JSON."""

    script: str
    told: str


def zoom(
    page: Page,
    slug: str,
    given: list[tuple[str, str]],
    script: str | None,
    drawn: AreaMap | None,
    shades: Mapping[str | int | None, int],
) -> Zoom | None:
    """None where the page has no map, or nobody has built the other one; `given` are the page's filters."""
    if script is None or drawn is None:
        return None
    api = f"/api/v1/elections/{slug}"
    words = {word: page.t(f"election.zoom_{word}") for word in _WORDS}
    told = {
        "areas": f"{api}/areas?{urlencode({'f': 'geojson', 'lang': page.language})}",
        "incidents": f"{api}/incidents.geojson?{urlencode(given)}",
        "incident": page.link("/i/REF"),
        "places": {
            outline.code: {
                "at": (outline.longitude_deg, outline.latitude_deg),
                "step": shades.get(outline.code),
            }
            for outline in drawn.outlines
        },
        "words": words
        | {
            "in_view": page.t("election.zoom_in_view", shown="{shown}", all="{all}"),
            "numbers": page.t(
                "election.table_cell_spoken",
                incidents="{incidents}",
                verified="{verified}",
                reports="{reports}",
            ),
        },
    }
    return Zoom(script, orjson.dumps(told).decode())
