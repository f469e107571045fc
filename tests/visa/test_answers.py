"""The answers of an application: the same facts in the workbook, the bulk file and print."""

from datetime import date

import pytest

from onboarding.config import assets
from onboarding.visa.forms.answers import (
    Applicant,
    answers,
    domestic,
    full_name,
    makers,
    whole_months,
)
from onboarding.visa.forms.items import application, fields_named
from onboarding.visa.forms.lists import option_lists
from onboarding.visa.forms.maps import bulk_map, form_maps
from onboarding.visa.forms.writing import Online, for_bulk, for_workbook, in_print

FOLDER = assets() / "workflows"
FORM, LISTS = application(FOLDER), option_lists(FOLDER)
INSTITUTION = {
    "president": {"ja": "森下 遥"},
    "corporation": {"ja": "国立大学法人令和大学"},
    "address": {"ja": "令和市中央区本町1-1"},
    "phone": "+81-3-0000-0000",
    "postal": "1000000",
    "prefecture": "東京都",
    "city": "千代田区",
    "rest": "霞が関1-1-1",
}
FACTS = {
    "researcher.nationality": "ESP",
    "researcher.birth_date": date(1990, 5, 7),
    "researcher.family_name": "Garcia Lopez",
    "researcher.given_name": "Maria",
    "researcher.sex": "female",
    "researcher.home_position": "講師",
    "coe.birth_place": "スペイン マドリード",
    "coe.married": True,
    "coe.home_town": "スペイン マドリード",
    "passport.number": "AAB123456",
    "passport.expires_on": date(2031, 1, 1),
    "stay.starts_on": date(2027, 4, 1),
    "stay.ends_on": date(2028, 3, 31),
    "arrival.airport": "NRT",
    "visa.embassy": "マドリード",
    "coe.past_entries": False,
    "coe.past_applications": True,
    "coe.past_applications_times": 2,
    "coe.past_refusals": 0,
    "coe.criminal": False,
    "coe.deportation": False,
    "coe.relatives": ("r1",),
    "relative.relation@r1": "old_brother",
    "relative.name@r1": "GARCIA JUAN",
    "relative.birth_date@r1": date(1988, 1, 2),
    "relative.nationality@r1": "ESP",
    "relative.living_together@r1": False,
    "family.members": ("m1",),
    "member.comes_along@m1": True,
    "member.family_name@m1": "SMITH",
    "member.given_name@m1": "Tom",
    "member.nationality@m1": "USA",
    "member.relation@m1": "spouse",
    "position.monthly_pay": 400_000,
}


def given(who=None, **other):
    facts = {**FACTS, **{key.replace("__", "."): value for key, value in other.items()}}

    def read(name, item):
        return facts.get(f"{name}@{item}" if item else name)

    return answers(FORM, who or Applicant("professor"), read=read, institution=INSTITUTION)


@pytest.mark.parametrize(
    ("unknown", "in_file", "in_cells", "printed"),
    [
        ("day", "19900500", {"year": "1990", "month": "5"}, "1990年5月（日不詳）"),
        ("month", "19900000", {"year": "1990"}, "1990年（月日不詳）"),
        ("all", "99999999", {}, "年月日不詳"),
    ],
)
def test_unknown_part_of_a_birth_is_written_as_the_agency_wants_it(
    unknown, in_file, in_cells, printed
):
    found = given(researcher__birth_unknown=unknown)
    answer = next(one for one in found if one.name == "birth_date")
    cells = for_workbook(found, LISTS)

    assert for_bulk(found, LISTS, Online())["birth_date"] == in_file
    assert {
        part: cells[f"birth_date.{part}"]
        for part in ("year", "month", "day")
        if f"birth_date.{part}" in cells
    } == in_cells
    assert in_print(answer, LISTS, "ja") == printed


def test_every_value_of_the_workbook_and_of_the_bulk_file_has_an_item():
    named = {item.id for section in FORM.sections for item in section.items}
    tables = {
        f"{rows.id}.{n}.{column.id}"
        for section in FORM.sections
        for rows in section.rows
        for n in range(1, rows.online + 1)
        for column in rows.columns
    }
    online = {"user_email", "notify_email", "receipt", "intent_checked", "free", "port_other"}
    cells = {name.removesuffix(p) for name in form_maps(FOLDER)[0].sheets[0].cells.values()
             for p in (".year", ".month", ".day") if name.endswith(p)}  # fmt: skip
    whole = {n for n in form_maps(FOLDER)[0].sheets[0].cells.values()
             if not n.endswith((".year", ".month", ".day"))}  # fmt: skip

    assert set(bulk_map(FOLDER).columns.values()) - named - tables - online == set()
    assert (cells | whole) - named - tables - {"address", "stay"} == set()


def test_every_item_is_made_or_taken_from_something_known(app):
    from onboarding.cases.library import library

    made = {i.name for s in FORM.sections for i in s.items if i.kind == "made"}
    lists = {i.list for s in FORM.sections for i in s.items if i.list}

    assert made <= makers()
    assert lists <= LISTS.lists.keys()
    known = library().fields.keys()
    assert [name for name, _ in fields_named(FORM) if name not in known] == []


def test_workbook_has_parts_of_dates_and_ids_of_what_is_ringed():
    found = for_workbook(given(), LISTS)

    assert {name: found[name] for name in (
        "nationality", "birth_date.year", "birth_date.month", "birth_date.day", "name", "sex",
        "married", "purpose", "address", "phone", "port", "stay", "past_entries", "past_coe.times",
        "family", "family.1.relation", "family.1.birth_date", "family.1.living_together",
    )} == {
        "nationality": "スペイン",
        "birth_date.year": "1990",
        "birth_date.month": "5",
        "birth_date.day": "7",
        "name": "GARCIA LOPEZ MARIA",
        "sex": "female",
        "married": "yes",
        "purpose": "professor",
        "address": "東京都千代田区霞が関1-1-1",
        "phone": "0300000000",
        "port": "成田空港(NRT)",
        "stay": "1年",
        "past_entries": "no",
        "past_coe.times": "2",
        "family": "yes",
        "family.1.relation": "兄",
        "family.1.birth_date": "1988/1/2",
        "family.1.living_together": "no",
    }  # fmt: skip
    assert "past_entries.times" not in found


def test_bulk_file_has_the_same_answers_in_its_own_form():
    found = for_bulk(given(), LISTS, Online("office@example.ac.jp", "m@example.org"))

    assert {name: found[name] for name in (
        "nationality", "birth_date", "name", "sex", "home_town", "rest", "passport.expiry",
        "entry_date", "stay.years", "stay.months", "past_coe", "family.1.name", "user_email",
        "receipt",
    )} == {
        "nationality": "スペイン Spain",
        "birth_date": "19900507",
        "name": "GARCIA LOPEZ MARIA",
        "sex": "女 Female",
        "home_town": "スペイン　マドリード",
        "rest": "霞が関１－１－１",
        "passport.expiry": "20310101",
        "entry_date": "2027年4月1日",
        "stay.years": "1",
        "stay.months": "0",
        "past_coe": "有 Yes",
        "family.1.name": "ＧＡＲＣＩＡ　ＪＵＡＮ",
        "user_email": "office@example.ac.jp",
        "receipt": "メール Email",
    }  # fmt: skip


def test_family_member_applies_with_their_own_facts_and_sheets():
    found = given(Applicant("dependent", item="m1"))
    said = {answer.name: answer.value for answer in found}

    assert {answer.section.id for answer in found} == {"part1", "R", "supporter_R"}
    assert said["name"] == said["dependant"] == "SMITH TOM"
    assert said["nationality"] == "USA"
    assert said["supporter.name"] == "GARCIA LOPEZ MARIA"
    assert said["supporter.relation"] == "wife"
    assert said["supporter.annual_income"] == 4_800_000
    assert "birth_place" in {answer.item.id for answer in found if answer.missing}


@pytest.mark.parametrize(
    ("status", "place", "sections"),
    [
        ("professor", "university", ["part1", "I", "organisation_I"]),
        ("hsp_1_a", "university", ["part1", "I", "organisation_I"]),
        ("researcher", "institute", ["part1", "N", "organisation_N"]),
        ("cultural_activities", "university", ["part1", "J", "organisation_J"]),
        ("dependent", "university", ["part1", "R", "supporter_R"]),
    ],
)
def test_status_decides_the_sheets(status, place, sections):
    assert [s.id for s in FORM.sections_for(status, place=place)] == sections


def test_missing_answers_are_those_the_form_needs_now():
    missing = {
        a.name: a.key for a in given(coe__past_entries=True, coe__birth_place=None) if a.missing
    }

    assert {name: missing.get(name) for name in ("birth_place", "past_entries.times")} == {
        "birth_place": "coe.birth_place",
        "past_entries.times": "coe.past_entries_times",
    }
    assert "criminal.detail" not in missing
    assert "mobile" not in missing


def test_print_reads_in_both_languages():
    by_name = {answer.name: answer for answer in given()}

    assert in_print(by_name["nationality"], LISTS, "en") == "Spain"
    assert in_print(by_name["nationality"], LISTS, "ja") == "スペイン"
    assert in_print(by_name["birth_date"], LISTS, "ja") == date(1990, 5, 7)


@pytest.mark.parametrize(
    ("number", "digits"),
    [
        ("+81-3-0000-0000", "0300000000"),
        ("+81 (0)90-1234-5678", "09012345678"),
        ("０３－１２３４－５６７８", "0312345678"),
        ("", ""),
    ],
)
def test_telephone_becomes_digits_as_dialled_in_japan(number, digits):
    assert domestic(number) == digits


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "months"),
    [
        (date(2027, 4, 1), date(2028, 3, 31), 12),
        (date(2027, 4, 1), date(2027, 4, 1), 1),
        (date(2027, 4, 1), date(2027, 5, 1), 2),
        (date(2027, 1, 31), date(2027, 2, 27), 1),
        (date(2027, 4, 1), date(2029, 3, 31), 24),
    ],
)
def test_begun_months_of_a_stay_count(starts_on, ends_on, months):
    assert whole_months(starts_on, ends_on) == months


def test_one_name_stays_one_word():
    assert full_name("Sukarno", None) == "SUKARNO"


def test_papers_are_made_from_exactly_what_their_items_read(app):
    from onboarding.cases.library import library

    kinds = library().documents

    spellings = {"letters.agreed", "spelling.of", "spelling.was", "spelling.becomes"}
    of_the_card = {"arrival.card_number", "arrival.landed_on", "residence.granted_until"}
    own, family = kinds["coe_application"].reads, kinds["coe_application_dependent"].reads
    assert read_by(*STATUSES) | {"advice.place"} | spellings == own
    assert read_by("dependent", item="m1") | spellings == family | of_the_card


STATUSES = (
    *("professor", "hsp_1_a", "researcher", "engineer_humanities_international"),
    *("designated_research", "cultural_activities"),
)


def read_by(*statuses, item=""):
    """Return every fact that applications of these statuses read."""
    rows = {"coe.relatives", "member.relatives", "education.posts", "family.members"}
    seen = {"visa.residence_status"}

    def read(name, item):
        seen.add(name)
        return ("r1",) if name in rows else None

    for status in statuses:
        answers(FORM, Applicant(status, item=item), read=read, institution={})
    return seen


def test_print_has_every_item_with_both_texts_and_what_does_not_apply():
    from onboarding.visa.forms.printing import researcher_values
    from tests.documents.samples import facts_of

    found = researcher_values(facts_of("coe_application"), INSTITUTION)["application"]
    lines = {
        line["label"]["ja"]: line["value"]
        for sheet in found["sheets"]
        for block in sheet["blocks"]
        for line in block.get("lines", ())
    }

    assert found["name"] == "CHEN XIAOMING"
    assert {name: lines[name] for name in (
        "国籍・地域", "生年月日", "性別", "上陸予定港（その他）", "「教育」関係", "学校種別",
        "給与・報酬（税引き前の支払額・円）", "職務上の地位（役職名）",
    )} == {
        "国籍・地域": {"ja": "中国", "en": "People's Republic of China"},
        "生年月日": {"date": "1989-02-11"},
        "性別": {"ja": "男", "en": "Male"},
        "上陸予定港（その他）": "那覇空港",
        "「教育」関係": None,
        "学校種別": {"ja": "大学院（博士）", "en": "Doctor"},
        "給与・報酬（税引き前の支払額・円）": 420_000,
        "職務上の地位（役職名）": {"ja": "特任准教授", "en": "Project associate professor"},
    }  # fmt: skip
    tables = [b["table"] for s in found["sheets"] for b in s["blocks"] if "table" in b]
    assert [len(table["rows"]) for table in tables] == [2, 2]
    assert tables[0]["rows"][0][0] == {"ja": "妹", "en": "Young sister"}


def test_print_and_files_say_the_same_of_the_same_facts(make_case):
    from onboarding.cases import service
    from onboarding.cases.papers import written
    from onboarding.cases.queries import progress_of
    from onboarding.cases.recording import By
    from onboarding.visa.filing.applications import answers_of, applicants, rules_in_use
    from onboarding.visa.forms.printing import researcher_values
    from tests.conftest import NOON, TODAY
    from tests.visa.test_filing import ANSWERS

    case = make_case("employed", researcher__native_name="María García")
    more = {"coe.relatives": ("r1",), "relative.relation@r1": "wife", "relative.name@r1": "妻"}
    service.record_facts(case.id, {**ANSWERS, **more}, by=By(None, NOON))
    progress = progress_of(case, TODAY)
    planned = progress.plan.find("visa.application_print")
    rules = rules_in_use()

    given_to_files = answers_of(progress, applicants(progress)[0], rules)
    printed = researcher_values(written(case, progress, planned), rules.institution)

    shown = [
        line["value"]
        for sheet in printed["application"]["sheets"]
        for block in sheet["blocks"]
        for line in block.get("lines", ())
    ]
    in_files = {in_print(answer, rules.lists, "ja") for answer in given_to_files}
    texts = {one["ja"] if isinstance(one, dict) and "ja" in one else one for one in shown if one is not None and not (isinstance(one, dict) and "date" in one)}  # fmt: skip # noqa: E501
    assert texts - in_files == set()
    assert len(texts) > 25


def test_print_takes_the_spelling_somebody_agreed_to_and_no_other():
    from onboarding.visa.forms.printing import family_values
    from tests.documents.samples import facts_of

    facts = facts_of("coe_application_dependent")
    facts["case"]["item"] = "m1"
    facts["member"]["family_name"] = "CHÉN"

    agreed = family_values(facts, INSTITUTION)["application"]["name"]
    facts["case"]["item"] = "m2"
    of_another = family_values(facts, INSTITUTION)["application"]["name"]

    assert (agreed, of_another) == ("CHEN MEILING", "CHÉN MEILING")
