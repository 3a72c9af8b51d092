"""People at the console, each in a browser of their own that is watched until the end."""

import sqlite3
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from tests.browser.russian_keyboard import RussianKeyboard
from tests.cli.command import Command, Served

PASSWORD = "a sentence that only this test knows"
SLUG = "demo-synthetic"
# The browser writes down every refusal, which is an answer, and every request that a cut line took.
_NO_COMPLAINTS = (
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_",
)


@dataclass
class ConsoleSite:
    """A service whose console somebody can sign in to; `passwords` are one-time ones, by name."""

    url: str
    command: Command
    passwords: dict[str, str]
    ready: set[str] = field(default_factory=set)
    served: Served | None = None
    running: ExitStack = field(default_factory=ExitStack)

    def add(self, name: str, role: str, *, everywhere: bool = False) -> None:
        """Somebody more, in the election of the tests or in all."""
        where = [] if everywhere else ["--election", SLUG]
        made = self.command("account", "create", name, "--role", role, *where, "--json")
        assert made.code == 0, made.err
        self.passwords[name] = made.json["password"]

    def stop(self) -> None:
        assert self.served is not None
        assert self.served.stop() == 0

    def start_again(self) -> None:
        """Under the same address, as after an upgrade."""
        port = str(urlsplit(self.url).port)
        self.served = self.running.enter_context(self.command.serving("--port", port))

    def let_claims_run_out(self) -> None:
        """As if every lease had been given so long ago."""
        with closing(sqlite3.connect(self.command.data_dir / "pollwatch.db", timeout=30)) as database:
            database.execute("UPDATE claims SET expires_at = renewed_at")
            database.commit()

    def has_own_password(self, name: str) -> bool:
        return name in self.ready


class Seat:
    """One person before one browser."""

    def __init__(self, browser: Browser, site: ConsoleSite, **given: Any) -> None:
        self.site = site
        self.context: BrowserContext = browser.new_context(
            base_url=site.url, locale="en-GB", viewport={"width": 1366, "height": 768}, **given
        )
        self.page: Page = self.context.new_page()
        self.keyboard = RussianKeyboard(self.page)
        self.name = ""
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._asked(request.url))
        self.page.on("console", lambda message: self._said(message.type, message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def sign_in(self, name: str) -> None:
        """With the one-time password the first time, and then with one's own."""
        self.page.goto("/console/")
        self.sign_in_here(name)
        expect(self.page.get_by_role("heading", name="Elections")).to_be_visible()

    def sign_in_here(self, name: str, tab: Page | None = None) -> None:
        """Without loading the page anew, as whoever finds it so."""
        self.name = name
        page = tab or self.page
        page.get_by_label("Name").fill(name)
        first = not self.site.has_own_password(name)
        page.get_by_label("Password").fill(self.site.passwords[name] if first else PASSWORD)
        page.keyboard.press("Enter")
        if first:
            page.get_by_label("One-time password").fill(self.site.passwords[name])
            page.get_by_label("Your own password").fill(PASSWORD)
            page.keyboard.press("Enter")
            self.site.ready.add(name)
        expect(page.get_by_role("button", name="Sign out")).to_be_visible()

    def open(self, rest: str, slug: str = SLUG) -> None:
        self.page.goto(f"/console/e/{slug}/{rest}")

    def open_queue(self, slug: str = SLUG) -> None:
        self.open("reports", slug)
        expect(self.page.locator(".rows > li").first).to_be_visible()

    def said(self, text: str) -> None:
        """The console says that this has just been done."""
        expect(self.page.locator(".announcement")).to_contain_text(text)

    def api(self, path: str, slug: str = SLUG) -> Any:
        """What the service says to this person."""
        answer = self.context.request.get(f"/api/v1/console/elections/{slug}/{path}")
        assert answer.ok, answer.text()
        return answer.json()

    def wait_until(self, holds: Callable[[], object], within_seconds: float = 60) -> None:
        """For what the service does by itself: the page's own waiting does not see it."""
        deadline = time.monotonic() + within_seconds
        while not holds():
            assert time.monotonic() < deadline
            self.page.wait_for_timeout(50)

    def answer_to(self, act: Callable[[], None], method: str, ending: str) -> Response:
        def wanted(response: Response) -> bool:
            return response.request.method == method and urlsplit(response.url).path.endswith(ending)

        with self.page.expect_response(wanted) as answered:
            act()
        return answered.value

    def die(self) -> None:
        """Without a word, as when the power fails: nothing of it reaches the service any more."""
        self.context.set_offline(True)
        self.page.close()

    def leave(self) -> None:
        self.context.close()
        assert self.complaints == []

    def _asked(self, url: str) -> None:
        if not url.startswith(f"{self.site.url}/"):
            self.complaints.append(url)

    def _said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not text.startswith(_NO_COMPLAINTS):
            self.complaints.append(text)
