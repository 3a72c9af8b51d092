"""Which incident continues which: never, through however many others, itself. Pure."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from app.incidents.models import RelationKind

Continues = tuple[UUID, UUID]  # the first continues the second


def way_back(continuing: Iterable[Continues], one: UUID, other: UUID) -> list[UUID]:
    """From `other` to `one` along what each continues: the circle there would be if `one` continued `other`.

    Empty if there is none.
    """
    earlier: dict[UUID, list[UUID]] = {}
    for later, before in continuing:
        earlier.setdefault(later, []).append(before)
    came_from: dict[UUID, UUID | None] = {other: None}
    waiting = [other]
    while waiting and one not in came_from:
        here = waiting.pop()
        for before in earlier.get(here, ()):
            if before not in came_from:
                came_from[before] = here
                waiting.append(before)
    if one not in came_from:
        return []
    way, step = [], came_from[one]
    while step is not None:
        way.append(step)
        step = came_from[step]
    return [*reversed(way), one]


def with_merged(continuing: Iterable[Continues], merged_into: Mapping[UUID, UUID]) -> list[Continues]:
    """The same, said of what holds a merged incident. Within one incident nothing continues anything."""

    def holder(incident_id: UUID) -> UUID:
        while incident_id in merged_into:
            incident_id = merged_into[incident_id]
        return incident_id

    held = ((holder(later), holder(before)) for later, before in continuing)
    return [(later, before) for later, before in held if later != before]


def together(kinds: Iterable[RelationKind]) -> RelationKind:
    """How several incidents stand to another once they are one: what contradicts itself says nothing."""
    said = set(kinds) - {RelationKind.RELATED}
    return said.pop() if len(said) == 1 else RelationKind.RELATED
