"""Phones under load: each keeps a report until it is acknowledged, however often that takes."""

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

import httpx2

from tests.factories import body_of
from tests.pictures import jpeg

REPORTS = "/api/v1/elections/test-election/reports"
PHONES = 12
PHOTO_SHARE = 0.2
PATIENCE_SECONDS = 120


@dataclass
class Sent:
    """A report and, once it is acknowledged, what was answered."""

    body: dict[str, Any]
    report_id: UUID | None = None  # none: the service makes it from the key
    key: str = ""
    photo: bytes = b""
    receipt: dict[str, Any] = field(default_factory=dict)

    @property
    def photo_sha256(self) -> str:
        return sha256(self.photo).hexdigest()

    def send(self, client: httpx2.Client, url: str) -> httpx2.Response:
        if self.report_id is not None:
            return client.put(f"{url}{REPORTS}/{self.report_id}", json=self.body)
        parts = {"report": (None, json.dumps(self.body).encode()), "photo": ("photo.jpg", self.photo)}
        return client.post(url + REPORTS, files=parts, headers={"Idempotency-Key": self.key})


class Phones:
    """They send to `url`, which moves when the service is started again."""

    def __init__(self, seed: int) -> None:
        self.url = ""
        self.acknowledged: list[Sent] = []
        self.surprises: list[tuple[int, str]] = []  # answers that no outbox should ever see
        self._dice = random.Random(seed)
        self._lock = threading.Lock()
        self._news = threading.Condition(self._lock)
        self._ending = threading.Event()
        self._may_send = threading.Event()

    @contextmanager
    def sending(self) -> Iterator[None]:
        threads = [threading.Thread(target=self._phone, name=f"phone-{number}") for number in range(PHONES)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._ending.set()
            self._may_send.set()
            for thread in threads:
                thread.join()

    def go_on(self, url: str) -> None:
        self.url = url
        self._may_send.set()

    def pause(self) -> None:
        """What is on its way may still arrive."""
        self._may_send.clear()

    def wait_for_more(self, count: int) -> None:
        with self._news:
            wanted = len(self.acknowledged) + count
            assert self._news.wait_for(lambda: len(self.acknowledged) >= wanted, PATIENCE_SECONDS)

    def _phone(self) -> None:
        report = self._next()
        self._may_send.wait()
        with httpx2.Client(timeout=30) as client:
            while not self._ending.is_set():
                if self._send(client, report):
                    report = self._next()
                self._may_send.wait()

    def _send(self, client: httpx2.Client, report: Sent) -> bool:
        try:
            answer = report.send(client, self.url)
        except httpx2.TransportError:
            return False
        if answer.status_code in {200, 201}:
            with self._news:
                report.receipt = answer.json()
                self.acknowledged.append(report)
                self._news.notify_all()
            return True
        if answer.status_code != 503:
            self.surprises.append((answer.status_code, answer.text))
        return False

    def _next(self) -> Sent:
        with self._lock:
            number = self._dice.getrandbits(128)
            with_photo = self._dice.random() < PHOTO_SHARE
        body = body_of(description=f"Report {number}", contact="+996 555 010203" if number % 3 else None)
        if with_photo:
            return Sent(body, key=f"{number:032x}", photo=jpeg() + number.to_bytes(16, "big"))
        return Sent(body, report_id=UUID(int=number, version=4))
