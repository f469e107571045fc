"""What was typed against what was printed; and that nobody types anything twice."""

from collections import Counter

import pytest

from onboarding.cases import service
from onboarding.cases.forms import Asking, StepForm
from onboarding.cases.recording import By
from onboarding.database import db
from onboarding.office.reuse.counting import reuse_of
from onboarding.office.reuse.models import CaseReuse
from onboarding.office.reuse.service import count_some
from tests.cases.playing import FAMILY, Shape, programmes
from tests.conftest import NOON
from tests.whole_cases import Wanting, WholeCase


@pytest.fixture
def people(make_department, make_person):
    return make_department().id, make_person("r@example.org"), make_person("h@example.org")


def test_values_on_papers_are_counted_against_what_was_typed(people):
    whole = WholeCase(Shape("employed", answers=FAMILY), *people)
    whole.make_papers()

    found = reuse_of(whole.case)

    assert found.answered == 0  # the service itself played this case
    assert found.printed > 100
    assert {paper.name for paper in found.papers} >= {"acceptance_certificate", "researcher_plan"}


def test_same_answer_again_is_told_from_a_correction(make_case, make_person):
    case, person = make_case("employed"), make_person("o@example.org", ("office",))
    by = By(person, NOON)

    for number in ("A1", "B2"):
        service.record_facts(case.id, {"passport.number": number}, by=by)

    found = reuse_of(case)
    assert (found.answered, found.corrected, found.repeated, found.factor) == (1, 1, 0, 0.0)


def test_cases_are_counted_once_until_something_happens(make_case, make_person):
    case, person = make_case("employed"), make_person("o@example.org", ("office",))

    first, second = count_some(), count_some()
    service.record_facts(case.id, {"passport.number": "A1"}, by=By(person, NOON))
    third = count_some()

    assert (first, second, third) == (1, 0, 1)
    assert db.session.query(CaseReuse).one().answered == 1


def test_pages_show_the_factor(client, sign_in, make_person, people):
    whole = WholeCase(Shape("employed", answers=FAMILY), *people)
    whole.make_papers()
    count_some()
    sign_in(client, make_person("o@example.org", ("office",)))

    page, all_cases = client.get(f"/cases/{whole.case.id}/reuse").text, client.get("/reuse").text

    assert "values printed on papers and forms" in page
    assert "Certificate of Acceptance" in page
    assert "values nobody had to type" in all_cases
    assert "times each answer was used (reuse factor)" in all_cases


def test_researchers_do_not_see_the_count(client, sign_in, make_case):
    case = make_case("employed")
    sign_in(client, case.researcher)

    assert client.get(f"/cases/{case.id}/reuse").status_code == 403


# --- One researcher with two dependants, all papers made ------------------------------------------

DEPENDANTS = {
    **{key: value for key, value in FAMILY.items() if not key.endswith("@m3")},
    "family.members": ("m1", "m2"),
}


class Typing(Wanting):
    """A play at the forms as people see them: what stands there already is not typed."""

    def __init__(self, shape):
        self.typed, self.ready = Counter(), 0
        super().__init__(shape)

    def _do(self, step):
        form = StepForm(Asking(self.progress, step, self.today), None)
        known = dict(self.progress.facts)
        for field in form.counted():
            key = field.question.key
            if key in known and field.definition.type != "list":
                assert field.data == known[key], key
                self.ready += 1
        super()._do(step)
        given = self.events[-1].data.get("facts") or {}
        self.typed.update(key for key in given if key in {f.question.key for f in form.counted()})


@pytest.mark.parametrize("programme", programmes())
def test_forms_ask_nobody_for_a_fact_the_case_knows(app, programme):
    with app.test_request_context():
        play = Typing(Shape(programme, answers=DEPENDANTS)).end()

    assert len(play.typed) > 40
    assert [key for key, times in play.typed.items() if times > 1] == []


@pytest.mark.parametrize("programme", programmes())
def test_no_fact_is_typed_twice_for_a_researcher_with_two_dependants(
    people, make_person, programme
):
    typist = make_person("typist@example.org")
    whole = WholeCase(Shape(programme, answers=DEPENDANTS), *people, typist=typist)
    whole.make_papers()

    found = reuse_of(whole.case)

    assert (found.repeated, found.corrected) == (0, 0)
    assert found.factor > 1
