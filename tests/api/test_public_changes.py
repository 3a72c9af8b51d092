"""What changed in public, for whoever keeps a copy or a feed reader."""

import csv
import io
import random
from datetime import timedelta
from typing import Any, Final

import feedparser  # type: ignore[import-untyped]  # ships no types
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import delete

from app.aggregation.caveat import CAVEAT
from app.incidents.lifecycle import Publication
from app.incidents.public import PastIncident
from app.publication import changes, ticks
from app.publication.changes import ChangeList
from app.publication.downloads import Downloads
from tests.api.test_public_incidents import publish, withdraw
from tests.api.test_public_incidents import published as really_published
from tests.factories import NOW, Factory
from tests.incidents import edited, incident_in, linked, related
from tests.public_rows import changed, published, ticked

PUBLIC = "/api/v1/elections/test-election"
CHANGES = f"{PUBLIC}/changes"
CAROUSEL: Final = "voter_transport.carousel_voting"
one_database_is_enough = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def since(client: TestClient, version: str | None, /, **query: Any) -> dict[str, str]:
    """What is told, by reference, in the order told."""
    asked = {"since": version} | query if version else query
    answer = client.get(CHANGES, params=asked)
    assert answer.status_code == 200, answer.text
    ChangeList.model_validate_json(answer.text)
    return {item["ref"]: item["change"] for item in answer.json()["items"]}


def version(client: TestClient) -> str:
    found: str = client.get(f"{PUBLIC}/counts").json()["version"]
    return found


class TestSince:
    def test_a_version_tells_what_became_public_changed_and_went(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        kept, gone, edited_one = (incident_in(make, view) for _ in range(3))
        refs = [publish(make, view, incident) for incident in (kept, gone, edited_one)]
        before = version(client)
        assert since(client, before) == {}

        withdraw(make, view, refs[1])
        publish(make, view, edited(make, edited_one, severity=5), NOW + timedelta(hours=1))
        new = really_published(make, view)

        assert since(client, before) == {refs[1]: "withdrawn", refs[2]: "changed", new: "published"}
        assert since(client, version(client)) == {}
        assert since(client, None) == {
            refs[0]: "published",
            refs[1]: "withdrawn",
            refs[2]: "published",
            new: "published",
        }

    def test_tells_what_a_tick_moved(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)
        ref = publish(make, view, linked(make, incident, [make.report(view)]))
        before = version(client)

        with make.session() as session:
            ticks.tick(session, view.id, NOW)

        (item,) = client.get(CHANGES, params={"since": before}).json()["items"]
        assert (item["ref"], item["change"], item["version"]) == (ref, "changed", "2.1")
        assert item["incident"] == client.get(f"{PUBLIC}/incidents/{ref}").json()

    def test_tells_of_those_whose_relations_changed_with_another(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        first, second = incident_in(make, view), incident_in(make, view)
        related(make, first, second)
        ref = publish(make, view, first)
        before = version(client)

        other = publish(make, view, second)

        assert since(client, before) == {ref: "changed", other: "published"}

    @one_database_is_enough
    def test_is_unmoved_by_what_is_private(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        publish(make, view, incident)
        before = client.get(CHANGES)

        make.report(view)
        incident_in(make, view)
        edited(make, incident, severity=5)

        after = client.get(CHANGES)
        assert (after.content, after.headers["etag"]) == (before.content, before.headers["etag"])

    @one_database_is_enough
    @pytest.mark.parametrize("given", ["1", "x.1", "2.0", "1.1", "-1.0", "1.0.0", "9" * 30 + ".0"])
    def test_a_version_that_never_was_is_refused(self, client: TestClient, make: Factory, given: str) -> None:
        published(make, make.election())

        answer = client.get(CHANGES, params={"since": given})

        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query/since")


@one_database_is_enough
def test_a_tombstone_has_no_word_of_the_incident(client: TestClient, make: Factory) -> None:
    view = make.election()
    ref = really_published(make, view, public_text={"en": "CANARY at the gate"})
    withdraw(make, view, ref)

    answers = [client.get(f"{CHANGES}{suffix}") for suffix in ("", ".csv", ".atom")]

    (item,) = answers[0].json()["items"]
    assert item == {
        "ref": ref,
        "change": "withdrawn",
        "version": "2.0",
        "changed_at": "2020-10-04T06:00:00Z",
        "merged_into": None,
        "public_sentence": "Withdrawn by the editors.",
        "incident": None,
    }
    (row,) = csv.DictReader(io.StringIO(answers[1].text))
    assert {name for name, value in row.items() if value} == {"change", "version", "ref", "changed_at"}
    assert not any("CANARY" in answer.text or "busing" in answer.text for answer in answers)


@one_database_is_enough
@pytest.mark.parametrize(
    ("query", "told"),
    [("area=KG-GO", {1, 3}), ("area=KG-O", {2, 3}), ("q=очередь", {2, 3}), ("severity=1", {3})],
)
def test_filters_choose_among_what_is_shown_and_never_hide_what_is_gone(
    client: TestClient, make: Factory, query: str, told: set[int]
) -> None:
    view = make.election()
    published(make, view)
    published(make, view, area_code="KG-O", public_text={"ru": "Очередь"})
    changed(make, view, published(make, view), state="withdrawn", public_text={})

    found = client.get(f"{CHANGES}?{query}").json()["items"]

    assert {int(item["ref"][-4:]) for item in found} == told


WAS: Final[dict[str, Any]] = {
    "category": CAROUSEL,
    "severity": 3,
    "public_text": {"en": "Minibuses, and more"},
}
FILTERS: Final[dict[str, dict[str, Any]]] = {
    f"category={CAROUSEL}": {"category": "voter_transport.busing_of_voters"},
    "area=KG-GO": {"area_code": "KG-O"},
    "severity=3,4": {"severity": 1},
    "q=minibuses": {"public_text": {"en": "Buses"}},
    "q=minibuses&area=KG-GO": {"area_code": None},
}
# The changes, by the filter they stand beside, after which an incident that was as above is no longer found.
LEAVES: Final = {
    f"category={CAROUSEL}": {f"category={CAROUSEL}"},
    "area=KG-GO": {"area=KG-GO", "q=minibuses&area=KG-GO"},
    "severity=3,4": {"severity=3,4"},
    "q=minibuses": {"q=minibuses"},
    "q=minibuses&area=KG-GO": {"area=KG-GO", "q=minibuses", "q=minibuses&area=KG-GO"},
}


class TestAFilter:
    def test_is_told_of_what_left_it(
        self, client: TestClient, make: Factory, subtests: pytest.Subtests
    ) -> None:
        """By whoever kept what matched, and no more of it than that."""
        view = make.election()
        published(make, view)
        never = published(make, view, severity=1, area_code="KG-O", public_text={}, category="voting.other")
        refs = {query: published(make, view, **WAS) for query in FILTERS}
        before = version(client)
        changed(make, view, never, severity=2)
        for query, now in FILTERS.items():
            changed(make, view, refs[query], **now)
        after = version(client)

        for query in FILTERS:
            with subtests.test(query=query):
                answers = [
                    client.get(f"{CHANGES}{form}?since={before}&{query}") for form in ("", ".csv", ".atom")
                ]
                found = {item["ref"]: item for item in answers[0].json()["items"]}
                left = {refs[other] for other in LEAVES[query]}
                stayed = set(refs.values()) - left
                told = dict.fromkeys(left, "left") | dict.fromkeys(stayed, "changed")
                assert {ref: item["change"] for ref, item in found.items()} == told
                assert found[refs[query]]["incident"] is None
                kept = {item["ref"] for item in client.get(f"{PUBLIC}/incidents?{query}").json()["items"]}
                assert kept.isdisjoint(left)
                assert stayed <= kept
                assert f"{refs[query]}: no longer among these" in answers[2].text
                rows = {row["ref"]: row for row in csv.DictReader(io.StringIO(answers[1].text))}
                said = {name for name, value in rows[refs[query]].items() if value}
                assert said == {"change", "version", "ref", "changed_at"}

                assert client.get(f"{CHANGES}?since={after}&{query}").json()["items"] == []
        everything = client.get(f"{CHANGES}?since={before}").json()["items"]
        assert {item["change"] for item in everything} == {"changed"}
        changed(make, view, refs["severity=3,4"], severity=2)
        assert since(client, after, severity="3,4") == {}

    def test_keeps_a_copy_whole_whatever_happens(self, client: TestClient, make: Factory) -> None:
        """Followed from each version to the next, the copy is what is listed."""
        view = make.election()
        chance = random.Random(7)
        refs = [published(make, view, severity=chance.randint(1, 5)) for _ in range(4)]
        copies: dict[str, set[str]] = {"severity=4,5": set(), "q=gate": set(), "q=gate&severity=1,2": set()}
        since_of = dict.fromkeys(copies, "0.0")
        for turn in range(30):
            texts = ({"en": "At the gate"}, {"en": "Elsewhere"})
            given: dict[str, Any] = {"severity": chance.randint(1, 5), "public_text": chance.choice(texts)}
            if turn % 7 == 3:
                refs.append(published(make, view, **given))
            else:
                changed(make, view, chance.choice(refs), **given)
            query = chance.choice(list(copies))
            answer = client.get(f"{CHANGES}?since={since_of[query]}&{query}").json()
            for item in answer["items"]:
                copies[query].discard(item["ref"])
                if item["incident"] is not None:
                    copies[query].add(item["ref"])
            since_of[query] = answer["version"]
            listed = client.get(f"{PUBLIC}/incidents?{query}").json()["items"]
            assert copies[query] == {item["ref"] for item in listed}, (turn, query)

    @one_database_is_enough
    def test_tells_of_what_may_have_matched_when_no_version_was_kept(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        ref, before = published(make, view), version(client)
        changed(make, view, ref, severity=1)
        with make.session() as session:  # as a release before versions left it
            session.execute(delete(PastIncident).where(PastIncident.changed_sequence == 1))

        assert since(client, before, severity="5") == {ref: "left"}
        assert since(client, version(client), severity="5") == {}
        assert since(client, None, severity="5") == {}

    @one_database_is_enough
    def test_is_told_of_nothing_that_it_never_showed(self, client: TestClient, make: Factory) -> None:
        """Of an earlier version, what came later was not shown; what was merged never is."""
        view = make.election()
        other, ref, before = published(make, view), published(make, view), version(client)
        changed(make, view, ref, state=Publication.MERGED, merged_into=other, severity=4)
        changed(make, view, ref, state=Publication.PUBLISHED, merged_into=None, severity=2)
        then = version(client)
        changed(make, view, ref, severity=5)
        changed(make, view, ref, severity=2)

        assert since(client, before, severity="4") == {}
        assert since(client, before, severity="5") == {ref: "left"}
        assert since(client, before, severity="5", version=then) == {}

    @one_database_is_enough
    def test_is_told_page_by_page_of_what_its_words_left(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        refs = [published(make, view, public_text={"en": "Minibuses"}) for _ in range(3)]
        before = version(client)
        for ref in refs:
            changed(make, view, ref, public_text={"en": "Elsewhere"})
        url: str | None = f"{CHANGES}?since={before}&q=minibuses&limit=1"
        told: list[str] = []
        while url:
            answer = client.get(url)
            told += [item["ref"] for item in answer.json()["items"]]
            url = answer.links.get("next", {}).get("url")

        assert told == refs

    @one_database_is_enough
    def test_finds_words_that_stood_in_one_version(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        ref = published(make, view, public_text={"en": "Minibuses"})
        for text in ("At the gate", "Elsewhere"):
            changed(make, view, ref, public_text={"en": text})

        assert since(client, None, q="minibuses") == since(client, None, q="gate") == {ref: "left"}
        assert since(client, None, q="minibuses gate") == {}


@one_database_is_enough
@pytest.mark.parametrize("form", ["json", "atom"])
def test_pages_go_through_everything_once(client: TestClient, make: Factory, form: str) -> None:
    view = make.election()
    refs = [published(make, view) for _ in range(5)]
    changed(make, view, refs[1], severity=5)
    seen: list[str] = []
    url: str | None = f"{CHANGES}.{form}?limit=2"
    while url:
        answer = client.get(url)
        seen += [item["ref"] for item in answer.json()["items"]] if form == "json" else entries(answer)
        url = answer.links.get("next", {}).get("url")

    order = [refs[0], *refs[2:], refs[1]]
    assert seen == (order if form == "json" else order[::-1])


@pytest.mark.parametrize("form", ["json", "atom"])
def test_what_is_rare_among_many_is_found_page_by_page(
    client: TestClient, make: Factory, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(changes, "MOST_LOOKED_AT", 3)
    view = make.election()
    rare = [published(make, view, severity=5)]
    for often in (6, 1):
        for _ in range(often):
            published(make, view, severity=2)
        rare.append(published(make, view, severity=5))
    url: str | None = f"{CHANGES}.{form}?severity=5"
    pages: list[list[str]] = []
    while url:
        answer = client.get(url)
        told = [item["ref"] for item in answer.json()["items"]] if form == "json" else entries(answer)
        pages.append(told)
        url = answer.links.get("next", {}).get("url")

    first, second, third = rare
    oldest_first, newest_first = [[first], [], [second], [third]], [[third, second], [], [], [first]]
    assert pages == (oldest_first if form == "json" else newest_first)


@one_database_is_enough
def test_a_long_table_of_changes_is_whole(app: FastAPI, client: TestClient, make: Factory) -> None:
    app.state.downloads = Downloads(at_a_time=2)
    view = make.election()
    refs = [published(make, view) for _ in range(5)]

    rows = csv.DictReader(io.StringIO(client.get(f"{CHANGES}.csv").text))

    assert [row["ref"] for row in rows] == refs


@one_database_is_enough
def test_a_table_of_what_is_rare_among_many_is_whole(
    client: TestClient, make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "MOST_LOOKED_AT", 2)
    view = make.election()
    refs = [published(make, view, severity=5 if each % 4 == 3 else 2) for each in range(9)]

    rows = csv.DictReader(io.StringIO(client.get(f"{CHANGES}.csv?severity=5").text))

    assert [row["ref"] for row in rows] == [refs[3], refs[7]]


def entries(answer: Response) -> list[str]:
    """As a feed reader sees them: the references in their links."""
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not feed.bozo, feed.bozo_exception
    return [entry.link.rpartition("/")[2] for entry in feed.entries]


@one_database_is_enough
class TestFeeds:
    def test_a_reader_of_feeds_shows_what_was_published(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        refs = [
            published(make, view, public_text={"en": "Buses & <b>bold</b>", "ru": "Автобусы"}),
            published(make, view, area_code=None, published_at=NOW + timedelta(minutes=1)),
        ]

        answer = client.get(f"{PUBLIC}/incidents.atom?lang=ru")

        feed = feedparser.parse(answer.content)
        assert (answer.headers["content-type"], feed.bozo, feed.version) == (
            "application/atom+xml",
            False,
            "atom10",
        )
        assert feed.feed.subtitle == CAVEAT
        assert feed.feed.title == "Test election: published incidents"
        assert [entry.link for entry in feed.entries] == [f"http://testserver/i/{ref}" for ref in refs[::-1]]
        oldest = feed.entries[1]
        assert oldest.id == oldest.link
        assert oldest.content[0].value == "Автобусы"
        assert oldest.title.startswith(f"{refs[0]}: ")
        assert oldest.title.endswith("(unverifiable)")
        assert oldest.published == "2020-10-04T06:00:00Z"
        english = feedparser.parse(client.get(f"{PUBLIC}/incidents?f=atom").content).entries[1]
        assert english.content[0].value == "Buses & <b>bold</b>"

    def test_a_feed_is_of_its_filter(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        refs = [published(make, view, area_code=area) for area in ("KG-O", "KG-GO", "KG-O")]

        answer = client.get(f"{PUBLIC}/incidents.atom?area=KG-O")

        assert entries(answer) == [refs[2], refs[0]]
        assert feedparser.parse(answer.content).feed.id.endswith("/incidents.atom?area=KG-O")

    def test_each_change_is_an_entry_of_its_own_the_newest_first(
        self, client: TestClient, make: Factory
    ) -> None:
        view = make.election()
        ref, other = published(make, view), published(make, view)
        first = feedparser.parse(client.get(f"{CHANGES}.atom").content).entries
        changed(make, view, ref, severity=5)

        answer = client.get(f"{CHANGES}.atom")

        second = feedparser.parse(answer.content).entries
        assert entries(answer) == [ref, other]
        assert second[0].id not in {entry.id for entry in first}
        assert second[1].id in {entry.id for entry in first}

    def test_a_synthetic_election_says_so_in_every_entry(self, client: TestClient, make: Factory) -> None:
        view = make.election(synthetic=True)
        published(make, view)

        for feed in (f"{PUBLIC}/incidents.atom", f"{CHANGES}.atom"):
            found = feedparser.parse(client.get(feed).content)
            assert found.feed.title.startswith("SYNTHETIC")
            assert "SYNTHETIC" in found.entries[0].title

    @pytest.mark.parametrize("query", ["incidents?lang=ru", "changes.csv?lang=ru", "incidents.atom?lang=xx"])
    def test_one_language_is_for_feeds(self, client: TestClient, make: Factory, query: str) -> None:
        make.election()

        answer = client.get(f"{PUBLIC}/{query}")

        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "query/lang")

    def test_moves_with_publications_and_ticks(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        published(make, view)
        tag = client.get(f"{CHANGES}.atom").headers["etag"]

        make.report(view)
        same = client.get(f"{CHANGES}.atom", headers={"if-none-match": tag})
        ticked(make, view)

        assert same.status_code == 304
        assert client.get(f"{CHANGES}.atom", headers={"if-none-match": tag}).status_code == 200
