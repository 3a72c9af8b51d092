"""What `q` finds in public: by an index of words that says what the texts say, and no other text."""

from typing import Any, Final

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert, select

from app.incidents.public import PublicWord
from tests.api.test_public_incidents import publish, withdraw
from tests.api.test_public_incidents import published as really_published
from tests.api.test_versions import Story
from tests.factories import Factory
from tests.incidents import edited, incident_in
from tests.public_rows import changed, published

PUBLIC: Final = "/api/v1/elections/test-election"
HOSTILE: Final[tuple[str | bytes, ...]] = (
    '"',
    "'; DROP TABLE reports; --",
    "* OR NOT (NEAR/2",
    "a AND b:c ^d",
    "%_\\",
    "!?…",
    "🗳️",
    "\u202eтекст\u202c",
    "\U0010ffff",
    b"\xed\xa0\x80",
    "ab " * 66,
    " ".join(f"слово{number}" for number in range(22)),
    " ".join(map(chr, range(0x430, 0x430 + 32))) + " the minibus",
)
one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def found(client: TestClient, q: str, **more: str) -> list[int]:
    """Numbers of the incidents, and the counts agree."""
    answer = client.get(f"{PUBLIC}/incidents", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    refs = sorted(int(item["ref"][-4:]) for item in answer.json()["items"])
    counted = client.get(f"{PUBLIC}/counts", params={"q": q, **more}).json()["totals"]
    assert counted["incidents"]["total"] == counted["reports"] == len(refs)
    return refs


def words_held(make: Factory, *, current: bool = True) -> set[str]:
    with make.session() as session:
        return set(session.scalars(select(PublicWord.word).where(PublicWord.current.is_(current))))


def test_finds_words_by_their_beginnings(client: TestClient, make: Factory) -> None:
    view = make.election()
    published(make, view, public_text={"ru": "Ёлка у школы №5123.", "ky": "Мектептердин жанында."})
    published(make, view, public_text={"ru": "Наблюдателя не пустили.", "en": "An observer was kept out."})
    published(make, view, area_code="KG-O", public_text={"ru": "Наблюдателей не пустили."})

    for q, numbers in {
        "елка": [1],
        "ШКОЛ мектеп": [1],  # of any language, in any order
        "5123": [1],
        "512": [],
        "наблюдател": [2, 3],
        "наблюдатель": [],
        "блюдател": [],
        "пустили observer": [2],
        "нигде": [],
        "елка нигде": [],
    }.items():
        assert found(client, q) == numbers, q
    assert found(client, "наблюдател", area="KG-O") == [3]
    assert found(client, "наблюдател", veracity="verified") == []
    assert len(client.get(f"{PUBLIC}/incidents.csv?q=наблюдател").text.splitlines()) == 3
    assert client.get(f"{PUBLIC}/incidents.atom?q=observer").text.count("<entry>") == 1
    assert len(client.get(f"{PUBLIC}/changes?q=5123").json()["items"]) == 1


@one_database_is_enough
@pytest.mark.parametrize("path", ["incidents", "counts", "changes"])
def test_what_no_text_can_be_is_refused(client: TestClient, make: Factory, path: str) -> None:
    published(make, make.election())

    for q in ("x" * 10_000, "a\0b", ""):
        assert client.get(f"{PUBLIC}/{path}", params={"q": q}).status_code == 422


def test_whatever_is_asked_finds_nothing_and_breaks_nothing(client: TestClient, make: Factory) -> None:
    published(make, make.election())

    for q in HOSTILE:
        for path in ("incidents", "counts", "changes"):
            answer = client.get(f"{PUBLIC}/{path}", params={"q": q})
            assert answer.status_code == 200, (path, q)
            assert "Minibuses" not in answer.text, (path, q)


def test_finds_the_text_as_it_is_and_an_earlier_one_in_its_version(client: TestClient, make: Factory) -> None:
    story = Story(client, make)
    incident = story.opened(public_text={"en": "Carousel at the gate."})
    story.publish(incident)
    first = story.version
    edited(make, incident, public_text={"en": "Two cars at the gate."})
    story.publish(incident)

    assert (found(client, "carousel"), found(client, "cars gate")) == ([], [1])
    assert (found(client, "carousel", version=first), found(client, "cars", version=first)) == ([1], [])
    assert found(client, "gate", version=first) == [1]

    story.withdraw(incident)

    assert found(client, "gate") == found(client, "gate", version=first) == []
    assert words_held(make) | words_held(make, current=False) == set()


def test_finds_nothing_that_is_not_published(client: TestClient, make: Factory) -> None:
    view = make.election()
    make.report(view, description="canaryreport")
    incident_in(make, view, public_text={"en": "canarydraft"})
    incident = incident_in(make, view, public_text={"en": "Queues."})
    ref = publish(make, view, incident)
    edited(make, incident, public_text={"en": "canaryedit"})
    other = really_published(make, view, public_text={"en": "Queues too."})

    for q in ("canaryreport", "canarydraft", "canaryedit", "canary"):
        assert found(client, q) == []
    assert words_held(make) == {"queues", "too"}

    withdraw(make, view, ref)
    assert found(client, "queues") == [int(other[-4:])]
    changed(make, view, other, state="merged")  # its words stay: taken apart again, it is found again
    assert found(client, "queues") == []


def test_finds_the_same_where_a_word_is_common(client: TestClient, make: Factory) -> None:
    """Then no list of references is made: each is looked up in the order of the answer, or all at once."""
    view = make.election()
    for text in ("Common and rare.", "Common, and an uncommon one.", "Nothing."):
        published(make, view, public_text={"en": text})
    posted: list[dict[str, Any]] = [
        {"election_id": view.id, "ref": f"INC-X-{number}", "word": word, "current": True}
        for number in range(2001)
        for word in ("common", "anders")
    ]
    with make.session() as session:
        session.execute(insert(PublicWord), posted)

    held = {"common": [1, 2], "comm and": [1, 2], "comm rare": [1]}
    for q, numbers in {**held, "anders": [], "uncommon rare": [], "common anders": []}.items():
        assert found(client, q) == numbers, q
        counted = client.get(f"{PUBLIC}/counts", params={"q": q}).json()
        assert counted["totals"]["incidents"]["total"] == len(numbers), q
    assert len(client.get(f"{PUBLIC}/changes?q=comm").json()["items"]) == 2
