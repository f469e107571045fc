"""Who may do what with a case. Pure: roles in, yes or no out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from onboarding.engine.actions import Actor
from onboarding.engine.definition import Field, Step
from onboarding.engine.plan import PlannedStep
from onboarding.people.queries import Held

STAFF = frozenset({"office", "department", "export", "hr", "housing", "classes", "it", "safety"})
GUESTS = frozenset({"researcher", "family"})
BY_CASE = GUESTS | {"host", "panel", "chair"}
JUDGES = frozenset({"panel", "chair"})
UNSETTLED = "unsettled"
_READERS = {
    "sensitive": frozenset({"researcher", "family", "office"}),
    "personal": frozenset(
        {"researcher", "family", "host", "head", "office", "department", "export", "hr"}
    ),
}


@dataclass(frozen=True, slots=True)
class Part:
    """The part one person has in one case.

    `roles`: role → whom they stand in for (None: themselves); `unsettled` among them marks a
    panel member who has not declared yet. `item`: the family member they are. `shut_out`: a
    conflict of interest closes the file for them.
    """

    person_id: int
    roles: Mapping[str, int | None]
    item: str = ""
    shut_out: bool = False

    @property
    def actor(self) -> Actor:
        """Return the person as the engine knows them."""
        return Actor(str(self.person_id), frozenset(self.roles))

    def behalf_for(self, role: str) -> int | None:
        """Return whom the person stands in for when acting in a role."""
        return self.roles.get(role)


def part_of(
    person_id: int,
    held: Iterable[Held],
    *,
    department_id: int,
    own: Mapping[str, str],
    shut_out: bool = False,
) -> Part:
    """Return somebody's part in a case of a department.

    `own`: the roles the case itself gives them (researcher, host, panel, family) → item. Who
    may be the researcher may also do the family's steps: the family often has no account. A
    role only a case gives opens none when it is granted: such a grant names people to ask.
    """
    roles: dict[str, int | None] = dict.fromkeys(own)
    for one in held:
        if one.role not in BY_CASE and one.department_id in (None, department_id):
            roles.setdefault(one.role, one.on_behalf_of)
            if one.on_behalf_of is None:
                roles[one.role] = None
    if "researcher" in own:
        roles["family"] = None
    item = own.get("family", "") if "researcher" not in own else ""
    return Part(person_id, roles, item, shut_out)


def may_see(part: Part) -> bool:
    """Return whether a person may open a case at all."""
    return bool(part.roles) and not part.shut_out


def may_keep_record(part: Part) -> bool:
    """Return whether a person may keep the record of the stay: it is none of a panel's business."""
    return may_see(part) and not part.roles.keys() <= JUDGES | {UNSETTLED}


def may_work(part: Part, planned: PlannedStep) -> bool:
    """Return whether a step is theirs to do."""
    mine = bool(role_in(part, planned.step)) and not part.shut_out
    return mine and is_about(part, planned.item)


def is_about(part: Part, item: str) -> bool:
    """Return whether an item is the one somebody is, or stands inside it; of the case, any is."""
    return not part.item or f"{item}.".startswith(f"{part.item}.")


def role_in(part: Part, step: Step) -> str:
    """Return the role in which a person acts in a step: its own or, failing that, its deputy.

    Empty where it is none of theirs; an approval itself is nobody's, and a step not to be done
    by who plays another role in the case is not theirs.
    """
    if step.stages or not part.roles.keys().isdisjoint(step.not_by):
        return ""
    return next((role for role in (step.role, step.deputy) if role and role in part.roles), "")


def may_look(part: Part, planned: PlannedStep) -> bool:
    """Return whether they may open the page of a step: theirs, or staff reading along."""
    return may_work(part, planned) or is_staff(part)


def may_read_there(part: Part, planned: PlannedStep, field: Field, item: str = "") -> bool:
    """Return whether the page of a step shows somebody a fact.

    Whoever does the step sees all it puts before them; who reads along, what is theirs to read.
    """
    return may_work(part, planned) or may_read(part, field, item)


def is_staff(part: Part) -> bool:
    """Return whether a person works for the institution's offices on this case."""
    return not part.shut_out and bool(STAFF & part.roles.keys())


def may_manage(part: Part) -> bool:
    """Return whether a person may correct, reopen, stop and assign: the international office."""
    return not part.shut_out and "office" in part.roles


def may_read(part: Part, field: Field, item: str = "") -> bool:
    """Return whether a person may read a fact, `item` naming the family member it is about.

    The field's own readers come first, then its privacy class. A family member reads what is
    about them, and what is plain. Until a panel member has declared that nothing stands
    between them and the candidate, being on the panel opens nothing.
    """
    if part.shut_out or not part.roles:
        return False
    if part.item and field.privacy != "plain":
        return is_about(part, item)
    readers = field.readers or _READERS.get(field.privacy)
    roles = part.roles.keys() - (JUDGES if UNSETTLED in part.roles else frozenset())
    return readers is None or bool(roles & set(readers))
