"""Examples of the guide: their files are loaded for real, and their stories are played.

A story is a list of lines. A line with a day says what happens, a line with an arrow what is true
then. `docs/guide/workflows.md` says at its top how to read one.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import onboarding.classes
import onboarding.housing
import onboarding.interviews  # noqa: F401 - these three register the kinds of steps they own
from onboarding.cases.library import read_folder
from onboarding.config import assets
from onboarding.engine import actions
from onboarding.engine.asking import broken_rules, questions, value_of
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.deciding import automatic
from onboarding.engine.errors import Refusal
from onboarding.engine.events import Change, Event
from onboarding.engine.facts import from_file
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress, State, advance, begin, wake
from onboarding.engine.writing import written
from onboarding.proving import prove

START, END = date(2027, 4, 1), date(2028, 3, 31)
_FENCED = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{2,3} (.+)$", re.MULTILINE)
_FILE = re.compile(r"^# ([\w/-]+\.yaml)$", re.MULTILINE)
_BASE = ("fields/*.yaml", "roles.yaml", "rules/closed_days.yaml", "rules/rubric_*.yaml")
_STATES = {
    "open": State.OPEN,
    "later": State.WAITING,
    "done": State.DONE,
    "not needed": State.SKIPPED,
    "given up": State.STOPPED,
}


@dataclass(frozen=True, slots=True)
class Example:
    """One section of the reference: its files by their path, its stories."""

    title: str
    files: dict[str, str]
    stories: tuple[str, ...]


def examples(page: Path) -> list[Example]:
    """Return the sections of a page that show files."""
    text = page.read_text("utf-8")
    inside = [match.span() for match in _FENCED.finditer(text)]
    heads = [
        head
        for head in _HEADING.finditer(text)
        if not any(start < head.start() < end for start, end in inside)
    ]
    ends = [*(head.start() for head in heads[1:]), len(text)]
    found = [_example(h[1], text[h.end() : end]) for h, end in zip(heads, ends, strict=True)]
    return [example for example in found if example.files]


def _example(title: str, text: str) -> Example:
    blocks = _FENCED.findall(text)
    files: dict[str, str] = {}
    for block in (body for kind, body in blocks if kind == "yaml"):
        parts = _FILE.split(block)
        files |= dict(zip(parts[1::2], parts[2::2], strict=True))
    return Example(title, files, tuple(body for kind, body in blocks if kind == "story"))


def write(example: Example, folder: Path) -> None:
    """Put an example into a folder with the dictionary, roles and rubrics of the shipped one."""
    base = assets() / "workflows"
    for pattern in _BASE:
        for path in base.glob(pattern):
            to = folder / path.relative_to(base)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)
    files = dict(example.files)
    if not any(name.startswith("programmes/") for name in files):
        used = [name.partition("/")[0] for name in files if re.search(r"/v\d+\.yaml$", name)]
        title = "{en: Example, ja: 例}"
        workflows = ", ".join(dict.fromkeys(used))
        files["programmes/example.yaml"] = (
            f"id: example\ntitle: {title}\nworkflows: [{workflows}]\n"
        )
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def play(example: Example, folder: Path) -> list[str]:
    """Load an example and play its stories; return what is not as they say."""
    write(example, folder)
    read = read_folder(folder)
    # Papers may name steps of the shipped workflows, which are not here.
    faults = [str(fault) for fault in read.faults if not Path(fault.place.file).is_absolute()]
    if faults:
        return faults
    catalogue = read.catalogue
    used = {step.options.get("document") for w in catalogue.current() for step in w.steps}
    catalogue.documents = {id: one for id, one in catalogue.documents.items() if id in used}
    proven = [str(fault) for fault in prove(catalogue) if fault.place.file in example.files]
    if proven:
        return proven
    programme = next(p for p in catalogue.programmes.values() if not p.umbrella)
    found: list[str] = []
    for story in example.stories:
        blueprint = catalogue.blueprint(programme.id, catalogue.versions_for(programme.id))
        found += Teller(blueprint, _home(blueprint)).tell(story)
    return found


def _home(blueprint: Blueprint) -> str:
    """Return the workflow whose steps are named without it: the first of the programme."""
    return blueprint.workflows[0].id


@dataclass
class Teller:
    """Plays one story in the engine."""

    blueprint: Blueprint
    home: str
    progress: Progress = field(init=False)
    events: list[Event] = field(default_factory=list)

    def tell(self, story: str) -> list[str]:
        """Play a story; return each line that is not true, with what is."""
        wrong: list[str] = []
        for line in story.splitlines():
            day, happens, says = line[:10].strip(), line[10:].strip(), line.strip()
            if says.startswith("→"):
                wrong += [f"{says}: {it}" for it in self._untrue(says.removeprefix("→").strip())]
            elif says:
                self._happen(date.fromisoformat(day), happens)
        return wrong

    def _happen(self, day: date, text: str) -> None:
        if not self.events and not text.startswith("the case opens"):
            raise AssertionError(f"the case is not open yet: {text}")
        if self.events:
            self.progress = wake(self.progress, day)
        else:
            self.progress = begin(self.blueprint, day)
        change = self._change(text)
        while change is not None:
            event = Event(len(self.events) + 1, change.kind, day, change.data)
            self.events.append(event)
            self.progress = advance(self.progress, event)
            change = automatic(self.progress)

    def _change(self, text: str) -> Change | None:
        for pattern, act in _ACTIONS:
            match = re.fullmatch(pattern, text)
            if match:
                return act(self, **match.groupdict())
        raise AssertionError(f"nobody understands: {text}")

    def _untrue(self, text: str) -> Iterator[str]:
        for part in text.split("; "):
            word, _, rest = part.partition(": ")
            if word in _STATES:
                yield from self._compare(_STATES[word], rest)
            elif word == "refused":
                yield from self._not_refused(rest)
            else:
                yield from self._compare_sentence(part)

    def _compare(self, state: State, rest: str) -> Iterator[str]:
        there = {
            self.name(p): p for p in self.progress.plan.steps if self.progress.state(p) is state
        }
        said = dict(_named(rest))
        if set(said) != set(there):
            yield f"it is {', '.join(sorted(there)) or 'nothing'}"
        for name, due in said.items():
            real = self.progress.dues.get(there[name].number) if name in there else None
            if due and real != date.fromisoformat(due):
                yield f"{name} is due {real}"

    def _not_refused(self, text: str) -> Iterator[str]:
        try:
            self._change(text)
        except Refusal:
            return
        yield "it is not refused"

    def _compare_sentence(self, text: str) -> Iterator[str]:
        for pattern, ask in _QUESTIONS:
            match = re.fullmatch(pattern, text)
            if match:
                real = ask(self, **match.groupdict())
                if real != match["said"]:
                    yield f"it is {real}"
                return
        raise AssertionError(f"nobody understands: {text}")

    def name(self, planned: PlannedStep) -> str:
        """Return a step as stories name it."""
        return planned.key.removeprefix(f"{self.home}.")

    def step(self, name: str) -> PlannedStep:
        """Return the step a story names."""
        plain = name.partition("@")[0]
        key = name if "." in plain else f"{self.home}.{name}"
        return actions.find(self.progress, key)

    def facts(self, text: str | None) -> dict[str, Any]:
        """Return the facts a line gives."""
        pairs = (one.partition(" = ") for one in re.split(r", (?=[a-z_]+\.)", text or "") if one)
        return {key: self.value(key, written) for key, _, written in pairs}

    def value(self, key: str, written: str) -> Any:
        """Return a value as its field has it."""
        one = self.blueprint.fields[key.partition("@")[0]]
        if written == "nothing":
            return None
        if one.type == "yes_no":
            return {"yes": True, "no": False}[written]
        if one.type in ("integer", "money"):
            return int(written)
        if one.type in ("list", "choices"):
            return tuple(written.split(" and ")) if written != "none" else ()
        return from_file(one, written)


def _named(text: str) -> Iterator[tuple[str, str]]:
    for name, due in re.findall(r"([\w.@]+)(?: \(due ([\d-]+)\))?", text):
        if text != "nothing":
            yield name, due


def _opens(teller: Teller, facts: str | None) -> Change:
    given = {"stay.starts_on": START, "stay.ends_on": END, **teller.facts(facts)}
    known = {key: value for key, value in given.items() if value is not None}
    return actions.open_case(teller.progress, known)


def _finishes(teller: Teller, role: str, step: str, **more: str | None) -> Change:
    """Finish a step; `more` as the line names it: who, outcome, target, facts."""
    target, outcome = more["target"], more["outcome"]
    back_to = teller.step(target).step.key if target else None
    by = actions.Actor(more["who"] or role, frozenset({role}))
    given = teller.facts(more["facts"])
    key = teller.step(step).key
    return actions.finish(
        teller.progress, key, by=by, facts=given, outcome=outcome, back_to=back_to
    )


def _system(teller: Teller, step: str) -> Change:
    """Finish a step the way a feature does: the paper is made, the room is given."""
    planned = teller.step(step)
    by = actions.Actor("system", frozenset({planned.step.role}))
    return actions.finish(teller.progress, planned.key, by=by)


_ACTIONS: tuple[tuple[str, Callable[..., Change | None]], ...] = (
    (r"the case opens(?: with (?P<facts>.+))?", _opens),
    (
        r"(?P<role>\w+)(?: \((?P<who>\w+)\))? finishes (?P<step>[\w.@]+)"
        r"(?: as (?P<outcome>\w+))?"
        r"(?: back to (?P<target>[\w.]+))?(?: with (?P<facts>.+))?",
        _finishes,
    ),
    (r"(?P<step>[\w.@]+) is made", _system),
    (r"known now: (?P<facts>.+)", lambda t, facts: actions.answer(t.progress, t.facts(facts))),
    (
        r"the office takes (?P<step>[\w.@]+) back",
        lambda t, step: actions.reopen(t.progress, t.step(step).key, reason="again"),
    ),
    (r"the office calls it off", lambda t: actions.stop(t.progress, reason="called off")),
    (r"the day comes", lambda t: None),
)


def _asked(teller: Teller, step: str, said: str) -> str:
    planned = teller.step(step)
    return ", ".join(question.key for question in questions(teller.progress, planned))


def _said(teller: Teller, step: str, said: str) -> str:
    """Return the English help of a step, its values as they are; what is not known is `…`."""
    planned = teller.step(step)
    assert planned.step.help
    parts = written(teller.progress, planned, planned.step.help, "en")
    return "".join(one if isinstance(one, str) else str(one.value or "…") for one in parts)


def _told(teller: Teller, step: str, said: str) -> str:
    """Return on which days whom a step's reminders and escalations go to."""
    planned = teller.step(step)
    due, own = teller.progress.dues[planned.number], planned.step.role
    told = [(due + timedelta(days=one.days), one.role or own) for one in planned.step.remind]
    told += [(due + timedelta(days=one.days), one.role) for one in planned.step.escalate]
    return ", ".join(f"{day} {role}" for day, role in sorted(told))


def _value(teller: Teller, field: str, said: str) -> str:
    name, _, item = field.partition("@")
    value = value_of(teller.progress, name, item)
    return {True: "yes", False: "no", None: "not known"}.get(value, str(value))


def _answered(teller: Teller, facts: str, said: str) -> str:
    broken = broken_rules(teller.progress, teller.facts(facts))
    return " ".join(one.say.en for one in broken)


_QUESTIONS: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"(?P<step>[\w.@]+) asks (?P<said>.+)", _asked),
    (r"(?P<step>[\w.@]+) mails (?P<said>.+)", _told),
    (r"(?P<step>[\w.@]+) says “(?P<said>.+)”", _said),
    (
        r"(?P<step>[\w.@]+) is called “(?P<said>.+)”",
        lambda teller, step, said: teller.step(step).step.title.en,
    ),
    (r"(?P<facts>[\w.@]+ = [\w-]+) is answered “(?P<said>.+)”", _answered),
    (r"(?P<field>[\w.@]+) is (?P<said>.+)", _value),
)
