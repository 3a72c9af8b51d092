"""How to take the numbers of a page elsewhere: a line for each program, and a sentence to cite. Pure."""

from collections.abc import Sequence
from urllib.parse import urlencode


def cited(origin: str, slug: str, query: Sequence[tuple[str, str]], version: str) -> str:
    """Where the numbers of the page's table are found again, whatever is published later."""
    asked = urlencode([("version", version), *query, ("by", "group,area")], safe=",")
    return f"{origin}/api/v1/elections/{slug}/counts?{asked}"


def lines_for(origin: str, slug: str, query: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Each program's name and what to type there, for the question that the page shows."""
    asked = urlencode([("by", "category,area"), *query])
    counts = f"{origin}/api/v1/elections/{slug}/counts.csv?{asked}"
    return [
        ("curl", f"curl -o counts.csv '{counts}'"),
        ("Python", f'pandas.read_csv("{counts}")'),
        ("R", f'read.csv("{counts}")'),
        ("QGIS", f"{origin}/ogc"),
        (
            "HTML",
            f'<iframe src="{origin}/embed/{slug}" title="Pollwatch" width="100%" height="760"></iframe>',
        ),
    ]
