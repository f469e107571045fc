"""Letters in official forms: shown, agreed to, recorded, and void when the name changes."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from onboarding.cases import service
from onboarding.cases.queries import progress_of
from onboarding.cases.recording import By
from onboarding.cases.values import Unreadable, read
from onboarding.engine.definition import Field, Text
from onboarding.engine.errors import Place
from onboarding.engine.signs import composed
from onboarding.visa.filing.applications import look_over
from onboarding.visa.forms.answers import Applicant, answers
from onboarding.visa.forms.bulk import read_template, write
from onboarding.visa.forms.preflight import Flight, errors, preflight
from onboarding.visa.forms.workbook import fill
from onboarding.visa.forms.writing import Online, for_bulk, for_workbook
from onboarding.visa.letters.consents import Consent, as_agreed, consents_in, recorded
from onboarding.visa.letters.spellings import spellings
from onboarding.visa.passport.letters import in_full_width, in_half_width, in_passport_letters
from tests.conftest import NOON, TODAY
from tests.visa.test_answers import FACTS, FORM, INSTITUTION, LISTS
from tests.visa.test_bulk import FORM as BULK
from tests.visa.test_bulk import own_file  # noqa: F401 - a fixture
from tests.visa.test_filing import ANSWERS, desk, findings, office  # noqa: F401 - fixtures
from tests.visa.test_workbook import FORM as SHEETS
from tests.visa.test_workbook import cells, own_workbook

LINES = "P<ESPGARCIA<<ZOEE".ljust(44, "<") + "\nX1234567<7ESP9002281M3101012<<<<<<<<<<<<<<<6"


@pytest.fixture
def case(make_case):
    found = make_case("employed")
    facts = {**ANSWERS, "researcher.family_name": "GARCÍA", "researcher.given_name": "Zoë"}
    service.record_facts(found.id, facts, by=By(None, NOON))
    return found


def agree(client, case, key, **typed):
    data = {"key": key, "was": progress_of(case, TODAY).facts[key], **typed}
    return client.post(f"/cases/{case.id}/letters", data=data)


def facts_of(case):
    return progress_of(case, TODAY).facts


def test_page_shows_original_and_spelling_side_by_side(desk, case):  # noqa: F811
    page = desk.get(f"/cases/{case.id}/letters").text

    assert "GARC<mark>Í</mark>A" in page
    assert 'value="GARCIA" checked' in page
    assert "Í → I" in page


def test_passports_own_spelling_comes_first(case):
    service.record_facts(case.id, {"passport.lines": LINES}, by=By(None, NOON))

    found = {one.key: one for one in spellings(progress_of(case, TODAY))}

    assert found["researcher.given_name"].ways == ("ZOEE", "ZOE")
    assert found["researcher.given_name"].from_lines


def test_office_records_what_the_person_agreed_to_and_the_name_passes(desk, case):  # noqa: F811
    assert findings(case) == [[("letters_without_consent", "name")]]

    for key, way in (("researcher.family_name", "GARCIA"), ("researcher.given_name", "ZOE")):
        answer = agree(desk, case, key, way=way, agree="yes", told="mail of 3 December")
        assert answer.status_code == 303

    assert findings(case) == [[]]
    assert facts_of(case)["researcher.family_name"] == "GARCÍA"
    assert consents_in(facts_of(case))["researcher.family_name"] == Consent(
        of="researcher.family_name",
        was="GARCÍA",
        becomes="GARCIA",
        agreed_by="office",
        told="mail of 3 December",
        agreed_on=TODAY,
    )
    assert "mail of 3 December" in desk.get(f"/cases/{case.id}/letters").text


def test_person_agrees_for_themself(client, sign_in, case, time_machine_at):
    time_machine_at(NOON)
    sign_in(client, case.researcher)

    agree(client, case, "researcher.family_name", way="GARCIA", agree="yes")

    assert consents_in(facts_of(case))["researcher.family_name"].agreed_by == "person"


def test_changed_name_makes_the_consent_void(desk, case):  # noqa: F811
    agree(desk, case, "researcher.family_name", way="GARCIA", agree="yes", told="mail")
    agree(desk, case, "researcher.given_name", way="ZOE", agree="yes", told="mail")
    service.record_facts(case.id, {"researcher.family_name": "GARCÍÁ"}, by=By(None, NOON))

    assert "researcher.family_name" not in consents_in(facts_of(case))
    assert findings(case) == [[("letters_without_consent", "name")]]


def test_second_agreement_takes_the_place_of_the_first(desk, case):  # noqa: F811
    agree(desk, case, "researcher.given_name", way="ZOE", agree="yes", told="mail")
    agree(desk, case, "researcher.given_name", way="own", own="zoee", agree="yes", told="call")

    assert facts_of(case)["letters.agreed"] == ("s1",)
    assert consents_in(facts_of(case))["researcher.given_name"].becomes == "ZOEE"


@pytest.mark.parametrize(
    ("typed", "say"),
    [
        ({"way": "ZOE", "told": "mail"}, "Nothing is changed unless somebody agrees."),
        ({"way": "ZOE", "agree": "yes"}, "Write how and when the person told you."),
        ({"way": "ZOEX", "agree": "yes", "told": "mail"}, "Choose a spelling."),
        ({"agree": "yes", "told": "mail"}, "Choose a spelling."),
        ({"way": "own", "own": "Zoë", "agree": "yes", "told": "mail"}, "Only signs that official"),
        ({"way": "own", "own": "", "agree": "yes", "told": "mail"}, "Only signs that official"),
    ],
)
def test_answer_that_is_not_whole_changes_nothing(desk, case, typed, say):  # noqa: F811
    answer = agree(desk, case, "researcher.given_name", **typed)

    assert answer.status_code == 422
    assert say in answer.text
    assert consents_in(facts_of(case)) == {}


def test_agreement_to_another_text_than_there_is_now_is_refused(desk, case):  # noqa: F811
    data = {"key": "researcher.given_name", "was": "Zoé", "way": "ZOE"}

    answer = desk.post(f"/cases/{case.id}/letters", data={**data, "agree": "yes", "told": "mail"})

    assert answer.status_code == 409
    assert consents_in(facts_of(case)) == {}


def test_kanji_few_systems_have_is_written_otherwise_after_consent_alone(desk, case):  # noqa: F811
    facts = {"researcher.family_name": "GARCIA", "researcher.given_name": "ZOE"}
    facts |= {"coe.relatives": ("r1",), "relative.relation@r1": "wife"}
    facts |= {"relative.name@r1": "髙橋 恵", "relative.nationality@r1": "ESP"}
    service.record_facts(case.id, facts, by=By(None, NOON))

    assert _relative(case) == "髙橋 恵"
    agree(desk, case, "relative.name@r1", way="高橋 恵", agree="yes", told="mail")

    assert _relative(case) == "高橋 恵"
    assert facts_of(case)["relative.name@r1"] == "髙橋 恵"


def _relative(case):
    looked = look_over(case, progress_of(case, TODAY))[0]
    return looked.flight.value("family.1.name")


def test_error_of_preflight_leads_to_the_page(desk, case):  # noqa: F811
    page = desk.get(f"/cases/{case.id}/application").text

    assert f'href="/cases/{case.id}/letters"' in page


@pytest.mark.parametrize("role", ["department", "hr", "head"])
def test_other_roles_do_not_agree(client, sign_in, make_person, case, role):
    sign_in(client, make_person(f"{role}@example.org", (role,)))

    assert client.get(f"/cases/{case.id}/letters").status_code == 403


# Through every output: names of any script, as people type them.

AT = Place("fields/person.yaml", 1, 1)
NAME = Field("researcher.family_name", Text("n", "n"), "name", AT, limits={"length": 60})
TYPED = st.text(
    st.characters(categories=("L", "M"))
    | st.sampled_from(" -'’éßıſŁøﬁªＡａ髙﨑𠮷邉\ufa19\U0002f81aễКАق김ｶﾞ"),
    min_size=1,
    max_size=24,
)
WORKBOOK = own_workbook()


def accepted(text):
    """Return a passport name as the service keeps it; None where its reader refuses it."""
    return kept_as(NAME, text) or None


def flown(facts):
    read_fact = as_agreed(facts, lambda name, item: facts.get(f"{name}@{item}" if item else name))
    found = answers(FORM, Applicant("professor"), read=read_fact, institution=INSTITUTION)
    return Flight(Applicant("professor"), found, date(2028, 3, 31), TODAY)


def letter_errors(flight):
    found = errors(preflight(flight, LISTS))
    return [one for one in found if one.reason.startswith("letters_")]


def out_of_workbook_and_file(flight, template):
    """Return the name as another program reads it out of the workbook, and out of the file."""
    book = cells(fill(WORKBOOK, SHEETS, for_workbook(flight.answers, LISTS)))
    values = {"name": for_bulk(flight.answers, LISTS, Online())["name"]}
    row = write(template, BULK, [values]).decode("utf-8").splitlines()[-1].split(",")
    return book["G20"], row[template.columns.index(_column("name"))]


def _column(name):
    return next(column for column, known in BULK.columns.items() if known == name)


def letters_in(text):
    """Return the letters of a text in half-width capitals; width, case and blanks apart."""
    return re.sub(r"[^\w]|_", "", in_passport_letters(text).kept)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(family=TYPED, given_name=TYPED)
def test_no_letter_is_lost_on_the_way_to_the_agency_without_consent(
    own_file,  # noqa: F811
    family,
    given_name,
):
    """Either nothing leaves, or each letter of the name as typed stands in both outputs."""
    names = accepted(family), accepted(given_name)
    if None in names:
        return
    pair = dict(zip(("researcher.family_name", "researcher.given_name"), names, strict=True))
    flight = flown({**FACTS, **pair})
    beyond = [sign for name in names for sign in name if _is_beyond(sign)]

    assert bool(letter_errors(flight)) == bool(beyond)
    if not beyond and letters_in(" ".join(names)):
        outputs = out_of_workbook_and_file(flight, read_template(own_file, BULK))
        assert {letters_in(one) for one in outputs} == {letters_in("".join(names))}


def _is_beyond(sign):
    """Whether a sign of a name is none a form takes, whatever its width and case."""
    narrow = chr(ord(sign) - 0xFEE0) if "！" <= sign <= "～" else sign
    return not re.fullmatch(r"[A-Za-z \-'’]", narrow)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(family=TYPED)
def test_with_consent_the_agreed_spelling_leaves_and_the_original_stays(
    own_file,  # noqa: F811
    family,
):
    name = accepted(family)
    if name is None or not in_passport_letters(name).asks:
        return
    facts = {**FACTS, "researcher.family_name": name, "researcher.given_name": "MARIA"}
    consent = Consent("researcher.family_name", name, "AGREED", "person", "", TODAY)

    agreed = {**facts, **recorded(facts, consent)}
    flight = flown(agreed)

    assert letter_errors(flown(facts)) != []
    assert letter_errors(flight) == []
    outputs = out_of_workbook_and_file(flight, read_template(own_file, BULK))
    assert outputs == ("AGREED MARIA", "AGREED MARIA")
    assert (agreed["researcher.family_name"], consents_in(agreed)[consent.of]) == (name, consent)
    assert letter_errors(flown({**agreed, "researcher.family_name": name + "É"})) != []


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Co")), max_size=30))
def test_no_sign_is_exchanged_at_the_door(text):
    """What is kept has the signs that were typed: composed, and none for another kanji."""
    field = Field("coe.home_town", Text("n", "n"), "text", AT, limits={"length": 200})
    try:
        kept = read(field, text, TODAY)
    except Unreadable:
        return
    turns = re.compile("[\u202a-\u202e\u2066-\u2069]")

    assert kept == composed(turns.sub("", text)).strip()
    assert [c for c in kept if _is_kanji(c)] == [c for c in text if _is_kanji(c)]


def _is_kanji(sign):
    return "一" <= sign <= "鿿" or "\uf900" <= sign <= "\ufaff" or sign >= "\U00020000"


# Every name a person may have is a fact of its own, with the type its dictionary gives it.
NAMES = [
    Field(f"researcher.{leaf}", Text("n", "n"), kind, AT, limits={"length": longest})
    for leaf, kind, longest in (
        ("family_name", "name", 60),
        ("native_name", "text", 80),
        ("kanji_name", "kanji", 40),
        ("katakana_name", "kana", 80),
        ("display_name", "text", 60),
    )
]
_HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}


def in_one_form(text):
    """Return the signs of a text: width, blanks and which kana apart."""
    wide = (sign if _is_kanji(sign) else unicodedata.normalize("NFKC", sign) for sign in text)
    one = unicodedata.normalize("NFC", "".join(wide))
    return "".join(one.translate(_HIRAGANA).split())


def kept_as(field, text):
    """Return a name as the service keeps it; None where its reader refuses it."""
    try:
        return read(field, text, TODAY)
    except Unreadable:
        return None


KANJI = st.text("王小明髙﨑々ヶ劉\u3000 ", min_size=1, max_size=9)


@given(field=st.sampled_from(NAMES), text=TYPED | KANJI)
def test_each_kind_of_name_is_kept_sign_by_sign_or_refused(field, text):
    kept = kept_as(field, text)

    if kept is not None:
        assert in_one_form(kept) == in_one_form(text)
        assert [c for c in kept if _is_kanji(c)] == [c for c in text if _is_kanji(c)]
        assert len(kept) <= field.limits["length"]


@pytest.mark.parametrize("text", ["Wang", "キム", "김", "王1", "王明" * 21])
def test_name_in_kanji_has_kanji_only_and_says_so(text):
    with pytest.raises(Unreadable):
        read(NAMES[2], text, TODAY)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kanji=st.text("王小明髙﨑𠮷劉金", min_size=1, max_size=8))
def test_kanji_reach_the_form_as_they_are_and_rare_ones_are_named(kanji):
    facts = {**FACTS, "researcher.kanji_name": kanji, "researcher.native_name": "刘"}
    flight = flown(facts)
    found = [one for one in preflight(flight, LISTS) if one.answer.name == "name.kanji"]

    assert for_workbook(flight.answers, LISTS)["name"] == f"GARCIA LOPEZ MARIA\u3000{kanji}"
    assert bool(found) == bool(set(kanji) & set("髙﨑𠮷"))
    assert {one.key for one in found} <= {"researcher.kanji_name"}


@given(st.text(max_size=30))
def test_width_changes_nothing_but_the_width(text):
    for found in (in_full_width(text), in_half_width(text), in_half_width(in_full_width(text))):
        assert in_one_form(found) == in_one_form(composed(text))
