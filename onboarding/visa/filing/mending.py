"""Where what pre-flight finds is mended: the page, and the very question on it."""

from flask import url_for

from onboarding.cases.forms import FILES
from onboarding.cases.gate import Visit
from onboarding.cases.policies import may_work
from onboarding.cases.views import step_url
from onboarding.engine.definition import Field
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import State
from onboarding.visa.forms.preflight import Finding

# Mended by agreeing to a spelling: of a name put together, of one fact.
_BY_NAME = frozenset({"letters_unknown", "letters_without_consent"})
_IN_THEIR_STEP = frozenset({"name_not_confirmed", "status_from_other_facts"})
_BY_LETTERS = frozenset({"kanji_uncommon", "not_full_width"})


def mending_url(visit: Visit, finding: Finding) -> str:
    """Return where a finding is mended; the institution's own answers stand in its rules.

    What is a matter of letters is mended where somebody agrees to a spelling.
    """
    answer = finding.answer
    if finding.reason in _BY_NAME or (finding.reason in _BY_LETTERS and answer.key):
        return url_for("letters.page", case_id=visit.case.id)
    if finding.reason in _IN_THEIR_STEP:
        return _in_its_step(visit, *_asking(visit, finding.key))
    if answer.item.id == "agent.name":
        return url_for("filing.application", case_id=visit.case.id, _anchor="agent")
    if finding.key:
        return url_of(visit, finding.key)
    if answer.item.kind == "institution" or answer.item.id == "phone":
        return url_for("filing.forms", _anchor="own")
    return url_for("case_staff.overview", case_id=visit.case.id)


def url_of(visit: Visit, key: str) -> str:
    """Return where a fact is mended.

    An open step of the visitor's own comes first, then the page of corrections; what is not
    corrected there (files, lists, what is sensitive) is mended in its step, opened again.
    """
    is_open, asking = _asking(visit, key)
    own = next((one for one in is_open if may_work(visit.part, one)), None)
    if own:
        return f"{step_url(visit.case.id, own)}#{_place(key)}"
    name, _, item = key.partition("@")
    if _can_be_corrected(visit.progress.plan.blueprint.fields[name]):
        group = name.partition(".")[0]
        whole = f"{group}@{item}" if item else group
        there = url_for("case_staff.correct", case_id=visit.case.id, group=whole)
        return f"{there}#{_place(key)}"
    return _in_its_step(visit, is_open, asking)


def _asking(visit: Visit, key: str) -> tuple[list[PlannedStep], list[PlannedStep]]:
    """Return the steps that ask for a fact: those that are open, and all."""
    asking = list(visit.progress.steps(visit.progress.plan.asked_in.get(_asked(visit, key), 0)))
    return [one for one in asking if visit.progress.state(one) is State.OPEN], asking


def _asked(visit: Visit, key: str) -> str:
    """Return the key a step asks: of a row, that of its list where the row is not asked alone."""
    name, _, item = key.partition("@")
    if not item or key in visit.progress.plan.asked_in:
        return key
    prefix = f"{name.partition('.')[0]}."
    lists = visit.progress.plan.blueprint.lists
    return next((list for list, group in lists.items() if group == prefix), key)


def _in_its_step(visit: Visit, is_open: list[PlannedStep], asking: list[PlannedStep]) -> str:
    done = (one for one in asking if visit.progress.state(one) is State.DONE)
    again = next(done, None)
    if is_open:
        return step_url(visit.case.id, is_open[0])
    if again:
        return url_for("case_staff.reopen", case_id=visit.case.id, key=again.key)
    return url_for("case_staff.overview", case_id=visit.case.id)


def _can_be_corrected(field: Field) -> bool:
    return not field.formula and field.privacy != "sensitive" and field.type not in (*FILES, "list")


def _place(key: str) -> str:
    """Return the id of the input of a fact, as forms give it."""
    return f"f-{key.replace('.', '-').replace('@', '-')}"
