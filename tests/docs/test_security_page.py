"""The security page promises nothing that no test holds."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\|(?P<threat>[^|]+)\|(?P<defence>[^|]+)\|(?P<proof>[^|]+)\|$", re.MULTILINE)


def threats() -> list[tuple[str, list[str]]]:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    table = page.partition("## Threats")[2].partition("\n## ")[0]
    rows = [row for row in ROW.finditer(table) if set(row["threat"]) - set("- ")][1:]
    return [(row["threat"].strip(), re.findall(r"`([^`]+)`", row["proof"])) for row in rows]


def test_every_threat_has_a_test_that_exists() -> None:
    found = threats()

    assert len(found) >= 15
    for threat, proofs in found:
        assert proofs, threat
        for proof in proofs:
            assert (ROOT / proof).is_file(), (threat, proof)


def test_every_test_that_a_page_names_exists() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    named = {
        (str(page.relative_to(ROOT)), test)
        for page in pages
        for test in re.findall(r"`(tests/[a-z0-9_/]+(?:\.py)?)`", page.read_text(encoding="utf-8"))
    }

    assert len(named) >= 20
    assert [(page, test) for page, test in sorted(named) if not (ROOT / test).exists()] == []
