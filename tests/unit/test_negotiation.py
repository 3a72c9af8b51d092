"""The form of an answer: suffix over `f` over `Accept`, and 406 says what there is."""

import pytest

from app.core.negotiation import CSV, GEOJSON, JSON, NotAcceptable, choose

FORMATS = (JSON, CSV, GEOJSON)


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV; charset=utf-8", "csv"),
        ("text/*", "csv"),
        ("application/*", "json"),
        ("application/geo+json", "geojson"),
        ("application/json;q=0.5, text/csv", "csv"),
        ("text/csv;q=0.9, application/json;q=0.9", "json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "json"),
        ("application/json;q=0, */*;q=0.1", "csv"),
        ("text/csv;q=2, application/json;q=0.1", "json"),
        (",;, text/csv", "csv"),
    ],
)
def test_weighs_what_the_client_accepts(accept: str | None, name: str) -> None:
    assert choose(FORMATS, accept=accept).name == name


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "nonsense", "text/html;q=1"])
def test_refuses_what_there_is_not(accept: str) -> None:
    with pytest.raises(NotAcceptable) as refused:
        choose(FORMATS, accept=accept)

    assert [entry["f"] for entry in refused.value.extra["available"]] == ["json", "csv", "geojson"]


def test_a_suffix_wins_over_f_and_f_over_accept() -> None:
    assert choose(FORMATS, suffix="csv", f="json", accept="application/geo+json") is CSV
    assert choose(FORMATS, f="json", accept="text/csv") is JSON


@pytest.mark.parametrize("named", [{"suffix": "xlsx"}, {"f": "cvs"}, {"f": ""}, {"suffix": "CSV"}])
def test_refuses_a_form_it_does_not_have(named: dict[str, str]) -> None:
    with pytest.raises(NotAcceptable):
        choose(FORMATS, **named)
