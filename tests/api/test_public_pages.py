"""The public record as people read it: every number of the API, with what it means beside it."""

import json
import re
from collections.abc import Iterator
from html import unescape
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from app.accounts.actor import Actor
from app.bootstrap import create_app
from app.cli import demo_kyrgyzstan
from app.elections.models import ElectionStatus
from app.elections.view import ElectionView
from app.incidents.models import Incident
from app.incidents.veracity import Veracity
from app.publication import service
from app.settings import Settings
from app.web import election_router, home_router
from app.web.assets import assets
from app.web.built import BuiltFile
from app.web.election_router import INCIDENTS_SHOWN
from app.web.map_files import MapFiles, map_files
from app.web.messages import LANGUAGES, translate
from tests.api.test_pages import one_database_is_enough
from tests.conftest import fresh_database
from tests.factories import NOW, Factory
from tests.incidents import AUTHOR, incident_in
from tests.pages import PAGE, definitions, rows, section, text_of, words

LEAD = Actor(UUID(int=2, version=4), "lead")
EDITOR = Actor(AUTHOR, "editor")
ELECTION = "/elections/test-election"
KYRGYZ = f"/elections/{demo_kyrgyzstan.SLUG}"
BUILT = MapFiles("/static/map/start-1.js", {"start-1.js": BuiltFile(b"export {}", "text/javascript")})
FIRST_VIEW_BYTES = 150_000


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kyrgyz(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The acceptance data, moderated and published once for all that only look."""
    directory = tmp_path_factory.mktemp("kyrgyz")
    with fresh_database(request, directory) as url:
        app = create_app(Settings(data_dir=directory, database_url=url, worker="outside", _env_file=None))
        with TestClient(app, raise_server_exceptions=False) as client:
            with Factory(app, client).session() as session:
                demo_kyrgyzstan.load(session, app.state.intake, NOW.replace(year=2021))
            yield client


def publish(make: Factory, view: ElectionView, incident: Incident) -> str:
    with make.session() as session:
        return service.publish(session, view, LEAD, incident.id, incident.version, NOW).ref


def withdraw(make: Factory, view: ElectionView, incident: Incident) -> None:
    with make.session() as session:
        version = session.get_one(Incident, (view.id, incident.id)).version
        service.withdraw(session, view, EDITOR, incident.id, version, NOW, reason_code="W2")


def table_by_first_cell(html: str, table: str) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in rows(html, table)}


class TestAcceptanceData:
    """`expected_after_publishing_all`, on the page."""

    def test_headline_intake_and_certainty(self, kyrgyz: TestClient) -> None:
        answer = kyrgyz.get(KYRGYZ, headers=PAGE)

        assert answer.status_code == 200
        numbers = "20 reports received · 18 incidents published · 0 of them verified."
        assert f"By 4 Oct 2021, 12:00 (UTC+6): {numbers}" in text_of(answer)
        assert list(definitions(section(answer, "intake"), "account").values()) == ["20", "19", "0", "1"]
        assert definitions(section(answer, "published"), "verdicts") == {
            "Verified": "0",
            "Several independent sources": "0",
            "Contested": "1",
            "Looked at, not confirmed": "17",
        }
        assert translate("en", "election.caveat") in text_of(answer)

    def test_categories_by_areas(self, kyrgyz: TestClient) -> None:
        page = section(kyrgyz.get(KYRGYZ, headers=PAGE), "published")
        table = table_by_first_cell(page, "matrix")

        areas = table["Category"]
        total = dict(zip(areas, table["Total"], strict=True))
        assert {area: cell for area, cell in total.items() if cell != "·"} == {
            "Osh": "5 (6)",
            "Osh Region": "2 (2)",
            "Talas Region": "1 (1)",
            "Bishkek": "1 (1)",
            "Not located": "9 (9)",
            "Total": "18 (19)",
        }
        assert table["Violations"][-1] == "17 (18)"
        assert dict(zip(areas, table["Context"], strict=True))["Bishkek"] == "1 (1)"
        groups = {row: cells[-1] for row, cells in table.items()}
        assert groups["Journalists and media"] == "2 (3)"
        assert groups["Intimidation and pressure on voters"] == "3 (3)"
        assert "After polling" not in groups, "a context is no violation"

    def test_days_and_severities(self, kyrgyz: TestClient) -> None:
        page = section(kyrgyz.get(KYRGYZ, headers=PAGE), "published")
        by_day, by_severity = page.split("By severity", 1)

        assert table_by_first_cell(by_day, "bars")["Undated"][0] == "3 (3)"
        severities = [row[:2] for row in rows(by_severity, "bars")[1:]]
        assert [(name, cell.split()[0]) for name, cell in severities] == [
            ("Critical", "6"),
            ("Major", "6"),
            ("Moderate", "4"),
            ("Minor", "1"),
            ("For information", "1"),
        ]

    def test_every_incident_has_a_page_and_no_page_has_a_position(self, kyrgyz: TestClient) -> None:
        refs = re.findall(r'href="/i/([^"]+)"', kyrgyz.get(KYRGYZ, headers=PAGE).text)
        assert len(set(refs)) == 18
        for ref in refs:
            answer = kyrgyz.get(f"/i/{ref}", headers=PAGE)
            assert answer.status_code == 200
            assert ref in answer.text
            assert "at this polling station" not in text_of(answer).lower()
            assert translate("en", "place.cell") not in text_of(answer)

    def test_the_contested_one_shows_its_denial(self, kyrgyz: TestClient) -> None:
        [ref] = re.findall(
            r'href="/i/([^"]+)"', kyrgyz.get(f"{KYRGYZ}?veracity=contested", headers=PAGE).text
        )
        answer = kyrgyz.get(f"/i/{ref}?lang=ru", headers=PAGE)
        assert "Партия отрицает это обвинение." in answer.text
        assert translate("ru", "veracity.contested") in answer.text

    def test_at_least_twelve_is_never_twelve(self, kyrgyz: TestClient) -> None:
        refs = re.findall(r'href="/i/([^"]+)"', kyrgyz.get(KYRGYZ, headers=PAGE).text)
        harms = {
            harm
            for ref in refs
            if (
                harm := definitions(kyrgyz.get(f"/i/{ref}", headers=PAGE).text, "facts-list")[
                    "Harm to people"
                ]
            )
            != "None reported"
        }
        assert harms == {"Injured: 0 to 1", "Injured: 1 to 3", "In hospital: at least 12", "Killed: 1"}

    def test_cites_others_and_gives_no_rate(self, kyrgyz: TestClient) -> None:
        watched = words(section(kyrgyz.get(KYRGYZ, headers=PAGE), "coverage"))
        assert translate("en", "election.no_rate") in watched
        assert "Common Cause (random sample) observed 300 of 2,475 stations (12.1%)" in watched

    def test_draws_a_circle_where_something_was_published_as_large_as_its_number(
        self, kyrgyz: TestClient
    ) -> None:
        drawing = section(kyrgyz.get(KYRGYZ, headers=PAGE), "published").partition("<figure")[2]
        figures = re.findall(r'class="symbol-figure"[^>]*>(\d+)<', drawing)
        radii = [float(found) for found in re.findall(r'class="symbol"[^>]* r="([\d.]+)"', drawing)]
        assert figures == ["5", "2", "1", "1"]
        assert radii[0] ** 2 / radii[1] ** 2 == pytest.approx(5 / 2, rel=0.02)
        assert len(re.findall(r'class="land shade-unknown"', drawing)) == 9
        assert 'class="certain"' not in drawing.partition("</figure>")[0], "nothing is verified"

    def test_a_filter_is_that_of_the_api_and_goes_on_into_the_downloads(self, kyrgyz: TestClient) -> None:
        answer = kyrgyz.get(f"{KYRGYZ}?area=KG-GO&group=&fbclid=x", headers=PAGE)

        assert len(set(re.findall(r'href="/i/([^"]+)"', answer.text))) == 5
        assert "This selection: 5 incidents published." in text_of(answer)
        assert "18 incidents published" in text_of(answer), "the headline is about all"
        for address in re.findall(r'href="(/api/[^"]+)"', section(answer, "downloads")):
            assert "area=KG-GO" in address or address.endswith("/snapshots"), "those are of everything"
            assert kyrgyz.get(address.replace("&amp;", "&")).status_code == 200, address
        lines, _, cited = unescape(section(answer, "downloads")).partition('class="cite"')
        for line in re.findall(
            r"http://testserver(/(?:api|ogc)[^\s'\"<]*)", lines.partition('class="lines"')[2]
        ):
            assert kyrgyz.get(line).status_code == 200, line
        (address,) = re.findall(r'href="http://testserver([^"]+)"', cited)
        assert address in cited.partition("href")[0], "in the sentence too"
        numbers = kyrgyz.get(address).json()
        assert f"version={numbers['version']}&area=KG-GO" in address
        assert numbers["totals"]["incidents"]["total"] == 5

    def test_says_how_it_is_counted_and_what_every_category_means(self, kyrgyz: TestClient) -> None:
        assert f'href="{KYRGYZ}/method"' in kyrgyz.get(KYRGYZ, headers=PAGE).text

        answer = kyrgyz.get(f"{KYRGYZ}/method", headers=PAGE)

        kinds = kyrgyz.get(f"/api/v1{KYRGYZ}/categories").json()["groups"]
        said = text_of(answer)
        for kind in (kind for group in kinds for kind in group["kinds"]):
            assert kind["slug"] in said
            assert " ".join(kind["definition"].split()) in " ".join(said.split())

    def test_others_may_show_the_headline_and_the_map_and_nothing_else(self, kyrgyz: TestClient) -> None:
        embedded = kyrgyz.get(f"/embed/{demo_kyrgyzstan.SLUG}?lang=ru", headers=PAGE)
        itself = kyrgyz.get(KYRGYZ, headers=PAGE)

        assert "frame-ancestors *" in embedded.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in itself.headers["content-security-policy"]
        assert re.findall(r'class="symbol-figure"[^>]*>(\d+)<', embedded.text) == ["5", "2", "1", "1"]
        assert translate("ru", "election.caveat") in text_of(embedded)
        assert f"{translate('ru', 'election.not_located')}: 9." in text_of(embedded), "18 less 9 on the map"
        assert "<form" not in embedded.text
        frame = f'<iframe src="http://testserver/embed/{demo_kyrgyzstan.SLUG}" title="Pollwatch" '
        assert f'{frame}width="100%" height="760"></iframe>' in unescape(itself.text)

    @pytest.mark.parametrize("query", ["area=KG-X", "veracity=sure", "no=1", "cursor=x"])
    def test_a_question_that_is_not_understood_is_refused(self, kyrgyz: TestClient, query: str) -> None:
        answer = kyrgyz.get(f"{KYRGYZ}?{query}", headers=PAGE)
        assert answer.status_code == 422
        assert translate("en", "error.422.title") in answer.text

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_complete_in_every_language(self, kyrgyz: TestClient, language: str) -> None:
        answer = kyrgyz.get(f"{KYRGYZ}?lang={language}", headers=PAGE)
        assert f'<html lang="{language}">' in answer.text
        assert translate(language, "election.caveat") in text_of(answer)
        assert len(set(re.findall(rf'href="/i/([^"]+)\?lang={language}"', answer.text))) == 18


class TestMapThatCanBeZoomed:
    @pytest.fixture
    def built(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """As if `make setup` had built it."""
        for router in (election_router, home_router):
            monkeypatch.setattr(router, "map_files", lambda: BUILT)

    @pytest.mark.usefixtures("built")
    def test_is_one_script_of_ours_and_nothing_inline(self, kyrgyz: TestClient) -> None:
        answer = kyrgyz.get(KYRGYZ, headers=PAGE)
        policy = answer.headers["content-security-policy"]

        assert re.findall(r"<script[^>]*>", answer.text) == [f'<script type="module" src="{BUILT.script}">']
        assert "script-src 'self'; worker-src 'self'; connect-src 'self'" in policy
        assert "unsafe" not in policy
        again = kyrgyz.get(KYRGYZ, headers={**PAGE, "if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.headers["content-security-policy"]) == (304, policy)
        script = kyrgyz.get(BUILT.script)
        assert script.content == b"export {}"
        assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert kyrgyz.get("/static/map/manifest.json").status_code == 404

    @pytest.mark.usefixtures("built")
    def test_asks_what_the_page_shows_in_the_words_of_the_page(self, kyrgyz: TestClient) -> None:
        page = kyrgyz.get(f"{KYRGYZ}?area=KG-GO&lang=ky&utm_source=x").text
        found = re.search(r'data-told="([^"]*)"', page)
        assert found
        told = json.loads(unescape(found[1]))

        incidents = kyrgyz.get(told["incidents"]).json()["features"]
        assert len(incidents) == len(re.findall(r'<li>\n<h3><a href="/i/', page)) > 0
        assert told["incident"] == "/i/REF?lang=ky"
        areas = kyrgyz.get(told["areas"]).json()["features"]
        assert told["places"].keys() <= {area["id"] for area in areas if area["geometry"]}
        assert len(told["places"]) == page.count('<path class="land ')
        assert told["words"]["close"] == translate("ky", "election.zoom_close")

    def test_is_not_offered_where_it_is_not_built(
        self, kyrgyz: TestClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for router in (election_router, home_router):
            monkeypatch.setattr(router, "map_files", lambda: None)
        answer = kyrgyz.get(KYRGYZ, headers=PAGE)

        assert '<figure class="map">' in answer.text
        assert not re.search("<script|data-told", answer.text)
        assert "script-src" not in answer.headers["content-security-policy"]
        assert kyrgyz.get(BUILT.script).status_code == 404

    def test_is_no_part_of_the_first_view(self, kyrgyz: TestClient) -> None:
        built = map_files()
        assert built is not None, "make setup builds the map"
        page, script = kyrgyz.get(KYRGYZ, headers=PAGE), kyrgyz.get(built.script)

        rest = sum(len(asset.content) for asset in assets().by_address.values())
        assert len(page.content) + len(script.content) + rest <= FIRST_VIEW_BYTES
        assert b"maplibregl" not in script.content


@one_database_is_enough
class TestElectionPage:
    def test_nothing_published_is_not_nothing_happened(self, client: TestClient, make: Factory) -> None:
        make.election()
        answer = client.get(ELECTION, headers=PAGE)
        assert answer.status_code == 200
        assert translate("en", "election.no_incidents") in text_of(answer)
        assert "<table" not in answer.text

    def test_is_sent_once_until_something_public_changes(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        incident = incident_in(make, view)
        first = client.get(ELECTION, headers=PAGE)
        unchanged = {"If-None-Match": first.headers["etag"]}

        make.report(view)
        assert client.get(ELECTION, headers=PAGE | unchanged).status_code == 304
        assert client.head(ELECTION, headers=PAGE | unchanged).status_code == 304
        assert client.get(f"{ELECTION}?lang=ky", headers=PAGE | unchanged).status_code == 200
        publish(make, view, incident)
        assert client.get(ELECTION, headers=PAGE | unchanged).status_code == 200

    def test_may_be_kept_by_caches_by_language(self, client: TestClient, make: Factory) -> None:
        make.election()
        answer = client.head(ELECTION, headers=PAGE)
        assert answer.headers["cache-control"] == "public, max-age=60, stale-while-revalidate=600"
        assert answer.headers["vary"] == "Accept-Language, Accept-Encoding"
        assert "set-cookie" not in answer.headers

    def test_verified_is_told_apart_in_every_cell(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        publish(make, view, incident_in(make, view))
        publish(make, view, incident_in(make, view, veracity=Veracity.VERIFIED))

        page = section(client.get(ELECTION, headers=PAGE), "published")

        assert "Incidents: 2, verified: 1, reports: 2" in words(page)
        assert '<rect class="certain" width="50%"' in page
        assert '<rect class="uncertain" x="50%" width="50%"' in page

    def test_more_incidents_than_fit_are_all_reached(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        for _ in range(INCIDENTS_SHOWN + 2):
            publish(make, view, incident_in(make, view, reports=1))

        first = client.get(f"{ELECTION}?area=KG-GO&lang=en", headers=PAGE)
        [more] = re.findall(r'href="([^"#]+)#incidents"', first.text)
        second = client.get(more.replace("&amp;", "&"), headers=PAGE)

        seen = [re.findall(r'href="/i/([^"?]+)', answer.text) for answer in (first, second)]
        assert [len(refs) for refs in seen] == [INCIDENTS_SHOWN, 2]
        assert len({*seen[0], *seen[1]}) == INCIDENTS_SHOWN + 2
        assert "area=KG-GO" in more

    def test_is_not_there_for_a_draft_or_an_unknown_election(self, client: TestClient, make: Factory) -> None:
        make.election(status=ElectionStatus.DRAFT)
        assert client.get(ELECTION, headers=PAGE).status_code == 404
        assert client.get("/elections/no-such", headers=PAGE).status_code == 404

    def test_the_home_page_says_how_much_there_is(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        before = client.get("/", headers=PAGE)
        publish(make, view, incident_in(make, view))

        answer = client.get("/", headers=PAGE | {"If-None-Match": before.headers["etag"]})

        assert "1 incident published" in text_of(answer)
        assert f'href="{ELECTION}"' in answer.text


@one_database_is_enough
class TestIncidentPage:
    def test_shows_the_cell_the_hour_and_what_it_rests_on(self, client: TestClient, make: Factory) -> None:
        view = make.election()
        ref = publish(make, view, incident_in(make, view, severity=4))

        answer = client.get(f"/i/{ref}", headers=PAGE)

        facts = definitions(answer.text, "facts-list")
        assert facts["Time"].startswith("4 Oct 2020, between 09:00 and 10:00")
        assert facts["Place"] == f"KG-GO {translate('en', 'place.cell')}"
        assert facts["Severity"] == "Major"
        assert facts["What it rests on"].startswith("1 report from")
        assert "72.7985" not in answer.text

    def test_words_of_people_are_shown_as_words(self, client: TestClient, make: Factory) -> None:
        view = make.election(name={"en": "<i>Vote</i>"})
        text = {"ru": '<script>alert("1")</script> & более'}
        ref = publish(make, view, incident_in(make, view, public_text=text))

        for path in (f"/i/{ref}", ELECTION, "/"):
            answer = client.get(f"{path}?lang=ky", headers=PAGE)
            assert "<script>" not in answer.text, "the page's own has a source"
            assert "<i>Vote" not in answer.text
        shown = client.get(f"/i/{ref}?lang=ky", headers=PAGE).text
        assert '<p class="lead" dir="auto" lang="ru">&lt;script&gt;' in shown
        assert translate("ky", "incident.other_language") in shown

    def test_a_withdrawn_one_is_gone_and_says_so(self, client: TestClient, make: Factory) -> None:
        view = make.election(synthetic=True)
        incident = incident_in(make, view)
        ref = publish(make, view, incident)
        kept = client.get(f"/i/{ref}", headers=PAGE)
        withdraw(make, view, incident)

        answer = client.get(f"/i/{ref}", headers=PAGE | {"If-None-Match": kept.headers["etag"]})

        assert answer.status_code == 410
        assert translate("en", "incident.withdrawn_title") in answer.text
        assert translate("en", "banner.synthetic") in text_of(answer)
        assert "minibuses" not in answer.text
        assert ref not in client.get(ELECTION, headers=PAGE).text

    def test_an_unknown_one_is_not_there(self, client: TestClient) -> None:
        answer = client.get("/i/INC-KG20-9999", headers=PAGE)
        assert answer.status_code == 404
        assert translate("en", "error.404.title") in answer.text

    def test_a_made_up_one_says_so(self, client: TestClient, make: Factory) -> None:
        view = make.election(synthetic=True, mode="rehearsal", four_eyes=False)
        ref = publish(make, view, incident_in(make, view))
        for path in (f"/i/{ref}", ELECTION):
            text = text_of(client.get(path, headers=PAGE))
            for banner in ("synthetic", "rehearsal", "four_eyes_off"):
                assert translate("en", f"banner.{banner}") in text
