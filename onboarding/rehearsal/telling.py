"""The figures of a rehearsal as text, for a terminal, in the reader's language."""

from collections.abc import Iterator, Mapping

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from onboarding.rehearsal.clockwork.figures import Bottleneck, Figures, OnPath
from onboarding.rehearsal.clockwork.season import Season, Settings
from onboarding.rehearsal.columns import ROOM, table
from onboarding.web.filters import day

Names = Mapping[str, str]
_CELL = 13
_MOST_OFTEN = 12


def report(figures: Figures, settings: Settings, season: Season, names: Names) -> Iterator[str]:
    """Return the lines of a whole report; `names`: id → what roles and steps are called."""
    yield from _head(settings, names)
    yield from ("", *_starts(figures))
    yield from ("", bottleneck_sentence(figures.bottleneck, names), *_overloads(figures, names))
    yield from ("", *_path(figures, names))
    yield from ("", *_plan(figures, names))
    yield from ("", *_often(figures, names))
    yield from ("", *_weeks(figures, names))
    yield from _stuck(figures, names)
    yield from _unverified(season)


def _head(settings: Settings, names: Names) -> Iterator[str]:
    yield ngettext(
        "Rehearsal of %(num)s arrival", "Rehearsal of %(num)s arrivals", settings.arrivals
    )
    yield _(
        "Starts within twelve months from %(day)s; seed %(seed)s",
        day=day(settings.first),
        seed=settings.seed,
    )
    yield _("Programmes: %(names)s", names=", ".join(names.get(p, p) for p in settings.programmes))
    for key, days in settings.set.items():
        yield _("Instead: %(step)s takes %(days)s days", step=names.get(key, key), days=days)
    for role, people in settings.staff.items():
        yield ngettext(
            "Staff: %(role)s has %(num)s person",
            "Staff: %(role)s has %(num)s people",
            people,
            role=names.get(role, role),
        )


def starts_lines(figures: Figures) -> list[tuple[str, str]]:
    """Return (what, number) of how stays began."""
    starts = figures.starts
    counted = max(1, figures.arrivals - starts.off)
    in_time = _(
        "%(number)s of %(all)s (%(percent)s%%)",
        number=starts.in_time,
        all=figures.arrivals - starts.off,
        percent=round(100 * starts.in_time / counted),
    )
    late = str(starts.late)
    if starts.late:
        late = _(
            "%(number)s, by %(days)s days at the mean", number=starts.late, days=days(starts.over)
        )
    found = [
        (_("Could start on their day"), in_time),
        (_("Could start only later"), late),
        (_("Called off"), str(starts.off)),
    ]
    return [*found, (_("Not ready by the end"), str(starts.pending))] if starts.pending else found


def days(number: float) -> str:
    """Return a mean number of days in the reader's way of writing numbers."""
    return format_decimal(number, format="#,##0.0")


def _starts(figures: Figures) -> list[str]:
    return table(("", ""), [(what, number) for what, number in starts_lines(figures)], (40, 44))[1:]


def bottleneck_sentence(found: Bottleneck | None, names: Names) -> str:
    """Say what critical paths wait for most, and why that is the bottleneck."""
    if found is None:
        return _("Bottleneck: none, no stay has begun.")
    words = {
        "who": names.get(found.who, found.who),
        "step": names.get(found.step, found.step),
        "days": days(found.days),
    }
    if found.kind == "people":
        return _(
            "Bottleneck: %(who)s has too few people. On the critical path to each start, work "
            "lies there for %(days)s days at the mean before somebody takes it up, most of it "
            "at “%(step)s”. No other step costs as much.",
            **words,
        )
    return _(
        "Bottleneck: “%(step)s” (%(who)s). It takes %(days)s days of the critical path to each "
        "start at the mean: more than any other step, and more than work waits for people.",
        **words,
    )


def _overloads(figures: Figures, names: Names) -> Iterator[str]:
    for one in figures.overloads:
        yield overload_sentence(one.who, one.week, one.days, names)


def overload_sentence(who: str, week: str, left: float, names: Names) -> str:
    """Say when a role first has more work than it does in a week."""
    return _(
        "Overload: %(who)s, for the first time in the week of %(day)s: work for %(days)s days lies "
        "there at its end.",
        who=names.get(who, who),
        day=day(week),
        days=days(left),
    )


def path_heads() -> tuple[str, ...]:
    """Return the headings of a table of steps on critical paths."""
    return (_("Step"), _("Who"), _("Stays"), _("Waits (days)"), _("Takes (days)"))


def _path(figures: Figures, names: Names) -> list[str]:
    head = ngettext(
        "The commonest critical path (%(num)s stay)",
        "The commonest critical path (%(num)s stays)",
        figures.path_cases,
    )
    return [head, *_steps(figures.path, names)]


def plan_heads() -> tuple[str, ...]:
    """Return the headings of the table of a plan."""
    return (_("Step"), _("Who"), _("Takes (days)"))


def plan_sentence(figures: Figures) -> str:
    """Say how long the critical path of the plan is."""
    return ngettext(
        "The plan of such a stay, by lead times alone: %(num)s day from the opening of the case",
        "The plan of such a stay, by lead times alone: %(num)s days from the opening of the case",
        sum(one.days for one in figures.plan),
    )


def _plan(figures: Figures, names: Names) -> list[str]:
    rows = [
        (names.get(one.key, one.key), names.get(one.who, one.who), str(one.days))
        for one in figures.plan
    ]
    return [plan_sentence(figures), *table(plan_heads(), rows, (38, 26, 10))]


def _often(figures: Figures, names: Names) -> list[str]:
    head = _("Most often on a critical path")
    return [head, *_steps(figures.often[:_MOST_OFTEN], names)]


def _steps(steps: tuple[OnPath, ...], names: Names) -> list[str]:
    rows = [
        (
            *(names.get(one.key, one.key), names.get(one.who, one.who)),
            *(str(one.cases), days(one.waited), days(one.took)),
        )
        for one in steps
    ]
    return table(path_heads(), rows, (38, 26, 6, 10, 10))


def _weeks(figures: Figures, names: Names) -> Iterator[str]:
    """Return open and late work by week, as many roles beside each other as there is room."""
    yield _("Open steps at the end of each week, and how many of them are late")
    at_once = (ROOM - 10) // (_CELL + 2)
    for start in range(0, len(figures.roles), at_once):
        roles = figures.roles[start : start + at_once]
        heads = (_("Week of"), *(names.get(one.who, one.who) for one in roles))
        rows = [
            (week, *(_open_and_late(one.open[n], one.late[n]) for one in roles))
            for n, week in enumerate(figures.weeks)
        ]
        yield from ("", *table(heads, rows, (10, *([_CELL] * len(roles)))))


def _open_and_late(open: int, late: int) -> str:
    return f"{open}/{late}" if late else str(open) if open else "·"


def _stuck(figures: Figures, names: Names) -> Iterator[str]:
    for key, count in figures.stuck.items():
        step = names.get(key.partition("@")[0], key)
        yield ""
        yield stuck_sentence(step, count)


def stuck_sentence(step: str, count: int) -> str:
    """Say where cases could not go on."""
    return ngettext(
        "%(num)s case could not go on at “%(step)s”.",
        "%(num)s cases could not go on at “%(step)s”.",
        count,
        step=step,
    )


def _unverified(season: Season) -> Iterator[str]:
    if any(not source.verified for source in season.sources.values()):
        yield ""
        yield unverified_sentence()


def unverified_sentence() -> str:
    """Say that numbers of the season are nobody's measurement."""
    return _(
        "Shares, outcomes and minutes of work are estimates until you put your own into "
        "rules/season.yaml, lead times into rules/lead_times.yaml."
    )
