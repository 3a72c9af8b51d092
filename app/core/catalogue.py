"""The page behind `type` of a problem: what happened and what to do about it, from docs/problems.md."""

import html
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fastapi import APIRouter
from starlette.responses import HTMLResponse

from app.core.errors import NotFound
from app.core.problems import documents

_ENTRY: Final = re.compile(r"^## (?P<code>[a-z0-9-]+)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_FIELD: Final = re.compile(r"^\*\*(Cause|Remedy)\.\*\* (.+?)(?=\n\*\*|\n\n|\Z)", re.MULTILINE | re.DOTALL)
_MARKS: Final = re.compile(r"`([^`]+)`")


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


def router(explanations: dict[str, Explanation]) -> APIRouter:
    pages = APIRouter(tags=["problems"])

    @pages.get(
        "/problems/{code}",
        summary="What a problem means and what to do",
        response_class=HTMLResponse,
        responses=documents(NotFound),
    )
    async def explain_problem(code: str) -> HTMLResponse:
        """A page for people: every problem document's `type` leads here."""
        explanation = explanations.get(code)
        if explanation is None:
            raise NotFound("There is no problem of this name.")
        return HTMLResponse(_page(explanation), headers={"cache-control": "public, max-age=3600"})

    return pages


def _page(explanation: Explanation) -> str:
    title = html.escape(explanation.code)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width"></head>\n'
        f"<body><main><h1>{title}</h1>\n<h2>Cause</h2>\n<p>{_marked(explanation.cause)}</p>\n"
        f"<h2>Remedy</h2>\n<p>{_marked(explanation.remedy)}</p></main></body></html>\n"
    )


def _marked(text: str) -> str:
    return _MARKS.sub(r"<code>\1</code>", html.escape(text))
