"""How sure we are of an incident: verdicts, corroboration, denials, and which of them wins."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Veracity(StrEnum):
    UNREVIEWED = "unreviewed"
    UNVERIFIABLE = "unverifiable"
    CORROBORATED = "corroborated"
    CONTESTED = "contested"
    VERIFIED = "verified"
    REFUTED = "refuted"


NEEDS_TWO = frozenset({Veracity.VERIFIED, Veracity.REFUTED})
MAY_BE_GIVEN = frozenset({Veracity.UNVERIFIABLE, Veracity.CONTESTED, Veracity.VERIFIED, Veracity.REFUTED})


@dataclass(frozen=True, slots=True)
class Given:
    """One person's verdict."""

    account_id: UUID
    veracity: Veracity


@dataclass(frozen=True, slots=True)
class Standing:
    """What the verdicts amount to; `disagreement` puts the incident before a lead."""

    veracity: Veracity
    disputed: bool
    disagreement: bool


def standing(
    verdicts: Iterable[Given],
    *,
    independent_sources: int,
    denied: bool,
    accredited_witness: bool,
    before: Veracity,
) -> Standing:
    """The incident's veracity: verified/refuted > contested > corroborated > unverifiable.

    `verdicts` are those still in force, oldest first, each account's latest only. Two that differ on
    verified or refuted leave the veracity as it was. An accredited witness stands in for the first of two
    equal `verified` verdicts. Source: the three axes in docs/architecture.md.
    """
    given = list(verdicts)
    strong = [verdict for verdict in given if verdict.veracity in NEEDS_TWO]
    disagreement = bool(strong) and len({verdict.veracity for verdict in given}) > 1
    if disagreement:
        return Standing(before, denied and before is Veracity.VERIFIED, disagreement=True)
    confirmed = _confirmed(strong, accredited_witness)
    if confirmed is not None:
        return Standing(confirmed, denied and confirmed is Veracity.VERIFIED, disagreement=False)
    return Standing(_weaker(given, independent_sources, denied), disputed=False, disagreement=False)


def _confirmed(strong: list[Given], accredited_witness: bool) -> Veracity | None:
    if not strong:
        return None
    veracity = strong[0].veracity
    people = {verdict.account_id for verdict in strong}
    needed = 1 if accredited_witness and veracity is Veracity.VERIFIED else 2
    return veracity if len(people) >= needed else None


def _weaker(given: list[Given], independent_sources: int, denied: bool) -> Veracity:
    if denied or any(verdict.veracity is Veracity.CONTESTED for verdict in given):
        return Veracity.CONTESTED
    if independent_sources >= 2:
        return Veracity.CORROBORATED
    if any(verdict.veracity is Veracity.UNVERIFIABLE for verdict in given):
        return Veracity.UNVERIFIABLE
    return Veracity.UNREVIEWED
