"""A season written into a demo's database: the same people and days, through the real services.

Everything is recorded as it would have been at the time: who acted, on which day, each event
chained to the one before. Nothing later than today is written, and no mail leaves.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

from flask import current_app
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from onboarding.cases import service
from onboarding.cases.history import local_day, office_zone
from onboarding.cases.library import library
from onboarding.cases.models import Case
from onboarding.cases.papers import PaperNotReady
from onboarding.cases.queries import lock_case, members_of, part_in, progress_of
from onboarding.cases.recording import By
from onboarding.database import db, leave_to_sweep, transaction
from onboarding.engine.blueprint import Blueprint
from onboarding.engine.errors import Refusal
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.engine.tempo import Tempo
from onboarding.notices.models import Notice
from onboarding.office.demo.loading import load_demo
from onboarding.office.importing.opening import department_facts, host_facts
from onboarding.office.lists.directory import host_of
from onboarding.people import service as people
from onboarding.people.models import Department, Person
from onboarding.rehearsal.clockwork.answering import FILES, Answers
from onboarding.rehearsal.clockwork.people import FAMILY_NAMES, GIVEN_NAMES, Arrival, arrivals
from onboarding.rehearsal.clockwork.running import Clockwork, LeftOpen, Tell
from onboarding.rehearsal.papers import add_scan, keep_example
from onboarding.rehearsal.rehearsing import Rehearsal
from onboarding.rehearsal.wishes import WrongWish

_STAFF = "@demo.example.ac.jp"
_OPENS_AT = time(9, 0)
_HOSTS = 4


def fill(rehearsal: Rehearsal, *, at: datetime, tell: Tell) -> tuple[int, int]:
    """Write a season up to now into the database; return how many cases and how many steps.

    Raises:
        WrongWish: the database has people of its own, or this very season is there already.
    """
    staff = _staff()
    _refuse_twice(rehearsal.settings.seed)
    catalogue, season, settings = rehearsal.catalogue, rehearsal.season, rehearsal.settings
    answers = Answers(season, settings.seed, catalogue.workdays)
    world = Database(answers, staff, seed=settings.seed, now=at)
    clock = Clockwork(
        world, Tempo(rehearsal.times, catalogue.workdays), season.effort, seed=settings.seed
    )
    today = local_day(at)
    people = [one for one in arrivals(season, settings) if one.opens_on <= today]
    played = clock.play(people, rehearsal.staff, until=today, tell=tell)
    with _quietly():
        while service.wake_cases(today, at):
            pass
    return len(people), sum(work.done is not None for work in played.works())


def _staff() -> dict[str, Person]:
    """Return login → person of the demo's staff, loaded into an empty database.

    Raises:
        WrongWish: there are people, but not the demo's.
    """
    load_demo()
    found = db.session.scalars(select(Person).where(Person.email.endswith(_STAFF)))
    staff = {person.email.removesuffix(_STAFF): person for person in found}
    demo: bool = current_app.extensions["settings"].demo
    if "office" not in staff or (not demo and _strangers()):
        raise WrongWish(
            _l(
                "This database has people of its own. Invented cases go into an empty database or "
                "into that of a demo only; name another one in ONBOARDING_DATA or DATABASE_URL."
            )
        )
    return staff


def _strangers() -> bool:
    """Return whether somebody is there whom neither the demo nor a season invented."""
    invented = ("%@demo.example.ac.jp", "%@demo.example.org", "%@season.example.org")
    strangers = select(func.count(Person.id)).where(*(~Person.email.like(one) for one in invented))
    return bool(db.session.scalar(strangers))


def _refuse_twice(seed: int) -> None:
    there = select(Case.id).where(Case.import_key.like(f"season-{seed}-%"))
    if db.session.scalar(there.limit(1)):
        raise WrongWish(
            _l("The season with the seed %(seed)s is in this database already.", seed=seed)
        )


def newest_blueprint(programme: str) -> Blueprint:
    """Return what a case opened now follows."""
    return library().blueprint(programme, library().versions_for(programme))


class Database:
    """A world of cases in the database. `staff`: login → person; logins are named after roles."""

    def __init__(
        self, answers: Answers, staff: Mapping[str, Person], *, seed: int, now: datetime
    ) -> None:
        self.answers, self.staff, self.seed, self.now = answers, staff, seed, now
        self.departments = list(db.session.scalars(select(Department).order_by(Department.id)))
        self.cases: dict[int, int] = {}
        self._minute: tuple[date, int] = (date.min, 0)

    def open(self, arrival: Arrival) -> Progress:
        """Open the case of an arrival on its day."""
        at = self._moment(arrival.opens_on)
        with _quietly():
            host = self._host(arrival.number % (_HOSTS * len(self.departments)))
            department = self.departments[arrival.number % len(self.departments)]
            frame = {**host_facts(host_of(host)), **department_facts(department)}
            blueprint = newest_blueprint(arrival.programme)
            new = service.NewCase(
                arrival.programme,
                department.id,
                self._researcher(arrival).id,
                host.id,
                self.answers.opening(blueprint, arrival, frame),
                f"season-{self.seed}-{arrival.number}",
            )
            case = service.open_case(new, by=By(self.staff["office"], at))
            self.cases[arrival.number] = case.id
            return progress_of(case, arrival.opens_on)

    def _researcher(self, arrival: Arrival) -> Person:
        names = (arrival.facts["researcher.family_name"], arrival.facts["researcher.given_name"])
        email = f"arrival{self.seed}-{arrival.number}@season.example.org"
        return people.add_person(email, " ".join(names), language="en")

    def _host(self, number: int) -> Person:
        """Return one of the hosts, a few in each department."""
        family, kana = FAMILY_NAMES[number % len(FAMILY_NAMES)]
        given, _kana = GIVEN_NAMES[number % len(GIVEN_NAMES)]
        email = f"host{number}@season.example.org"
        host = people.add_person(email, f"{given} {family}".title(), name_ja=kana)
        department = self.departments[number % len(self.departments)]
        host.department_id, host.title_en, host.title_ja = department.id, "Professor", "教授"
        return host

    def wake(self, arrival: Arrival, progress: Progress, day: date) -> Progress:
        """Let the days of a case pass."""
        return progress_of(self._case(arrival), day)

    def _case(self, arrival: Arrival) -> Case:
        return db.session.get_one(Case, self.cases[arrival.number])

    def finish(
        self, arrival: Arrival, progress: Progress, step: PlannedStep, *, turn: int, today: date
    ) -> Progress:
        """Finish a step as its people would.

        Raises:
            LeftOpen: it cannot be done now, as where no class has a free seat.
        """
        at = self._moment(today)
        try:
            with _quietly():
                case = lock_case(self.cases[arrival.number])
                self._do(case, step, arrival, turn, at)
        except (Refusal, StopIteration, PaperNotReady) as refusal:
            raise LeftOpen(step.key) from refusal
        return progress_of(self._case(arrival), today)

    def _do(self, case: Case, step: PlannedStep, arrival: Arrival, turn: int, at: datetime) -> None:
        """Do a step: features do the kinds they own, the others are answered."""
        own = current_app.extensions.get("demo_players", {})
        player = own.get(step.step.options.get("allocates", step.step.kind))
        if player is not None:
            player(case, step, self.staff, at)
            return
        if step.document is not None:
            keep_example(case, step, at=at)
        self._answer(case, step, arrival, turn, at)

    def _answer(
        self, case: Case, step: PlannedStep, arrival: Arrival, turn: int, at: datetime
    ) -> None:
        progress, day = progress_of(case, local_day(at)), local_day(at)
        person = self._person(case, step.step.role)
        outcome = self.answers.outcome(step, arrival, turn)
        facts = self.answers.facts(progress, step, outcome, of=arrival, today=day)
        fields = progress.plan.blueprint.fields
        for key in facts:
            field = fields[key.partition("@")[0]]
            if field.type in FILES:
                facts[key] = add_scan(case, field, by=person, at=at)
        by = By(person, at, part_in(case, person, day))
        to = self.answers.target(step, outcome, arrival, turn)
        service.finish_step(case.id, step.key, by=by, facts=facts, outcome=outcome, back_to=to)

    def _person(self, case: Case, role: str) -> Person:
        """Return who acts in a role of a case."""
        if role in ("researcher", "family"):
            return case.researcher
        if role == "host" and case.host is not None:
            return case.host
        named = members_of(case, role)
        return named[0] if named else self.staff.get(role, self.staff["office"])

    def _moment(self, day: date) -> datetime:
        """Return a moment of a day, later than the one before, and never after now."""
        before, minute = self._minute
        minute = minute + 1 if before == day else 0
        self._minute = day, minute
        opens = datetime.combine(day, _OPENS_AT, office_zone()).astimezone(UTC)
        return min(opens + timedelta(minutes=minute), self.now)


@contextmanager
def _quietly() -> Iterator[None]:
    """One commit that pokes no worker and sends no mail: nobody is there to read it."""
    with transaction():
        last = db.session.scalar(select(func.max(Notice.id))) or 0
        yield
        leave_to_sweep()
        db.session.flush()
        db.session.execute(
            update(Notice)
            .where(Notice.id > last, Notice.state == "waiting")
            .values(state="sent", sent_at=Notice.created_at)
        )
