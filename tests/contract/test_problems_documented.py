"""Every failure can be looked up: what happened, and what to do now."""

import importlib
import pkgutil
from collections import defaultdict
from collections.abc import Iterator

import pytest
from fastapi import FastAPI

import app as package
from app.core import catalogue, problems
from app.core.errors import AppError
from tests.contract.test_access import one_database_is_enough, operations
from tests.contract.test_house_rules import ROOT

EXPLAINED = catalogue.read(ROOT / "docs" / "problems.md")
# By whoever stands before us, or by the framework: `problems` turns these statuses into codes.
FRAMEWORK = {code for _, code, _, _ in problems._FRAMEWORK.values()} | {
    problems.INTERNAL[0],
    "request-failed",
}


def every_error() -> list[type[AppError]]:
    """Also those in modules that nothing has imported yet."""
    for module in pkgutil.walk_packages(package.__path__, "app."):
        importlib.import_module(module.name)
    found = list(_below(AppError))
    assert len(found) > 40, "nothing was found: these tests would pass by accident"
    return found


def _below(error: type[AppError]) -> Iterator[type[AppError]]:
    for narrower in error.__subclasses__():
        if narrower.__module__.startswith("app."):
            yield narrower
            yield from _below(narrower)


def test_every_code_is_explained_and_nothing_else_is() -> None:
    codes = {error.code for error in every_error()} | FRAMEWORK

    assert codes - EXPLAINED.keys() == set()
    assert EXPLAINED.keys() - codes == set()


def test_nothing_is_explained_twice() -> None:
    text = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")

    assert text.count("\n## ") == len(EXPLAINED)


def test_a_code_means_one_thing() -> None:
    meanings: defaultdict[str, set[tuple[int, str]]] = defaultdict(set)
    for error in every_error():
        meanings[error.code].add((error.status, error.title))

    assert {code: found for code, found in meanings.items() if len(found) > 1} == {}


@pytest.mark.parametrize("code", EXPLAINED)
def test_an_explanation_is_whole_sentences(code: str) -> None:
    explanation = EXPLAINED[code]

    for text in (explanation.cause, explanation.remedy):
        assert not text[0].islower()
        assert text.endswith(".")


def test_titles_are_short_and_no_sentences() -> None:
    for error in every_error():
        assert error.title == error.title.strip().removesuffix("."), error
        assert len(error.title) <= 60, error


@one_database_is_enough
class TestOperations:
    def test_document_failures_as_problems_that_are_explained(self, app: FastAPI) -> None:
        document = app.openapi()
        paths, examples, shown = document["paths"], document["components"]["examples"], 0

        for method, path, _policy in operations(app):
            for status, response in paths[path][method]["responses"].items():
                if status[0] not in "45" and status != "default":
                    continue
                content = response["content"][problems.MEDIA_TYPE]
                for code, example in content.get("examples", {}).items():
                    assert code in EXPLAINED, (method, path, code)
                    assert example == {"$ref": f"#/components/examples/{code}"}
                    assert examples[code]["value"]["status"] == int(status), (method, path, code)
                    shown += 1
        assert shown > 40

    def test_have_a_summary_a_success_and_a_name_of_their_own(self, app: FastAPI) -> None:
        paths = app.openapi()["paths"]
        names = []

        for method, path, _policy in operations(app):
            operation = paths[path][method]
            names.append(operation["operationId"])
            assert operation["summary"], (method, path)
            assert not operation["summary"].endswith("."), (method, path)
            assert any(status[0] in "23" for status in operation["responses"]), (method, path)
        assert len(names) == len(set(names))
