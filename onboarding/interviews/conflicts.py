"""The conflicts of interest a panel member may have, and what each means. Pure.

Source: JST rules for reviewers (relative, same unit, joint work within five years, ten years of
teaching or employment); the prospective host and the soft kinds are ours (unverified).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from onboarding.engine.definition import Text


@dataclass(frozen=True, slots=True)
class Conflict:
    """One kind of conflict. A hard one shuts the file; a soft one is settled by somebody."""

    id: str
    label: Text
    hard: bool


CONFLICTS = (
    Conflict("relative", Text("We are relatives", "親族関係にある"), True),
    Conflict(
        "same_unit",
        Text(
            "We belong to the same lab, unit or company",
            "同一研究室・同一部署・同一企業に所属している",
        ),
        True,
    ),
    Conflict(
        "joint_recent",
        Text(
            "We worked closely together or wrote together within the last five years",
            "過去5年以内に緊密な共同研究または共著がある",
        ),
        True,
    ),
    Conflict(
        "mentor",
        Text(
            "We were teacher and student, or employer and employee, for ten years or more",
            "10年以上の師弟関係または雇用関係がある",
        ),
        True,
    ),
    Conflict("self_host", Text("I am the prospective host", "受入予定教員本人である"), True),
    Conflict("competitor", Text("We compete directly", "直接的な競合関係にある"), False),
    Conflict(
        "friend_dispute",
        Text("We are close friends, or in a dispute", "個人的な親交または係争がある"),
        False,
    ),
    Conflict(
        "other",
        Text(
            "Something else that could hinder a fair judgement",
            "その他、公正な判断に支障となり得る事情がある",
        ),
        False,
    ),
)


def is_hard(kinds: Iterable[str]) -> bool:
    """Return whether one of these kinds shuts the file."""
    hard = {conflict.id for conflict in CONFLICTS if conflict.hard}
    return bool(hard & set(kinds))


def conflict(id: str) -> Conflict:
    """Return a kind by its id."""
    return next(one for one in CONFLICTS if one.id == id)
