"""What invented people answer: a value of every type, within limits, obeying the rules."""

from datetime import date

import pytest

from onboarding.engine.facts import fits
from onboarding.engine.workdays import Workdays
from onboarding.rehearsal.clockwork.answering import Answers
from onboarding.rehearsal.clockwork.draws import Spread, among, drawn
from onboarding.rehearsal.clockwork.season import InOrder, OnDay
from onboarding.rehearsal.reading import season_of
from tests.rehearsal import tiny
from tests.rehearsal.test_clockwork import played  # noqa: F401 - a fixture


def test_every_answer_has_the_shape_of_its_field(played):  # noqa: F811
    fields = tiny.shipped().fields
    wrong = {
        key
        for case in played.cases
        for key, value in case.progress.facts.items()
        if key.partition("@")[0] in fields and not fits(fields[key.partition("@")[0]], value)
    }

    assert wrong == set()


def test_numbers_lie_within_their_limits(played):  # noqa: F811
    fields = [
        field for field in tiny.shipped().fields.values() if field.type in ("money", "integer")
    ]
    outside = [
        (field.id, value)
        for case in played.cases
        for field in fields
        if (value := case.progress.facts.get(field.id)) is not None
        and not field.limits.get("min", 0) <= value <= field.limits.get("max", 10**9)
    ]

    assert outside == []


def test_rule_of_a_field_is_obeyed(played):  # noqa: F811
    pledges = {case.progress.facts.get("declaration.pledge") for case in played.cases}

    assert pledges == {True}


def test_family_has_a_spouse_first_and_then_children(played):  # noqa: F811
    families = [
        [case.progress.facts.get(f"member.relation@{item}") for item in members]
        for case in played.cases
        if (members := case.progress.facts.get("family.members"))
    ]

    assert len(families) > 10
    assert {tuple(family[:1]) for family in families} == {("spouse",)}
    assert {one for family in families for one in family[1:]} == {"child"}


@pytest.mark.parametrize(("at", "number"), [(0.0, 10), (0.2, 14), (0.5, 18), (0.999, 40)])
def test_spread_is_mostly_what_is_usual(at, number):
    assert Spread(10, 14, 40).at(at) == pytest.approx(number, abs=2)
    assert 10 <= Spread(10, 14, 40).at(at) <= 40


def test_spread_without_room_is_one_number():
    assert [Spread(7, 7, 7).at(at) for at in (0.0, 0.5, 0.99)] == [7, 7, 7]


def test_shares_are_kept_over_many_draws():
    found = [among([("a", 3), ("b", 1)], drawn(1, number)) for number in range(4000)]

    assert found.count("a") / 4000 == pytest.approx(0.75, abs=0.02)


def test_draw_is_the_same_everywhere():
    assert drawn(1, "visa.coe_result", "time") == 0.499366293896271


def test_opening_facts_are_those_an_office_knows(app):
    found = tiny.shipped()
    season = season_of(app.extensions["settings"].workflows, found)
    answers = Answers(season, 1, Workdays())
    arrival = tiny.arrival(1, date(2027, 1, 4), date(2027, 4, 1))
    blueprint = found.blueprint("employed", found.versions_for("employed"))

    facts = answers.opening(blueprint, arrival, {"host.name": "Sota Nishimura"})

    assert facts["host.name"] == "Sota Nishimura"
    assert facts["stay.starts_on"] == date(2027, 4, 1)
    assert set(season.opening) <= set(facts)
    assert "position.relation" not in facts
    assert isinstance(season.answers["member.relation"], InOrder)
    assert isinstance(season.answers["passport.expires_on"], OnDay)
