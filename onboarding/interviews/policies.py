"""Who may do what around a panel. Pure: parts and facts in, yes or no out."""

from onboarding.cases.policies import UNSETTLED, Part, is_staff, may_manage, may_work
from onboarding.engine.plan import PlannedStep

SHUT_OUT = "shut_out"
_READERS = frozenset({"head", "office", "chair"})


def is_member(part: Part) -> bool:
    """Return whether a person sits on the panel of this case."""
    return "panel" in part.roles and not part.shut_out


def may_judge(part: Part) -> bool:
    """Return whether a member has declared, and nothing stands against them."""
    return is_member(part) and UNSETTLED not in part.roles


def may_score(part: Part, planned: PlannedStep) -> bool:
    """Return whether the scoring page is theirs to open."""
    return is_member(part) and may_work(part, planned)


def may_follow(part: Part, planned: PlannedStep) -> bool:
    """Return whether they may open the scoring page: members, and staff to see how far it is."""
    return may_score(part, planned) or is_staff(part)


def may_settle(part: Part) -> bool:
    """Return whether a person may settle somebody's soft conflict: the chair, the office."""
    return may_manage(part) or ("chair" in part.roles and may_judge(part))


def may_name(part: Part, planned: PlannedStep) -> bool:
    """Return whether a person names the panel."""
    return may_work(part, planned) and may_manage(part)


def may_see_scores(part: Part, *, handed_in: bool, finished: bool) -> bool:
    """Return whether others' scores of a round are open to somebody.

    To a member once their own are in, whatever other roles they hold; to the head, the chair
    and the office once the round is finished.
    """
    if part.shut_out:
        return False
    if "panel" in part.roles:
        return handed_in
    return finished and bool(_READERS & part.roles.keys())


def may_decide(part: Part, planned: PlannedStep) -> bool:
    """Return whether a person may decide: who scored proposes as chair, but does not decide."""
    if planned.step.role == "chair":
        return may_work(part, planned) and may_judge(part)
    return may_work(part, planned) and "panel" not in part.roles
