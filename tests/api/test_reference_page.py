"""`/docs` shows what `/openapi.json` describes, and asks nobody else for anything."""

import html
import re

from fastapi.testclient import TestClient


def test_shows_every_operation_with_its_policy_and_its_problems(client: TestClient) -> None:
    described = client.get("/openapi.json").json()

    answer = client.get("/docs")

    assert answer.status_code == 200
    text = html.unescape(answer.text)
    for path, item in described["paths"].items():
        for method, operation in item.items():
            part = text.partition(f'id="{operation["operationId"]}"')[2].partition("</details>")[0]
            assert f"{method.upper()} {path}</code>" in part
            assert f"Policy: <code>{operation['x-policy']}</code>" in part
            assert all(f"<strong>{status}</strong>" in part for status in operation["responses"])


def test_leads_nowhere_but_to_our_own_pages_and_to_what_is_on_it(client: TestClient) -> None:
    text = client.get("/docs").text

    assert "<script" not in text
    anchors = set(re.findall(r' id="([^"]+)"', text))
    links = re.findall(r' (?:href|src)="([^"]+)"', text)
    assert all(link.startswith("/") or link.removeprefix("#") in anchors for link in links)


def test_is_not_sent_again_while_it_is_the_same(client: TestClient) -> None:
    tag = client.get("/docs").headers["etag"]

    assert client.get("/docs", headers={"if-none-match": tag}).status_code == 304
