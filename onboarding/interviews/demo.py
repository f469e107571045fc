"""What the demo plays of interviews: a panel of invented professors and their scores."""

from collections.abc import Mapping
from datetime import datetime

from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import part_in, progress_of
from onboarding.cases.recording import By
from onboarding.engine.plan import PlannedStep
from onboarding.interviews import service
from onboarding.interviews.figures import NOT_JUDGED, Sheet
from onboarding.interviews.naming import Wanted
from onboarding.interviews.queries import panel_of, panel_size, rubric_of
from onboarding.people.models import Person

_LOGINS = ("panel", "panel2", "panel3", "panel4", "panel5")
_COMMENTS = (
    "計画は独創的で、二年目までの実験手順も具体的である。質問への回答も的確だった。",
    "手法に強く、研究室に新しい測定技術をもたらす。産業界との連携は今後の課題である。",
    "Clear answers, a realistic schedule. I would like to hear more about users outside academia.",
    "専門性は高い。社会への貢献についての説明はやや一般的にとどまった。",
    "独自の研究の方向がはっきりしている。学生の指導経験もある。",
)
_PATTERN = (
    (5, 4, 4, 3, 4, 5, 4, 4, 4),
    (4, 4, 4, 2, 4, 4, 5, 4, 4),
    (4, 5, 3, 4, 4, 4, 4, 5, 3),
    (4, 5, 4, 2, 3, 4, 4, 4, 4),
    (5, 4, 4, 3, 4, 4, 4, 3, 5),
)
_CANNOT_JUDGE = (2, "host_fit")


def name_panel(case: Case, planned: PlannedStep, staff: Mapping[str, Person], at: datetime) -> None:
    """Name a panel as large as the programme asks for; the first member chairs it."""
    size = panel_size(progress_of(case, local_day(at)), planned)
    ids = tuple(staff[login].id for login in _LOGINS[:size])
    by = _by(case, staff["office"], at)
    service.name_panel(case.id, planned.key, Wanted(ids, (), str(ids[0])), by=by)


def score(case: Case, planned: PlannedStep, staff: Mapping[str, Person], at: datetime) -> None:
    """Let every member declare that they have no conflict, and hand in their scores."""
    criteria = rubric_of(progress_of(case, local_day(at)), planned).criteria
    for number, person in enumerate(panel_of(case)):
        points: dict[str, int | str] = {
            criterion.id: point
            for criterion, point in zip(criteria, _PATTERN[number], strict=False)
        }
        if number == _CANNOT_JUDGE[0]:
            points[_CANNOT_JUDGE[1]] = NOT_JUDGED
        service.declare(case.id, [], "", by=_by(case, person, at))
        sheet = Sheet(points, 4 if number != 1 else 3, _COMMENTS[number])
        service.hand_in(case.id, planned.key, sheet, by=_by(case, person, at))


def _by(case: Case, person: Person, at: datetime) -> By:
    return By(person, at, part_in(case, person, local_day(at)))
