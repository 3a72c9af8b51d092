"""Reads pages as a person would: headings, tables, definition lists."""

import re
from html import unescape

from httpx2 import Response

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def words(html: str) -> str:
    """What is left without tags, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def text_of(answer: Response) -> str:
    return words(answer.text)


def section(answer: Response, heading: str) -> str:
    """The HTML of the section that has this heading."""
    found = re.search(rf'<section aria-labelledby="{heading}">(.*?)</section>', answer.text, re.DOTALL)
    assert found is not None, heading
    return found[1]


def rows(html: str, table: str) -> list[list[str]]:
    """The cells of a table of this class, as they are seen."""
    found = re.search(rf'<table class="{table}">(.*?)</table>', html, re.DOTALL)
    assert found is not None, table
    seen = re.sub(r'<span class="visually-hidden">.*?</span>', "", found[1], flags=re.DOTALL)
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", seen, re.DOTALL)
    return [
        [words(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line, re.DOTALL)] for line in lines
    ]


def definitions(html: str, name: str) -> dict[str, str]:
    """Term and first definition of a list of this class."""
    found = re.search(rf'<dl class="{name}">(.*?)</dl>', html, re.DOTALL)
    assert found is not None, name
    pairs = re.findall(r"<dt>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", found[1], re.DOTALL)
    return {words(term): words(definition) for term, definition in pairs}
