"""The service's own OpenAPI document, arranged for people who read: operations by subject, then the objects.

Pure; the document is a dictionary as OpenAPI 3.1 says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

METHODS: Final = ("get", "head", "post", "put", "patch", "delete", "options")
_BOUNDS: Final = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minimum": "≥ {}",
    "exclusiveMinimum": "> {}",
    "maximum": "≤ {}",
    "exclusiveMaximum": "< {}",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
}

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    place: str  # path, query or header; empty for the member of an object
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Outcome:
    status: str
    description: str
    objects: tuple[str, ...]  # what the body is, by name
    codes: tuple[str, ...]  # of problems, each with a page of its own


@dataclass(frozen=True, slots=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    policy: str
    fields: tuple[Field, ...]
    bodies: tuple[tuple[str, str], ...]  # media type, and what it holds
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Object:
    name: str
    description: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    subjects: Mapping[str, tuple[Operation, ...]]
    objects: tuple[Object, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(each.name for each in self.objects)


def reference(document: Json) -> Reference:
    subjects: dict[str, tuple[Operation, ...]] = {}
    for path, item in document["paths"].items():
        for method in (each for each in METHODS if each in item):
            subject = item[method]["tags"][0]
            subjects[subject] = (*subjects.get(subject, ()), _operation(method, path, item[method]))
    objects = (
        Object(name, schema.get("description", ""), tuple(_members(schema)))
        for name, schema in sorted(document["components"]["schemas"].items())
    )
    return Reference(dict(sorted(subjects.items())), tuple(objects))


def kind(schema: Json) -> str:
    """What a value may be, in words: `text · at most 40 characters`, `list of Incident`, `Place or null`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for choice in ("anyOf", "oneOf"):
        if choice in schema:
            return " or ".join(kind(each) for each in schema[choice])
    bounds = [words.format(schema[name]) for name, words in _BOUNDS.items() if name in schema]
    return " · ".join([_plain_kind(schema), *bounds])


def _plain_kind(schema: Json) -> str:
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    match schema.get("type"):
        case "array":
            return f"list of {kind(schema.get('items', {}))}"
        case "string":
            return str(schema.get("format", "text"))
        case "object" if isinstance(schema.get("additionalProperties"), Mapping):
            return f"object of {kind(schema['additionalProperties'])}"
        case str(name):
            return name
    return "anything"


def _operation(method: str, path: str, found: Json) -> Operation:
    bodies = found.get("requestBody", {}).get("content", {})
    return Operation(
        anchor=found["operationId"],
        method=method.upper(),
        path=path,
        summary=found["summary"],
        description=found.get("description", ""),
        policy=found.get("x-policy", ""),
        fields=tuple(_parameters(found)),
        bodies=tuple((media_type, kind(body.get("schema", {}))) for media_type, body in bodies.items()),
        outcomes=tuple(_outcome(status, answer) for status, answer in sorted(found["responses"].items())),
    )


def _parameters(found: Json) -> Iterator[Field]:
    for each in found.get("parameters", ()):
        required, description = each.get("required", False), each.get("description", "")
        yield Field(each["name"], each["in"], kind(each["schema"]), required, description)


def _members(schema: Json) -> Iterator[Field]:
    required = schema.get("required", ())
    for name, member in schema.get("properties", {}).items():
        yield Field(name, "", kind(member), name in required, member.get("description", ""))


def _outcome(status: str, answer: Json) -> Outcome:
    content = answer.get("content", {}).values()
    codes = [code for body in content for code in body.get("examples", ())]
    objects = {kind(body["schema"]): None for body in content if "schema" in body}
    return Outcome(status, answer.get("description", ""), tuple(objects), tuple(codes))
