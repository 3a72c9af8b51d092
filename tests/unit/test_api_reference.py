"""What a value may be, said in words; every shape of OpenAPI 3.1 that our own document uses."""

from typing import Any

import pytest

from app.web.api_reference import kind


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "#/components/schemas/Place"}, "Place"),
        ({"anyOf": [{"$ref": "#/components/schemas/Place"}, {"type": "null"}]}, "Place or null"),
        ({"type": "string"}, "text"),
        ({"type": "string", "format": "uuid"}, "uuid"),
        (
            {"type": "string", "minLength": 1, "maxLength": 40},
            "text · at least 1 characters · at most 40 characters",
        ),
        ({"type": "number", "minimum": -90, "maximum": 90}, "number · ≥ -90 · ≤ 90"),
        ({"type": "string", "enum": ["open", "late"]}, "open | late"),
        ({"const": "withdrawn", "type": "string"}, "withdrawn"),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Cell"}}, "list of Cell"),
        ({"type": "array", "items": {}, "maxItems": 5}, "list of anything · at most 5 items"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "object of text"),
        ({"type": "object", "additionalProperties": True}, "object"),
        ({}, "anything"),
    ],
)
def test_kind(schema: dict[str, Any], words: str) -> None:
    assert kind(schema) == words
