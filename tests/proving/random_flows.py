"""Random workflows: most of their conditions read what earlier steps ask, some do not."""

from typing import Any

from hypothesis import strategies as st

from tests.engine.building import BOTH, dump

Draw = st.DrawFn
PAPERS = {"letter": "uses: [person.pay, stay.days]", "note": "uses: [person.name]"}
ROLES = ("guest", "host", "office", "hr")
# Fact → conditions on it.
CONDITIONS: dict[str, tuple[str, ...]] = {
    "person.paid": ("person.paid", "not person.paid", "known(person.paid)"),
    "person.car": ("person.car", "not person.car", 'person.car and person.plate == "X"'),
    "person.pay": ("person.pay > 30", "person.pay <= 30", "person.pay > 30 or stay.days > 90"),
    "person.level": ('person.level == "low"', 'person.level in ("low", "high")'),
    "person.born_on": ("person.age >= 18", "person.age < 20 and stay.days > 30"),
    "family.members": (
        "count(family.members) > 0",
        "count(family.members, member.comes) > 1",
        "count(family.members, member.age < 18) == 0",
    ),
    "stay.visits": ("count(stay.visits) > 1", "total(stay.visits, visit.days) > 90"),
    "": (
        "stay.days > 90",
        "stay.days <= 90",
        "stay.starts_on + months(2) <= stay.ends_on",
        "case.stopped",
        'person.country == "JPN"',
        "at_least(2, stay.days > 30, stay.days > 60, stay.days > 90)",
    ),
}
ASKED = {
    "person.paid": ["person.paid"],
    "person.car": ["person.car", "person.plate"],
    "person.pay": ["person.pay"],
    "person.level": ["person.level"],
    "person.born_on": ["person.born_on"],
    "family.members": ["family.members"],
    "stay.visits": ["stay.visits"],
}
OF_ITEMS = ("member.comes", "member.age < 18", "member.comes and stay.days > 90")


@st.composite
def flows(draw: Draw, most: int = 8) -> str:
    """Return the text of a workflow whose steps reach back to earlier ones."""
    drawer = _Drawer(draw)
    for number in range(draw(st.integers(2, most))):
        drawer.step(f"s{number}")
    return dump({"steps": drawer.steps})


class _Drawer:
    """Draws a workflow step by step; `asked`: fact → the steps that ask for it."""

    def __init__(self, draw: Draw) -> None:
        self.draw, self.steps = draw, list[dict[str, Any]]()
        self.asked: dict[str, list[str]] = {}
        self.left = list(ASKED)

    def once_in(self, times: int) -> bool:
        """Return yes once in so many times."""
        return self.draw(st.integers(1, times)) == 1

    def one_of(self, values: Any) -> Any:
        """Return one of some values."""
        return self.draw(st.sampled_from(list(values)))

    def step(self, id: str) -> None:
        """Add one step."""
        step: dict[str, Any] = {"id": id, "role": self.one_of(ROLES), "title": BOTH}
        step["needs"] = self.some_of([one["id"] for one in self.steps])
        self.kind(step)
        self.condition(step)
        self.dates(step)
        self.questions(step)
        self.steps.append({key: value for key, value in step.items() if value})

    def some_of(self, ids: list[str]) -> list[str]:
        """Return a few of the steps there are, the last ones rather than the first."""
        return [id for id in ids[-4:] if self.once_in(2)]

    def kind(self, step: dict[str, Any]) -> None:
        """Give a step a kind, with what belongs to it."""
        step["kind"] = kind = self.one_of(("form", "form", "task", "decision", "more"))
        if kind == "decision":
            step["outcomes"] = self.outcomes(step)
        elif kind == "more":
            step.update(self.one_of(_MORE))
            if step["kind"] == "approval":
                del step["role"]
                step["outcomes"] = {"fine": BOTH, "bad": BOTH}

    def outcomes(self, step: dict[str, Any]) -> dict[str, Any]:
        """Return ways in which a decision can end."""
        found: dict[str, Any] = {"fine": {**BOTH}, "bad": {**BOTH}}
        earlier = [one["id"] for one in self.steps]
        if self.once_in(3):
            found["bad"]["then"] = "stop"
        if earlier and self.once_in(3):
            found["again"] = {**BOTH, "then": f"back to {self.one_of(earlier)}"}
        fresh = [fact for fact in self.left if fact.startswith("person")]
        if fresh and self.once_in(3):
            fact = self.one_of(fresh)
            self.left.remove(fact)
            found["fine"]["asks"] = ASKED[fact]
            self.asked[fact] = [step["id"]]
        return found

    def condition(self, step: dict[str, Any]) -> None:
        """Let a step apply only sometimes."""
        if "family.members" in self.asked and self.once_in(4):
            step["each"] = "family.members"
            step["needs"] = self.with_askers(step, "family.members")
            if self.once_in(2):
                step["when"] = self.one_of(OF_ITEMS)
            return
        if not self.once_in(2):
            return
        fact = self.one_of(
            [
                *self.asked,
                *self.asked,
                *self.asked,
                "",
                *([self.one_of(ASKED)] if self.once_in(4) else []),
            ]
        )
        step["when"] = self.one_of([*CONDITIONS[fact], *self.about_steps()])
        step["needs"] = self.with_askers(step, fact)

    def with_askers(self, step: dict[str, Any], fact: str) -> list[str]:
        """Return what a step needs, with those who ask for a fact: nearly always."""
        more = [] if self.once_in(15) else self.asked.get(fact, [])
        return [id for id in dict.fromkeys([*step["needs"], *more]) if id != step["id"]]

    def about_steps(self) -> list[str]:
        """Return conditions on how earlier steps went."""
        plain = [one for one in self.steps if "each" not in one]
        found = [f"done(w.{one['id']})" for one in plain]
        return found + [f"w.{one['id']} == 'bad'" for one in plain if "outcomes" in one]

    def dates(self, step: dict[str, Any]) -> None:
        """Give a step dates."""
        approval = step["kind"] == "approval"
        if self.once_in(4):
            step["due"] = self.one_of(("on stay.starts_on", "5 working days after opening"))
        if self.once_in(6) and "person.born_on" in self.asked:
            step["due"] = "10000 days after person.born_on".replace("10000", "9999")
        if self.once_in(5) and not approval:
            step["opens"] = self.one_of(
                (
                    "9 days before stay.starts_on",
                    *(f"after {fact}" for fact in self.asked if fact.startswith("person")),
                    *(f"once {CONDITIONS[fact][0]}" for fact in self.asked),
                )
            )

    def questions(self, step: dict[str, Any]) -> None:
        """Let a form ask what nobody has asked yet; now and then what somebody has."""
        if step["kind"] != "form":
            return
        if step.get("each"):
            step["asks"] = ["member.passport"] if self.once_in(3) else []
            return
        fresh = [fact for fact in self.left if self.once_in(3)]
        again = [fact for fact in self.asked if self.once_in(25)]
        for fact in (*fresh, *again):
            optional = " (optional)" if self.once_in(20) else ""
            step.setdefault("asks", []).extend(f"{one}{optional}" for one in ASKED[fact])
            self.asked.setdefault(fact, []).append(step["id"])
        self.left = [fact for fact in self.left if fact not in fresh]


_MORE: tuple[dict[str, Any], ...] = (
    {"kind": "document", "document": "letter"},
    {"kind": "document", "document": "note"},
    {"kind": "allocation", "allocates": "room"},
    {"kind": "approval", "route": ["host", {"of": ["office", "hr"], "need": 1}]},
    {"kind": "approval", "route": [{"of": "office", "seats": 3, "need": 2}]},
)
