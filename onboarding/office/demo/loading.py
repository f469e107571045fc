"""The demo: an invented university with cases at every stage, so that each page shows something."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import select

from onboarding.cases import service
from onboarding.cases.forms import FILES
from onboarding.cases.history import local_day
from onboarding.cases.models import Case
from onboarding.cases.queries import members_of, part_in, progress_of
from onboarding.cases.recording import By
from onboarding.database import db, transaction
from onboarding.engine.asking import Question, applies, questions
from onboarding.engine.definition import Text
from onboarding.engine.plan import PlannedStep
from onboarding.engine.progress import Progress
from onboarding.office.demo.people import CASES, DEPARTMENTS, STAFF, DemoCase
from onboarding.office.demo.scans import add_scan
from onboarding.office.importing.opening import department_facts, host_facts
from onboarding.office.lists.directory import host_of
from onboarding.people import service as people
from onboarding.people.gate import now
from onboarding.people.models import Department, Person

_DOMAIN = "demo.example.ac.jp"
_PRESSED = (
    ("office", "International office", "国際課"),
    ("head", "Department head", "部局長"),
    ("host", "Host researcher", "受入教員"),
    ("researcher", "Researcher", "研究者"),
    ("panel", "Panel member", "審査委員"),
    ("department", "Department office", "部局事務"),
    ("export", "Export control", "輸出管理"),
    ("controller", "Export controller", "輸出管理統括責任者"),
    ("hr", "Personnel", "人事課"),
    ("housing", "Housing", "宿舎"),
    ("classes", "Japanese classes", "日本語クラス"),
)


def show_people(app: Flask) -> None:
    """Name the accounts the sign-in page offers in the demo."""
    app.extensions["demo_people"] = [
        (f"{name}@{_DOMAIN}", Text(en, ja)) for name, en, ja in _PRESSED
    ]


def load_demo() -> bool:
    """Fill an empty database with the demo; False where there is something in it already."""
    if db.session.scalar(select(Person.id).limit(1)):
        return False
    with transaction():
        departments = [Department(**row, aliases="") for row in DEPARTMENTS]
        db.session.add_all(departments)
        db.session.flush()
        staff = {row["login"]: _add_staff(row, departments[0]) for row in STAFF}
        for loader in current_app.extensions.get("demo_loaders", ()):
            loader(departments, staff)
        for number, row in enumerate(CASES):
            _open(row, departments[number % len(departments)], staff, now())
    return True


def _add_staff(row: Mapping[str, Any], department: Department) -> Person:
    person = people.add_person(
        f"{row['login']}@{_DOMAIN}", row["name"], name_ja=row["name_ja"], language=row["language"]
    )
    person.title_en, person.title_ja = row["title"], row["title_ja"]
    person.department_id = department.id
    for role in row["roles"]:
        people.grant(person, role)
    return person


def _open(row: DemoCase, department: Department, staff: Mapping[str, Person], at: datetime) -> Case:
    """Open one demo case and play it as far as the demo shows it."""
    starts_on = local_day(at) + timedelta(days=row.starts_in)
    person = people.add_person(row.email, row.name, language=row.language)
    new = service.NewCase(
        row.programme,
        department.id,
        person.id,
        staff["host"].id,
        {
            **row.facts,
            "stay.starts_on": starts_on,
            "stay.ends_on": starts_on + timedelta(days=row.days - 1),
            **host_facts(host_of(staff["host"])),
            **department_facts(department),
        },
    )
    case = service.open_case(new, by=By(staff["office"], at - timedelta(days=row.age)))
    play(case, staff, row.until, at)
    return case


def play(case: Case, staff: Mapping[str, Person], until: str, at: datetime) -> None:
    """Let everybody do their steps until one is reached; `end` plays to the end."""
    for _round in range(300):
        progress = progress_of(case, local_day(at))
        if until != "end" and _reached(progress, until):
            return
        step = next((p for p in progress.open_steps() if _player(p)), None)
        if step is None:
            return
        player = _player(step)
        if player:
            player(case, step, staff, at)


Player = Callable[[Case, PlannedStep, Mapping[str, Person], datetime], None]


def _player(planned: PlannedStep) -> Player | None:
    """Return what plays a step: features play the kinds they own, papers play themselves."""
    if planned.step.kind in ("form", "task", "decision", "outcome"):
        return _play_one
    own: dict[str, Player] = current_app.extensions.get("demo_players", {})
    return own.get(planned.step.options.get("allocates", planned.step.kind))


def _reached(progress: Progress, until: str) -> bool:
    return any(planned.step.key == until for planned in progress.open_steps())


def _play_one(case: Case, planned: PlannedStep, staff: Mapping[str, Person], at: datetime) -> None:
    progress = progress_of(case, local_day(at))
    role = planned.step.role
    named = [case.researcher] if role in ("researcher", "family") else members_of(case, role)
    person = named[0] if named else staff.get(role, staff["office"])
    outcome = planned.step.outcomes[0].id if planned.step.outcomes else None
    asked = questions(progress, planned, outcome=outcome)
    facts = dict(answers(asked, progress, local_day(at)))
    by = By(person, at, part_in(case, person, local_day(at)))
    with transaction():
        for question in asked:
            if question.field.type in FILES and question.key in facts:
                facts[question.key] = add_scan(case, question.field, by=person, at=at)
        service.finish_step(case.id, planned.key, by=by, facts=facts, outcome=outcome)


def answers(
    asked: Iterable[Question], progress: Progress, today: date
) -> Iterable[tuple[str, Any]]:
    """Return a plausible answer to each question the case has none for."""
    given: dict[str, Any] = {}
    for question in asked:
        known = {**progress.facts, **given}
        if (
            not question.optional
            and question.key not in known
            and applies(progress, question, known)
        ):
            answer = _answer(question, known, today)
            if answer is not None:
                given[question.key] = answer
    return given.items()


def _answer(question: Question, known: Mapping[str, Any], today: date) -> Any:
    field, name = question.field, question.field.id
    if name in EXAMPLES:
        return EXAMPLES[name]
    plain: dict[str, Any] = {
        "date": _day(name, known, today) if field.limits.get("max") != "today" else today,
        "yes_no": True,
        "choice": field.options[0].id if field.options else None,
        "country": known.get("researcher.nationality", "DEU"),
        "integer": 35,
        "money": 300000,
        "phone": "+81 3 0000 0000",
        "email": "example@example.org",
        "kana": "ヤマダ ハナコ",
        "kanji": "王　小明",
        "name": "EXAMPLE",
        "list": (),
    }
    if field.type in ("scan", "photo"):
        return None if question.optional else "0"
    return plain.get(field.type, field.label.en)


def _day(name: str, known: Mapping[str, Any], today: date) -> date:
    """Return a day that lies ahead: as the stay has it, else in two weeks."""
    starts, ends = known.get("stay.starts_on", today), known.get("stay.ends_on", today)
    days = {
        "passport.expires_on": ends + timedelta(days=400),
        "arrival.planned_on": starts - timedelta(days=2),
        "arrival.leaves_on": ends + timedelta(days=1),
        "housing.from_night": starts - timedelta(days=2),
        "housing.until_night": ends,
        "visit.starts_on": starts,
        "visit.ends_on": ends,
        "funder.report_due_on": ends + timedelta(days=30),
    }
    return days.get(name, today + timedelta(days=14))


EXAMPLES: Mapping[str, Any] = {
    "declaration.type1": False,
    "declaration.foreign_money": False,
    "declaration.type3": False,
    "export.controlled": "no",
    "export.end_user_list": "no",
    "export.military_link": False,
    "declaration.in_japan": False,
    "research.hazards": False,
    "stay.theme": "Catalysts for hydrogen from sunlight",
    "stay.theme_ja": "太陽光による水素製造触媒の研究",
    "stay.place": "Honmachi campus, building 3",
    "stay.facilities": "Desk, laboratory bench, electron microscope time",
    "stay.purpose": "光触媒に関する共同実験および研究討論、大学院生への講演を行う。",
    "stay.background": "2025年の国際会議で知り合い、以後共同研究を続けている。",
    "export.technology": "Published methods of catalyst preparation",
    "researcher.home_institution": "University of Example",
    "researcher.home_position": "Postdoctoral researcher",
    "researcher.home_address": "1 Example Street, Example Town",
    "emergency.name": "Alex Example",
    "emergency.relation": "Sister",
    "research.plan": "Prepare and measure three families of catalysts over twelve months.",
    "interview.prior_contact": "Joint paper in 2025; met at two conferences.",
    "interview.expectation": "Brings in-situ spectroscopy the group does not have.",
    "interview.time": "17:00",
    "interview.link": "https://meet.example.org/panel",
    "interview.proposal_reason": "Clear plan, strong methods, good fit with the group.",
    "position.duties": "光触媒の合成と評価に関する研究",
    "position.weekly_hours": 38,
    "passport.number": "XA0123456",
    "terms.renewal": "possible",
    "terms.renewal_rule": "業務の進捗、勤務成績および予算の状況により判断する。",
    "terms.trial_months": 3,
    "terms.hours": "discretionary",
    "terms.times": "みなし労働時間 1日7時間45分",
    "terms.base_year": 3600000,
    "terms.bonus_year": 900000,
    "terms.allowances_year": 336000,
    "visa.residence_status": "professor",
    "visa.status_reason": "Paid research at a university",
    "visa.embassy": "Embassy of Japan in Germany",
    "advice.pay": "paid",
    "advice.place": "university",
    "advice.role": "research",
    "advice.wants_hsp": False,
    "advice.holds_status": False,
    "advice.holds_hsp": False,
    "coe.birth_place": "ドイツ　ハンブルク",
    "coe.home_town": "ドイツ　ハンブルク",
    "coe.married": False,
    "coe.past_entries": False,
    "coe.past_applications": False,
    "coe.criminal": False,
    "coe.deportation": False,
    "coe.contract_type": "employment",
    "coe.work_form": "full_time_employment",
    "coe.occupation": "42",
    "coe.activity_detail": "光触媒の合成と評価に関する研究、大学院生の研究指導の補助",
    "coe.cost_method": ("scholarship",),
    "coe.scholarship_provider": ("foreign_government",),
    "education.place": "abroad",
    "education.school": "University of Example",
    "education.graduated_on": date(2019, 7, 31),
    "education.major": "chemistry",
    "member.past_entries": False,
    "member.past_applications": False,
    "member.criminal": False,
    "member.deportation": False,
    "member.birth_place": "ドイツ　ハンブルク",
    "member.home_town": "ドイツ　ハンブルク",
    "member.registered_in": ("abroad",),
    "member.registered_at": "Standesamt Hamburg",
    "visa.coe_number": "T 26-0000000",
    "arrival.flight": "NH 204",
    "arrival.flight_home": "NH 203",
    "arrival.airport_home": "羽田空港",
    "arrival.airport": "HND",
    "arrival.lodging": "Reiwa International House, 1-1 Honmachi",
    "arrival.address": "令和市中央区本町1丁目1番1号 国際交流会館",
    "arrival.insured": "Travel insurance for 60 days",
    "housing.own_address": "令和市中央区本町2丁目3番4号",
}
