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
    four_eyes: bool = True,
) -> Standing:
    """The incident's veracity: verified/refuted > contested > corroborated > unverifiable.

    `verdicts` are those still in force, each account's latest only. Two that differ on verified or refuted
    leave the veracity as it was. An accredited witness stands in for the first of two equal `verified`
    verdicts; without `four_eyes`, a rehearsal's setting, one person is enough for either. Source: the three
    axes in docs/architecture.md.
    """
    given = list(verdicts)
    strong = [verdict for verdict in given if verdict.veracity in NEEDS_TWO]
    disagreement = bool(strong) and len({verdict.veracity for verdict in given}) > 1
    if disagreement:
        return Standing(before, denied and before is Veracity.VERIFIED, disagreement=True)
    confirmed = _confirmed(strong, accredited_witness, four_eyes)
    if confirmed is not None:
        return Standing(confirmed, denied and confirmed is Veracity.VERIFIED, disagreement=False)
    return Standing(_weaker(given, independent_sources, denied), disputed=False, disagreement=False)


def may_see_verdicts(viewer: UUID, verdicts: Iterable[Given], *, standing: Veracity, settles: bool) -> bool:
    """Whether somebody may read what others concluded: the second verdict is given blind to the first.

    Not before they gave their own, unless two people have settled it or they are the lead who has to.
    """
    given = list(verdicts)
    has_given = any(verdict.account_id == viewer for verdict in given)
    return not given or has_given or standing in NEEDS_TWO or settles


def _confirmed(strong: list[Given], accredited_witness: bool, four_eyes: bool) -> Veracity | None:
    if not strong:
        return None
    veracity = strong[0].veracity
    people = {verdict.account_id for verdict in strong}
    one_is_enough = not four_eyes or (accredited_witness and veracity is Veracity.VERIFIED)
    needed = 1 if one_is_enough else 2
    return veracity if len(people) >= needed else None


def _weaker(given: list[Given], independent_sources: int, denied: bool) -> Veracity:
    if denied or any(verdict.veracity is Veracity.CONTESTED for verdict in given):
        return Veracity.CONTESTED
    if independent_sources >= 2:
        return Veracity.CORROBORATED
    if any(verdict.veracity is Veracity.UNVERIFIABLE for verdict in given):
        return Veracity.UNVERIFIABLE
    return Veracity.UNREVIEWED
