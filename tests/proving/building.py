"""Small programmes to prove things of. A ‸ stands before the place where a fault is expected."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.checks import check
from onboarding.engine.errors import Fault, Place
from onboarding.engine.kinds import Registry
from onboarding.engine.loader import Loader
from onboarding.proving import prove
from tests.engine.building import filled_fields, registry
from tests.engine.seeding import place_of

FIELDS = """
stay:
  starts_on: {type: date, at_opening: required}
  ends_on:
    type: date
    at_opening: required
    rules: [{that: stay.ends_on >= stay.starts_on}]
  days: {type: integer, formula: stay.ends_on - stay.starts_on + 1}
  theme: {type: text}
  visits: {type: list, item: visit}
person:
  name: {type: name, at_opening: required}
  country: {type: country, at_opening: possible}
  born_on: {type: date}
  age: {type: integer, formula: "age(person.born_on, stay.starts_on)"}
  paid: {type: yes_no}
  car: {type: yes_no}
  plate: {type: text, when: person.car}
  pay: {type: money, limits: {min: 0, max: 1000}}
  level: {type: choice, options: {low: , high: }}
  wishes: {type: choices, options: {desk: , quiet: }}
  note: {type: text, optional: true}
family:
  members: {type: list, item: member}
member:
  name: {type: name}
  born_on: {type: date}
  comes: {type: yes_no}
  passport: {type: text}
  age: {type: integer, formula: "age(member.born_on, stay.starts_on)"}
visit:
  starts_on: {type: date}
  days: {type: integer}
room:
  given: {type: yes_no}
  name: {type: text}
"""
ROLES = """
guest: {held: case}
host: {held: case}
office: {held: department}
hr: {held: department}
robot: {held: machine}
helper: {held: case}
"""
# What short test files leave out; the other tests see to it.
_LEFT_OUT = {"E102", "missing_key"}


@dataclass
class Seeded:
    """What was found, as (place, code, reason), and where faults are expected."""

    faults: list[Fault]
    marks: list[Place]
    catalogue: Catalogue = field(repr=False)

    @property
    def found(self) -> list[tuple[Place, str, str]]:
        """Return place, code and reason of every fault, warnings left out."""
        return [(f.place, f.code, f.reason) for f in self.faults if not f.is_warning]

    @property
    def warned(self) -> list[tuple[Place, str, str]]:
        """Return the same of the warnings."""
        return [(f.place, f.code, f.reason) for f in self.faults if f.is_warning]

    def only(self, code: str) -> list[Fault]:
        """Return the faults of one code."""
        return [fault for fault in self.faults if fault.code == code]


def known_kinds() -> Registry:
    """Return the kinds of the tests: a room is given or not, and a case names guest and host."""
    found = registry()
    found.allow("role", "guest", "host")
    found.brings(
        "allocates", "room", certain=["room.given"], possible=["room.name"], where="room.given"
    )
    return found


def seeded(
    *workflows: str,
    programme: str = "",
    fields: str = FIELDS,
    documents: dict[str, str] | None = None,
    roles: str = ROLES,
    papers: str = "[guest]",
    before: str | Sequence[str] = (),
    nature: str = "",
) -> Seeded:
    """Prove workflows of short steps; where none is given, one programme uses them all.

    `papers`: who reads the documents. `before`: what must hold before anything is promised,
    `nature`: what else the file of promises says.
    """
    loader, marks = Loader(known_kinds()), list[Place]()
    catalogue = Catalogue(loader.registry)
    catalogue.fields = {one.id: one for one in loader.fields(filled_fields(fields), "fields.yaml")}
    catalogue.roles = {role.id: role for role in loader.roles(roles, "roles.yaml")}
    for name, text in (documents or {}).items():
        paper = f"prefix: X\nreaders: {papers}\n{text}"
        catalogue.documents[name] = loader.document(paper, f"{name}.yaml", name)
    for number, text in enumerate(workflows, 1):
        id = f"w{number}" if number > 1 else "w"
        plain, places = place_of(_whole(id, text), f"{id}.yaml")
        marks += places
        found = loader.workflow(plain, f"{id}.yaml")
        assert found is not None
        catalogue.workflows[id] = {1: found}
    text = programme or f"id: p\nworkflows: [{', '.join(catalogue.workflows)}]\n"
    for number, one in enumerate(text.split("---\n"), 1):
        plain, places = place_of(one, f"p{number}.yaml")
        marks += places
        chosen = loader.programme(plain, f"p{number}.yaml")
        assert chosen is not None
        catalogue.programmes[chosen.id] = chosen
    rules = [before] if isinstance(before, str) else before
    listed = "".join(f"\n- that: {rule}\n  say: {{en: A, ja: あ}}" for rule in rules)
    if listed:
        catalogue.promising = loader.promises(f"rules:{listed}\n{nature}", "promises.yaml")
    left = [f for f in (*loader.faults, *check(catalogue)) if not {f.code, f.reason} & _LEFT_OUT]
    assert left == [], left
    return Seeded(prove(catalogue), marks, catalogue)


def _whole(id: str, text: str) -> str:
    """Return a workflow file with its steps, or with more than steps, in it."""
    steps = text if "steps:" in text else f"steps:\n{text.strip()}\n"
    return f"id: {id}\nversion: 1\n{steps}"
