"""Conditions, dates and reminders of definitions as both languages say them."""

import pytest

from onboarding.cases.library import library
from onboarding.cases.saying import Sayer
from onboarding.cases.saying_dates import date_rule, reminders
from onboarding.engine.definition import Phrase
from onboarding.engine.due import parse_due
from onboarding.engine.errors import Place
from onboarding.web.speaking import speaking

CONDITIONS = [
    (
        'stay.days > 90 and researcher.nationality != "JPN"',
        "“Length of the stay in days” is more than 90 and “Nationality / region” is not Japan",
        "「受入日数」が90を超える、かつ「国籍・地域」が日本以外である",
    ),
    (
        'not (position.relation == "employee" or housing.wanted)',
        "it is not so that (“Who pays” is “Employed and paid by the host” or "
        "“University housing wanted” is “Yes”)",
        "（「経費の負担」が「本学が雇用」である、または「大学宿舎の希望」が「はい」である）に当てはまらない",
    ),
    (
        'programme.id in ("aspire", "nexus") and not housing.wanted',
        "the programme is one of these: ASPIRE or NEXUS and “University housing wanted” is “No”",
        "プログラムがASPIREまたはNEXUSのいずれかである、かつ「大学宿舎の希望」が「いいえ」である",
    ),
    (
        '"j_rise" in programme.tags',
        "the programme belongs to J-RISE",
        "プログラムがJ-RISEに属する",
    ),
    (
        'visa.coe_result == "refused"',
        "the result of “Result of the COE application” is “Refused”",
        "「在留資格認定証明書の結果」の結果が「不交付」である",
    ),
    (
        "done(visa.passport) and not done(visa.status)",
        "“Your passport” is finished and “Choose the status of residence” is not finished",
        "「旅券」が完了している、かつ「在留資格の選定」が完了していない",
    ),
    (
        'visa.passport.done_on <= "2027-04-01"',
        "the end of “Your passport” is on or before Thu 1 Apr 2027",
        "「旅券」の完了が2027年4月1日(木)以前である",
    ),
    (
        "count(family.members, member.comes_along and member.age < 6) > 0",
        "there is an entry in “Family” where (“Comes to Japan” is “Yes” and "
        "“Age at the start of the stay” is less than 6)",
        "「家族」のうち、（「来日の予定」が「はい」である、かつ「受入開始時の年齢」が6未満である）ものがある",
    ),
    ("count(family.members) == 0", "there is no entry in “Family”", "「家族」の記載がない"),
    (
        "count(stay.visits) >= 2",
        "the number of entries in “Visits under this award” is 2 or more",
        "「この採択による滞在」の件数が2以上である",
    ),
    (
        "total(stay.visits, visit.days) <= 366",
        "the sum of “Days” over “Visits under this award” is 366 or less",
        "「この採択による滞在」の「日数」の合計が366以下である",
    ),
    (
        "stay.ends_on - stay.starts_on > 30",
        "the days from “First day of the stay” to “Last day of the stay” is more than 30",
        "「受入開始日」から「受入終了日」までの日数が30を超える",
    ),
    (
        "stay.ends_on > stay.starts_on + months(1)",
        "“Last day of the stay” is after 1 month after “First day of the stay”",
        "「受入終了日」が「受入開始日」から1か月後より後である",
    ),
    (
        "age(researcher.birth_date, stay.starts_on) >= 20",
        "the age on “First day of the stay” (from “Date of birth”) is 20 or more",
        "「受入開始日」時点の満年齢（「生年月日」から計算）が20以上である",
    ),
    (
        "known(passport.number) and not known(housing.wanted)",
        "“Passport number” is known and “University housing wanted” is not known",
        "「旅券番号」が分かっている、かつ「大学宿舎の希望」が分かっていない",
    ),
    (
        "at_least(2, stay.days > 90, housing.wanted, case.stopped)",
        "at least 2 of these hold: “Length of the stay in days” is more than 90, "
        "“University housing wanted” is “Yes”, and the case was called off",
        "次のうち2件以上に当てはまる：「受入日数」が90を超える、「大学宿舎の希望」が「はい」である、"
        "案件が中止された",
    ),
    ("case.stopped", "the case was called off", "案件が中止された"),
    (
        "stay.days > parameter.coe_lead",
        "“Length of the stay in days” is more than 90 (coe_lead)",
        "「受入日数」が90（coe_lead）を超える",
    ),
]
DATES = [
    (
        "parameter.coe_lead days before stay.starts_on",
        "90 days (coe_lead) before “First day of the stay”",
        "「受入開始日」の90日（coe_lead）前",
    ),
    ("2 months after visa.coe_filed_on", "2 months after “Filed on”", "「申請日」から2か月後"),
    ("1 week after opening", "1 week after the step opens", "手続の開始から1週間後"),
    (
        "5 working days after visa.passport",
        "5 working days after the end of “Your passport”",
        "「旅券」の完了から5営業日後",
    ),
    (
        "on stay.starts_on",
        "on the day of “First day of the stay”",
        "「受入開始日」当日",
    ),
    ("on opening", "on the day the step opens", "手続の開始日"),
    (
        "7 days after visit.starts_on",
        "7 days after “From” (Visits under this award)",
        "「滞在開始日」（この採択による滞在）から7日後",
    ),
]


@pytest.fixture
def visa(whole_app):
    with whole_app.app_context():
        yield Sayer(library(), library().newest("visa"))


def in_both(say):
    """Return what is said in English and in Japanese."""
    found = []
    for language in ("en", "ja"):
        with speaking(language):
            found.append(say())
    return tuple(found)


@pytest.mark.parametrize(("text", "english", "japanese"), CONDITIONS)
def test_condition_is_said_in_both_languages(visa, text, english, japanese):
    phrase = Phrase(text, Place("visa/v1.yaml", 1, 1))

    assert in_both(lambda: visa.condition(phrase)) == (english, japanese)


@pytest.mark.parametrize(("text", "english", "japanese"), DATES)
def test_date_is_said_in_both_languages(visa, text, english, japanese):
    assert in_both(lambda: date_rule(visa, parse_due(text))) == (english, japanese)


def test_condition_with_a_fault_is_said_as_it_is_written(visa):
    phrase = Phrase("stay.days >\n  90 and", Place("visa/v1.yaml", 1, 1))

    assert in_both(lambda: visa.condition(phrase)) == ("stay.days > 90 and",) * 2


def test_reminders_say_when_and_who(visa):
    passport = library().newest("visa").steps[0]

    assert in_both(lambda: reminders(visa, passport)) == (
        [
            "14 days before the due date",
            "3 days before the due date",
            "2 days after the due date, to: International office",
        ],
        ["期限の14日前", "期限の3日前", "期限の2日後（国際課へ）"],
    )


def test_every_condition_of_the_shipped_workflows_is_said(whole_app):
    with whole_app.app_context(), speaking("en"):
        said = []
        for workflow in library().current():
            sayer = Sayer(library(), workflow)
            said += [sayer.condition(s.when, s) for s in workflow.steps if s.when]
            said += [sayer.condition(workflow.applies)] if workflow.applies else []

    assert len(said) > 40
    assert [one for one in said if "==" in one or "." in one.replace("e.g.", "")] == []
