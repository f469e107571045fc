"""Pre-flight: each rule finds its fault, names the item, and lets a whole application pass."""

from dataclasses import replace
from datetime import date

import pytest
from flask_babel import force_locale

from onboarding.engine.partdays import PartDay
from onboarding.visa.forms.answers import Applicant
from onboarding.visa.forms.bulk import read_template
from onboarding.visa.forms.maps import bulk_map
from onboarding.visa.forms.preflight import (
    ERROR,
    WARNING,
    Finding,
    Flight,
    errors,
    preflight,
    preflight_bulk,
)
from onboarding.visa.forms.writing import Online, for_bulk
from tests.visa.test_answers import FOLDER, LISTS, given
from tests.visa.test_bulk import own_file  # noqa: F401 - a fixture

TODAY = date(2026, 11, 24)
EXPIRY = "passport.expiry"
WHOLE = {
    "researcher__degree": "doctor",
    "education__place": "abroad",
    "education__school": "Universidad",
    "education__graduated_on": date(2018, 6, 1),
    "education__major": "science",
    "education__posts": ("p1",),
    "post__joined_on@p1": date(2018, 9, 1),
    "post__employer@p1": "Universidad",
    "coe__contract_type": "employment",
    "coe__occupation": "42",
    "coe__activity_detail": "光学の研究",
    "coe__work_form": "full_time_employment",
    "position__title": "project_researcher",
    "host__name_ja": "西村 颯太",
}


def relatives(number):
    return tuple(f"r{n}" for n in range(1, number + 1))


def _is_the_institutions(answer):
    return answer.item.kind == "institution" or answer.item.otherwise


def flight(status="professor", **other):
    who = Applicant(status)
    found = given(who, **{**WHOLE, **other})
    known = [replace(a, value="x") if _is_the_institutions(a) and not a.value else a for a in found]
    known = [replace(a, value="36") if a.name == "organisation.business_type" else a for a in known]
    return Flight(who, known, date(2028, 3, 31), TODAY)


def found(flight):
    return [(one.severity, one.reason, one.answer.name) for one in preflight(flight, LISTS)]


def test_whole_application_passes():
    assert found(flight()) == []


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"coe__birth_place": None}, (ERROR, "missing", "birth_place")),
        ({"coe__birth_place": "x" * 41}, (ERROR, "too_long", "birth_place")),
        ({"coe__home_town": "町" * 35}, (WARNING, "cut_on_paper", "home_town")),
        ({"researcher__given_name": "José"}, (ERROR, "letters_without_consent", "name")),
        ({"researcher__given_name": "Анна"}, (ERROR, "letters_unknown", "name")),
        ({"host__name_ja": "髙橋 健"}, (WARNING, "kanji_uncommon", "laboratory.professor")),
        ({"researcher__nationality": "JPN"}, (ERROR, "not_in_list", "nationality")),
        ({"researcher__nationality": "HKG"}, (WARNING, "not_in_online_list", "nationality")),
        ({"passport__expires_on": date(2027, 4, 1)}, (ERROR, "passport_before_entry", EXPIRY)),
        ({"passport__expires_on": date(2027, 12, 1)}, (WARNING, "passport_before_end", EXPIRY)),
        ({"stay__starts_on": date(2026, 11, 24)}, (ERROR, "entry_past", "entry_date")),
        ({"stay__starts_on": date(2027, 1, 10)}, (WARNING, "entry_soon", "entry_date")),
        ({"researcher__birth_unknown": "month"}, (WARNING, "birth_partly_unknown", "birth_date")),
        ({"coe__past_refusals": 3}, (ERROR, "more_refused", "past_coe.refused")),
        ({"coe__occupation": "3"}, (ERROR, "not_for_professor", "occupation_no")),
        ({"coe__relatives": relatives(7)}, (ERROR, "too_many_rows", "family.7.card_no")),
        ({"coe__relatives": relatives(5)}, (WARNING, "separate_sheet", "family.5.card_no")),
    ],
)  # fmt: skip
def test_each_rule_finds_its_fault(other, expected):
    assert expected in found(flight(**other))


@pytest.mark.parametrize(
    ("unknown", "born", "expected"),
    [
        (None, date(1990, 5, 7), []),
        (None, date(1990, 5, 8), [(ERROR, "birth_otherwise", ("19900508", "19900507"))]),
        (None, PartDay(1990), [(ERROR, "birth_otherwise", ("19900000", "19900507"))]),
        ("month", PartDay(1990), [(WARNING, "birth_partly_unknown", ("19900000",))]),
        ("month", date(1990, 5, 7), [(ERROR, "birth_otherwise", ("19900507", "19900000"))]),
    ],
)
def test_birth_is_that_of_the_passport_as_far_as_it_gives_it(unknown, born, expected):
    one = replace(flight(researcher__birth_unknown=unknown), born=born)

    assert [(f.severity, f.reason, f.about) for f in preflight(one, LISTS)] == expected


def test_days_of_the_latest_stay_must_not_be_reversed():
    before = flight(
        coe__past_entries=True,
        coe__past_entries_times=1,
        coe__past_entries_from=date(2024, 2, 1),
        coe__past_entries_to=date(2024, 1, 1),
    )

    assert found(before) == [(ERROR, "days_reversed", "past_entries.to")]


def test_text_wider_than_its_box_is_named_with_both_widths():
    uncle = flight(**{"relative__relation@r1": "uncle_aunt"})

    found = preflight(uncle, LISTS)

    assert [(one.reason, one.answer.name, one.about) for one in found] == [
        ("cut_on_paper", "family.1.relation", ("13", "7"))
    ]


def test_letters_beyond_the_26_are_named_with_their_usual_spelling():
    name = flight(researcher__given_name="José")

    assert [one.about for one in errors(preflight(name, LISTS))] == [("É", "GARCIA LOPEZ JOSE")]


def test_rules_of_the_agency_file_name_person_and_item(own_file):  # noqa: F811 - the fixture
    form = bulk_map(FOLDER)
    flights = [flight(), flight(researcher__given_name="José")]
    values = [for_bulk(one.answers, LISTS, Online("o@example.ac.jp")) for one in flights]

    wrong = preflight_bulk(flights, values, template=read_template(own_file, form), form=form)

    assert [(row, one.answer.name, one.reason, one.about) for row, one in wrong] == [
        (1, "name", "shape", ("半角英字", "É"))
    ]


@pytest.mark.parametrize(
    ("other", "language", "said"),
    [
        (
            {"passport__expires_on": date(2027, 4, 1)},
            "en",
            "The passport expires on Thu 1 Apr 2027, before the entry on Thu 1 Apr 2027.",
        ),
        (
            {"passport__expires_on": date(2027, 4, 1)},
            "ja",
            "旅券の有効期限（2027年4月1日(木)）が入国予定日（2027年4月1日(木)）より前です。",
        ),
        (
            {"researcher__nationality": "HKG"},
            "en",
            "The agency's online list has no entry for Hong Kong SAR China; file on paper.",
        ),
    ],
)
def test_days_and_countries_are_written_as_the_reader_does(app, other, language, said):
    from onboarding.visa.filing.words import finding_word

    (finding,) = preflight(flight(**other), LISTS)

    with app.test_request_context(), force_locale(language):
        assert finding_word(finding) == said


def test_kind_of_signs_is_named_in_the_readers_language(app):
    from onboarding.visa.filing.words import finding_word

    answer = flight().find("name")
    wrong = Finding(ERROR, "shape", answer, ("半角英字", "É"))

    with app.test_request_context(), force_locale("en"):
        assert finding_word(wrong) == (
            "Only half-width letters may stand here; “É” is something else."
        )
