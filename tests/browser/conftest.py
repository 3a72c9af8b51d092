"""Chromium before a real service that has the demonstration loaded."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.browser.console import ConsoleSite, Seat
from tests.cli.command import Command, Done

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",  # as root, in a container
    "--disable-gpu",
    "--enable-unsafe-swiftshader",  # WebGL all the same
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SLUG = "kg-2020-10-04"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the service."""
    command = Command(tmp_path_factory.mktemp("site") / "data")
    for words in (["migrate"], ["demo", "load"]):
        done = command(*words)
        assert done.code == 0, done.err
    with command.serving() as served:
        yield served.url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Not for longer: Playwright keeps an event loop running, beside which no other test can run its own."""
    assert Path(CHROMIUM).exists(), "sh tools/ensure_chromium.sh installs Chromium or says what is missing"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """Everything that a page asked for from elsewhere, or was not allowed to do."""

    site: str
    elsewhere: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("request", lambda request: self._requested(request.url))
        page.on("console", lambda message: self._said(message.text))

    def _requested(self, url: str) -> None:
        if urlsplit(url).scheme != "data" and not url.startswith(f"{self.site}/"):
            self.elsewhere.append(url)

    def _said(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.refused.append(text)


@pytest.fixture
def browse(chromium: Browser, site: str) -> Iterator[Callable[..., Page]]:
    """`browse(java_script_enabled=False, viewport=…)`: a page of a new visitor, watched until the end."""
    watch = Watch(site)
    visitors: list[BrowserContext] = []

    def visit(**given: Any) -> Page:
        visitors.append(chromium.new_context(base_url=site, locale="en-GB", **given))
        page = visitors[-1].new_page()
        watch.over(page)
        return page

    yield visit
    for visitor in visitors:
        assert visitor.cookies() == []
        visitor.close()
    assert (watch.elsewhere, watch.refused) == ([], [])


@pytest.fixture(scope="session")
def console_loaded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Done]:
    """Data to be copied, and what was said when they were loaded."""
    command = Command(tmp_path_factory.mktemp("console") / "data")
    assert command("migrate").code == 0
    loaded = command("demo", "load", "--reports", "60", "--json")
    assert loaded.code == 0, loaded.err
    return command.data_dir, loaded


@pytest.fixture(scope="module")
def console_site(
    console_loaded: tuple[Path, Done], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ConsoleSite]:
    """A synthetic election with sixty reports, most of them waiting, and the people of the demonstration."""
    data_dir, loaded = console_loaded
    command = Command(tmp_path_factory.mktemp("console") / "data")
    shutil.copytree(data_dir, command.data_dir)
    with ExitStack() as running:
        served = running.enter_context(command.serving())
        yield ConsoleSite(served.url, command, loaded.json["passwords"], served=served, running=running)


@pytest.fixture
def seat(chromium: Browser, console_site: ConsoleSite) -> Iterator[Callable[..., Seat]]:
    """`seat("demo-lead")`: somebody signed in. Nothing may go wrong in any of their browsers."""
    taken: list[Seat] = []

    def take(name: str, **given: Any) -> Seat:
        taken.append(Seat(chromium, console_site, **given))
        taken[-1].sign_in(name)
        return taken[-1]

    yield take
    for each in taken:
        each.leave()
