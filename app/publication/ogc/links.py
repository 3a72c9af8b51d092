"""Links between the resources, as whole addresses. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from app.core.negotiation import GEOJSON, JSON, Format

HTML: Final = Format("html", "text/html")
OPENAPI: Final = Format("json", "application/vnd.oai.openapi+json;version=3.0")
SCHEMA: Final = Format("json", "application/schema+json")
DOCUMENTS: Final = (JSON, HTML)
FEATURES: Final = (GEOJSON, JSON, HTML)  # JSON is for those who ask for it: they get GeoJSON


@dataclass(frozen=True, slots=True)
class Address:
    """Where a resource was asked for, and in which form. `origin` is `https://host`; `path` is whole."""

    origin: str
    path: str
    query: tuple[tuple[str, str], ...]
    form: Format

    def to(self, path: str) -> str:
        return self.origin + quote(path)

    def link(self, rel: str, path: str, form: Format, title: str) -> dict[str, Any]:
        chosen = f"?f={form.name}" if form is HTML else ""
        return {"rel": rel, "href": self.to(path) + chosen, "type": form.media_type, "title": title}

    def itself(self, forms: Iterable[Format]) -> list[dict[str, Any]]:
        """`self`, and an `alternate` for each other form."""
        found = [self._here("self", self.form, "This document")]
        others = {form.media_type: form for form in forms if form.media_type != self.form.media_type}
        found += [
            self._here("alternate", form, f"The same as {form.name}")
            for form in others.values()
            if GEOJSON not in forms or form is not JSON
        ]
        return found

    def next(self, cursor: str) -> dict[str, Any]:
        """Keeps the form and every filter."""
        return self._here("next", self.form, "The next page", ("cursor", cursor))

    def _here(self, rel: str, form: Format, title: str, *more: tuple[str, str]) -> dict[str, Any]:
        replaced = {"f", *(name for name, _ in more)}
        kept = [(name, value) for name, value in self.query if name not in replaced]
        query = urlencode([*kept, *more, ("f", form.name)])
        return {"rel": rel, "href": f"{self.to(self.path)}?{query}", "type": form.media_type, "title": title}
