"""Periods of law: an event and a length → the last day."""

from datetime import date

import pytest

from onboarding.engine.lawdays import Span, last_day
from tests.engine.building import Story, blueprint

WEEKS = Span(days=14)


@pytest.mark.parametrize(
    ("event", "span", "last"),
    [
        (date(2027, 4, 1), WEEKS, date(2027, 4, 15)),
        (date(2027, 2, 20), WEEKS, date(2027, 3, 6)),
        (date(2028, 2, 20), WEEKS, date(2028, 3, 5)),
        (date(2027, 12, 25), WEEKS, date(2028, 1, 8)),
        (date(2027, 4, 1), Span(months=3), date(2027, 7, 1)),
        (date(2027, 1, 30), Span(months=1), date(2027, 2, 28)),
        (date(2028, 1, 30), Span(months=1), date(2028, 2, 29)),
        (date(2027, 1, 31), Span(months=1), date(2027, 2, 28)),
        (date(2027, 2, 28), Span(months=1), date(2027, 3, 31)),
        (date(2028, 2, 28), Span(months=1), date(2028, 3, 28)),
        (date(2028, 2, 29), Span(months=1), date(2028, 3, 31)),
        (date(2027, 11, 29), Span(months=3), date(2028, 2, 29)),
        (date(2026, 11, 29), Span(months=3), date(2027, 2, 28)),
        (date(2027, 5, 31), Span(months=3), date(2027, 8, 31)),
        (date(2027, 12, 31), Span(months=24), date(2029, 12, 31)),
        (date(2028, 2, 28), Span(months=12), date(2029, 2, 28)),
    ],
)
def test_period_ends_as_the_law_counts(event, span, last):
    assert last_day(event, span) == last


def test_months_of_a_legal_deadline_are_counted_as_the_law_does():
    steps = """
    - {id: law, legal: true, due: 1 month after person.born_on}
    - {id: ours, due: 1 month after person.born_on}
    """
    story = Story(blueprint(steps)).open(person__born_on=date(2027, 2, 28))

    assert story.dues() == {"law": date(2027, 3, 31), "ours": date(2027, 3, 28)}
