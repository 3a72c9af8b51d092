"""Hundreds of requests at once wait for their turn; none of them fails."""

import asyncio
from collections import Counter
from uuid import uuid4

from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import ASGITransport, AsyncClient, Response

from app.accounts.roles import Role
from tests.factories import Factory, body_of

AT_ONCE = 300
REPORTS = "/api/v1/elections/test-election/reports"


Request = tuple[str, str, object, dict[str, str]]


def burst(client: TestClient, app: FastAPI, requests: list[Request]) -> Counter[int]:
    """All of them begun before the first is answered."""

    async def send() -> list[Response]:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://test", timeout=60) as caller:
            return await asyncio.gather(
                *(
                    caller.request(method, path, json=json, headers=headers)
                    for method, path, json, headers in requests
                )
            )

    assert client.portal is not None
    return Counter(answer.status_code for answer in client.portal.call(send))


def test_readers_writers_senders_and_those_who_sign_in_share_the_pools(
    app: FastAPI, client: TestClient, make: Factory
) -> None:
    view = make.election()
    code = client.put(f"{REPORTS}/{uuid4()}", json=body_of()).json()["tracking_code"]
    moderator = make.headers(Role.MODERATOR, view)
    lookup: Request = ("POST", "/api/v1/receipts/lookup", {"tracking_code": code}, {})
    reply: Request = ("POST", "/api/v1/receipts/reply", {"tracking_code": code, "text": "Here."}, {})
    me: Request = ("GET", "/api/v1/me", None, moderator)

    def report() -> Request:
        return "PUT", f"{REPORTS}/{uuid4()}", body_of(), moderator

    mixed = [request for _ in range(AT_ONCE // 4) for request in (lookup, reply, me, report())]
    assert len(mixed) == AT_ONCE

    answers = burst(client, app, mixed)

    assert answers == {200: AT_ONCE // 2, 202: AT_ONCE // 4, 201: AT_ONCE // 4}


def test_reads_behind_a_sign_in_do_not_starve_one_another(
    app: FastAPI, client: TestClient, make: Factory
) -> None:
    make.election()
    headers = [make.headers(Role.ADMIN) for _ in range(10)]  # every one of them has to be looked up

    answers = burst(
        client, app, [("GET", "/api/v1/accounts", None, headers[number % 10]) for number in range(AT_ONCE)]
    )

    assert answers == {200: AT_ONCE}
