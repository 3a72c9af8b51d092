"""Addresses of originals: for one account, one photo, one minute."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.evidence.original_links import VALID_FOR, OriginalLinks

NOW = datetime(2020, 10, 4, 6, 0, tzinfo=UTC)
PHOTO, OTHER_PHOTO, ACCOUNT, OTHER_ACCOUNT = (UUID(int=number, version=4) for number in range(1, 5))
LINKS = OriginalLinks(b"k" * 32)
TOKEN = LINKS.issue(1, PHOTO, ACCOUNT, NOW + VALID_FOR)


def test_opens_until_its_minute_is_over() -> None:
    assert LINKS.open(1, ACCOUNT, TOKEN, NOW) == PHOTO
    assert LINKS.open(1, ACCOUNT, TOKEN, NOW + timedelta(seconds=59)) == PHOTO
    assert LINKS.open(1, ACCOUNT, TOKEN, NOW + timedelta(seconds=60)) is None


def test_opens_for_nobody_else_nowhere_else_and_under_no_other_key() -> None:
    assert LINKS.open(1, OTHER_ACCOUNT, TOKEN, NOW) is None
    assert LINKS.open(2, ACCOUNT, TOKEN, NOW) is None
    assert OriginalLinks(b"K" * 32).open(1, ACCOUNT, TOKEN, NOW) is None


@pytest.mark.parametrize("position", range(len(TOKEN)))
def test_not_one_character_may_be_altered(position: int) -> None:
    other = "A" if TOKEN[position] != "A" else "B"
    assert LINKS.open(1, ACCOUNT, TOKEN[:position] + other + TOKEN[position + 1 :], NOW) is None


def test_another_photo_or_more_time_cannot_be_had() -> None:
    _, expires, signature = TOKEN.split(".")
    assert LINKS.open(1, ACCOUNT, f"{OTHER_PHOTO}.{expires}.{signature}", NOW) is None
    assert LINKS.open(1, ACCOUNT, f"{PHOTO}.{int(expires) + 60}.{signature}", NOW) is None


@pytest.mark.parametrize("token", ["", ".", "..", f"{PHOTO}", f"{PHOTO}..", f"{PHOTO}.x.y", "é.1.é", "\x00"])
def test_nonsense_opens_nothing(token: str) -> None:
    assert LINKS.open(1, ACCOUNT, token, NOW) is None
