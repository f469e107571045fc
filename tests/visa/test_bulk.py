"""The file for bulk filing: the agency's rows kept, its rules enforced."""

import csv
from io import StringIO
from pathlib import Path

import pytest

from onboarding.config import assets
from onboarding.visa.forms.bulk import (
    NotExportable,
    OtherColumns,
    check,
    read_template,
    write,
)
from onboarding.visa.forms.maps import bulk_map
from onboarding.visa.forms.rules import Breach, InputRule, breaches, read_rule

FORM = bulk_map(assets() / "workflows")
OFFICIAL = Path(__file__).parents[3] / "shared" / "official"
official = pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the agency's files do not lie beside this"
)


def agency_file():
    return (OFFICIAL / "申請情報入力(在留資格認定証明書交付申請).csv").read_bytes()


@pytest.fixture
def own_file():
    """A file of the same columns with rules of our own wording, for where the agency's is not."""
    rules = {
        "nationality": "プルダウンから選択",
        "birth_date": "YYYYMMDD\n半角数字、8文字\n年月日不詳:99999999\n月日不詳\n日不詳",
        "name": "半角英字(大文字入力)、104文字以内",
        "home_town": "全角、80文字以内",
        "phone": "半角数字、12文字以内",
        "user_email": "半角英数字記号、60文字以内",
        "past_entries.times": "有 Yesを選択した場合に入力してください。\nプルダウンから選択",
        "port_other": "その他を選択した場合は内容について入力してください。\n40文字以内",
        "stay.years": "プルダウンから選択してください。\n年数を入力してください。",
    }
    target = StringIO(newline="")
    rows = csv.writer(target, lineterminator="\n")
    rows.writerow(FORM.columns)
    rows.writerow(rules.get(name, "40文字以内") for name in FORM.columns.values())
    rows.writerow("見本" for _ in FORM.columns)
    return ("\ufeff" + target.getvalue()).encode("utf-8")


PERSON = {
    "nationality": "スペイン Spain",
    "birth_date": "19900517",
    "name": "GARCIA LOPEZ MARIA",
    "home_town": "スペイン　マドリード",
    "phone": "0300000000",
}


def wrongs(file, **values):
    template = read_template(file, FORM)
    return [(w.row, w.name, w.breach) for w in check(template, FORM, [{**PERSON, **values}])]


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("プルダウンから選択してください。", InputRule(chosen=True)),
        ("40文字以内", InputRule(longest=40)),
        (
            "半角英字(大文字入力)、104文字以内、スペース区切り",
            InputRule("半角英字", capitals=True, longest=104),
        ),
        ("全角、85文字以内", InputRule(full_width=True, longest=85)),
        ("半角英数字(大文字入力)、12文字", InputRule("半角英数字", capitals=True, exactly=12)),
        ("半角英数字記号、60文字以内", InputRule("半角英数字記号", longest=60)),
        ("YYYYMMDDで入力\n半角数字、8文字", InputRule("半角数字", exactly=8, day=True)),
    ],
)
def test_rule_is_read_from_the_words_of_the_file(text, rule):
    assert read_rule(text) == rule


@pytest.mark.parametrize(
    ("rule", "value", "reasons"),
    [
        (InputRule("半角英字", capitals=True), "Garcia", ["not_capitals"]),
        (InputRule("半角英字", capitals=True), "GARCIA É", ["shape"]),
        (InputRule("半角数字", longest=3), "1234", ["too_long"]),
        (InputRule("半角数字", exactly=7), "123", ["not_exactly"]),
        (InputRule(full_width=True), "スペイン Madrid", ["not_full_width"]),
        (InputRule(day=True), "20270229", ["no_such_day"]),
        (InputRule(day=True), "20270500", ["no_such_day"]),
        (InputRule(day=True, unknown_day=True), "20270500", []),
        (InputRule(day=True, unknown_day=True), "20270000", []),
        (InputRule(day=True, unknown_day=True), "99999999", []),
        (InputRule(day=True, unknown_day=True), "20271300", ["no_such_day"]),
        (InputRule(chosen=True, longest=1), "anything", []),
    ],
)
def test_value_breaks_the_rules_it_breaks(rule, value, reasons):
    assert [breach.reason for breach in breaches(rule, value)] == reasons


def test_breach_names_the_signs_that_are_wrong():
    rule = InputRule("半角英字", capitals=True)

    assert list(breaches(rule, "GARCÍA-1")) == [Breach("shape", ("半角英字", "Í-1"))]


def test_each_wrong_value_is_named_with_person_and_column(own_file):
    assert wrongs(own_file) == []
    assert wrongs(own_file, name="García", birth_date="19900230", nationality="Spain") == [
        (1, "nationality", Breach("not_in_list")),
        (1, "birth_date", Breach("no_such_day", ("19900230",))),
        (1, "name", Breach("shape", ("半角英字", "í"))),
        (1, "name", Breach("not_capitals")),
    ]


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"past_entries": "有 Yes"}, [("past_entries.times", "missing")]),
        ({"past_entries": "有 Yes", "past_entries.times": "2"}, []),
        ({"past_entries": "無 No", "past_entries.times": "2"}, [("past_entries.times", "only_if")]),
        ({"port": "その他 Others"}, [("port_other", "missing")]),
        ({"port": "その他 Others", "port_other": "那覇空港"}, []),
        (
            {"port": "成田空港(NRT) Narita International Airport", "port_other": "那覇空港"},
            [("port_other", "only_if")],
        ),
        ({"stay.years": "6"}, [("stay.years", "not_in_list")]),
        ({"stay.years": "5"}, []),
    ],
)
def test_value_is_judged_by_what_others_say(own_file, values, wrong):
    assert [(name, breach.reason) for _row, name, breach in wrongs(own_file, **values)] == wrong


@official
def test_every_rule_of_the_agency_file_is_enforced():
    file = agency_file()
    yes, no = "有 Yes", "無 No"
    broken = {
        "nationality": ("Spain", ["not_in_list"]),
        "birth_date": ("1990/5/7", ["shape", "no_such_day"]),
        "name": ("García Maria", ["shape", "not_capitals"]),
        "sex": ("女", ["not_in_list"]),
        "birth_place": ("x" * 41, ["too_long"]),
        "married": ("Yes", ["not_in_list"]),
        "occupation": ("x" * 41, ["too_long"]),
        "home_town": ("スペイン Madrid", ["not_full_width"]),
        "postal": ("100-000", ["shape"]),
        "prefecture": ("東京", ["not_in_list"]),
        "rest": ("霞が関1-1", ["not_full_width"]),
        "phone": ("03-0000-0000", ["shape"]),
        "mobile": ("0901234567890", ["too_long"]),
        "user_email": ("職員@example.ac.jp", ["shape"]),
        "passport.number": ("ABC1234567890", ["too_long"]),
        "passport.expiry": ("20310231", ["no_such_day"]),
        "purpose": ("Professor", ["not_in_list"]),
        "entry_date": ("x" * 41, ["too_long"]),
        "port": ("NRT", ["not_in_list"]),
        "port_other": ("x", ["only_if"]),
        "stay.years": ("6", ["not_in_list"]),
        "stay.months": ("12", ["not_in_list"]),
        "accompanied": ("はい", ["not_in_list"]),
        "visa_place": ("x" * 41, ["too_long"]),
        "past_entries": ("はい", ["not_in_list"]),
        "past_coe": ("はい", ["not_in_list"]),
        "criminal": ("はい", ["not_in_list"]),
        "deportation": ("はい", ["not_in_list"]),
        "family": ("はい", ["not_in_list"]),
        "family.1.relation": ("兄", ["not_in_list"]),
        "family.1.name": ("GARCIA", ["not_full_width"]),
        "family.1.birth_date": ("19900230", ["no_such_day"]),
        "family.1.nationality": ("Spain", ["not_in_list"]),
        "family.1.living_together": ("はい", ["not_in_list"]),
        "family.1.workplace": ("ABC", ["not_full_width"]),
        "family.1.card_no": ("ab12345678cd", ["not_capitals"]),
        "receipt": ("Email", ["not_in_list"]),
        "notify_email": ("x" * 61, ["too_long"]),
        "free": ("x" * 301, ["too_long"]),
    }
    asked = {
        **dict.fromkeys(("past_entries.times", "past_entries.from", "past_entries.to"), ""),
        **dict.fromkeys(("past_coe.times", "past_coe.refused", "criminal.detail"), ""),
        **dict.fromkeys(("deportation.times", "deportation.latest"), ""),
    }
    answered = dict.fromkeys(("past_entries", "past_coe", "criminal", "deportation"), yes)
    declined = {**dict.fromkeys(answered, no), **dict.fromkeys(asked, "1")}

    found = {
        name: [breach.reason for _row, of, breach in wrongs(file, **{name: value}) if of == name]
        for name, (value, _reasons) in broken.items()
    }

    assert found == {name: reasons for name, (_value, reasons) in broken.items()}
    assert {
        name for _row, name, breach in wrongs(file, **answered) if breach.reason == "missing"
    } == asked.keys()
    assert {
        name for _row, name, breach in wrongs(file, **declined) if breach.reason == "only_if"
    } == asked.keys()
    assert ("phone", "no_telephone") in [(n, b.reason) for _r, n, b in wrongs(file, phone="")]


def test_nothing_is_written_over_an_error(own_file):
    template = read_template(own_file, FORM)

    with pytest.raises(NotExportable) as refused:
        write(template, FORM, [PERSON, {**PERSON, "phone": "03-0000"}])

    assert [(w.row, w.name) for w in refused.value.wrong] == [(2, "phone")]


def test_header_rows_are_kept_and_the_sample_is_left_out(own_file):
    written = write(read_template(own_file, FORM), FORM, [PERSON])
    head = own_file.split("見本".encode())[0]
    rows = list(csv.reader(StringIO(written.decode("utf-8-sig"), newline="")))

    assert written.startswith(head)
    assert len(rows) == 3
    assert dict(zip(FORM.columns.values(), rows[2], strict=True))["name"] == "GARCIA LOPEZ MARIA"


def test_file_of_other_columns_is_refused_with_their_names(own_file):
    other = own_file.replace("身分事項_職業".encode(), "身分事項_職種".encode())

    with pytest.raises(OtherColumns) as refused:
        read_template(other, FORM)

    assert refused.value.missing == ("身分事項_職業",)
    assert refused.value.unknown == ("身分事項_職種",)


def test_file_whose_second_row_lacks_rules_is_refused(own_file):
    head = own_file.decode().splitlines()[0]

    with pytest.raises(OtherColumns) as refused:
        read_template(f"{head}\nrule,rule\n".encode(), FORM)

    assert (refused.value.missing, refused.value.unknown) == ((), ())


@pytest.mark.parametrize("file", [b"", b"\xff\xfe", "漢字".encode("cp932")])
def test_what_is_no_such_file_is_refused(file):
    with pytest.raises(OtherColumns):
        read_template(file, FORM)


@official
def test_agency_file_has_84_columns_and_every_rule_is_understood():
    template = read_template(agency_file(), FORM)
    by_name = {FORM.columns[column]: rule for column, rule in template.rules.items()}

    assert len(template.columns) == 84
    assert by_name["name"] == InputRule("半角英字", capitals=True, longest=104)
    assert by_name["birth_date"] == InputRule("半角数字", exactly=8, day=True, unknown_day=True)
    assert by_name["rest"] == InputRule(full_width=True, longest=85)
    assert by_name["family.6.card_no"] == InputRule("半角英数字", capitals=True, exactly=12)
    assert {name for name, rule in by_name.items() if rule.chosen} >= FORM.lists.keys()


@official
def test_agency_rows_are_kept_to_the_byte():
    file = agency_file()
    written = write(read_template(file, FORM), FORM, [PERSON, PERSON])
    head, comma, _sample = file.decode("utf-8").rpartition(",20000101,HOUMU TARO,")

    assert comma
    assert written.decode("utf-8").startswith(head)
    assert written.startswith(b"\xef\xbb\xbf")
    assert [len(row) for row in csv.reader(StringIO(written.decode("utf-8-sig"), newline=""))] == [
        84
    ] * 4
