"""The machine-readable lines: what is read, and what is doubted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.engine.partdays import PartDay
from onboarding.visa.passport.mrz import Doubt, Passport, check_digit, read

TODAY = date(2026, 11, 24)
SPECIMEN = (
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
)
ONE_NAME = (
    "P<UTOSUKARNO<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nX1234567<7UTO9002281M3101012<<<<<<<<<<<<<<<6"
)
UNKNOWN_DAY = (
    "P<UTOMUELLER<WEISS<<JOSE<MARIA<<<<<<<<<<<<<<\nA0000001Z8UTO85<<<<1<2912316<<<<<<<<<<<<<<<6"
)
NO_DAY = ONE_NAME.replace("9002281M", "9002292M")


def doubts(text):
    return list(read(text, TODAY).doubts)


def changed(text, line, place, sign):
    lines = text.split("\n")
    lines[line] = lines[line][:place] + sign + lines[line][place + 1 :]
    return "\n".join(lines)


def test_specimen_is_read_whole():
    assert read(SPECIMEN, TODAY).passport == Passport(
        issuer="UTO",
        family_name="ERIKSSON",
        given_name="ANNA MARIA",
        number="L898902C3",
        nationality="UTO",
        birth=date(1974, 8, 12),
        sex="female",
        expires_on=date(2012, 4, 15),
        optional="ZE184226B",
        cut=False,
    )
    assert doubts(SPECIMEN) == []


@pytest.mark.parametrize(
    ("field", "digit"), [("520727", "3"), ("AB2134<<<", "5"), ("L898902C3", "6"), ("740812", "2")]
)
def test_check_digit_of_published_values(field, digit):
    assert check_digit(field) == digit


def test_one_name_stands_as_family_name_and_the_filler_may_be_a_check_digit():
    found = read(ONE_NAME, TODAY)

    assert (found.passport.family_name, found.passport.given_name) == ("SUKARNO", "")
    assert found.passport.single_name
    assert found.doubts == ()


def test_unknown_month_and_day_of_birth_stay_unknown():
    found = read(UNKNOWN_DAY, TODAY)

    assert found.passport.birth == PartDay(1985)
    assert found.passport.sex == "unspecified"
    assert found.doubts == ()


@pytest.mark.parametrize(
    ("written", "birth"),
    [("8503<<", PartDay(1985, 3)), ("85<<<<", PartDay(1985)), ("<<<<<<", PartDay(None))],
)
def test_each_part_of_a_birth_may_be_unknown(written, birth):
    line = UNKNOWN_DAY.split("\n")[1]
    whole = line[:13] + written + check_digit(written) + line[20:43]
    whole += check_digit(whole[0:10] + whole[13:20] + whole[21:43])
    found = read(f"{UNKNOWN_DAY.split(chr(10))[0]}\n{whole}", TODAY)

    assert (found.passport.birth, found.doubts) == (birth, ())


@pytest.mark.parametrize("written", ["85<<07", "8<0307", "<<0307"])
def test_other_gaps_in_a_birth_are_no_day(written):
    line = UNKNOWN_DAY.split("\n")[1]
    found = read(UNKNOWN_DAY.replace(line[13:19], written), TODAY)

    assert Doubt("no_such_day", "birth", (written,)) in found.doubts


def test_day_that_never_was_is_doubted_although_every_digit_fits():
    assert doubts(NO_DAY) == [Doubt("no_such_day", "birth", ("900229",))]


@pytest.mark.parametrize(
    ("place", "field"), [(0, "number"), (13, "birth"), (21, "expiry"), (30, "optional")]
)
def test_wrong_sign_is_found_in_its_own_field(place, field):
    wrong = doubts(changed(SPECIMEN, 1, place, "5"))

    assert [doubt.field for doubt in wrong if doubt.reason == "check_digit"] == [field, "composite"]


def test_letter_taken_for_a_digit_is_put_right_as_a_proposal():
    wrong = doubts(changed(SPECIMEN, 1, 5, "O"))

    assert wrong[0] == Doubt("check_digit", "number", ("6", "0"), perhaps="L898902C3")


def test_wrong_composite_alone_is_named():
    assert doubts(changed(SPECIMEN, 1, 43, "3")) == [
        Doubt("check_digit", "composite", ("3", "0")),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "two_lines"),
        (SPECIMEN.split("\n")[0], "two_lines"),
        (SPECIMEN[:-1], "length"),
        (SPECIMEN.replace("ERIKSSON", "ÉRIKSSON"), "strange_signs"),
        ("\n".join(reversed(SPECIMEN.split("\n"))), "wrong_order"),
        (SPECIMEN.replace("P<", "V<", 1), "no_passport"),
    ],
)
def test_lines_that_are_none_say_why(text, reason):
    found = read(text, TODAY)

    assert found.passport is None
    assert reason in [doubt.reason for doubt in found.doubts]


def test_lines_as_people_type_them_are_read_the_same():
    wide = SPECIMEN.translate({ord("<"): "＜"}).lower()
    spaced = "\n\n".join(" ".join(line) for line in SPECIMEN.split("\n"))
    joined = SPECIMEN.replace("\n", "")

    assert {read(text, TODAY) for text in (wide, spaced, joined)} == {read(SPECIMEN, TODAY)}


def test_name_that_fills_its_room_may_be_cut():
    long = "P<UTO" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ<<ABCDEFGHIJK"

    assert read(long + "\n" + SPECIMEN.split("\n")[1], TODAY).passport.cut


def test_issuers_own_codes_become_countries():
    german = SPECIMEN.replace("P<UTO", "P<D<<").replace("36UTO", "36D<<")

    assert read(german, TODAY).passport.nationality == "DEU"
    assert read(german, TODAY).passport.issuer == "DEU"


def test_birth_year_after_this_year_lies_in_the_last_century():
    found = read(changed(changed(SPECIMEN, 1, 13, "2"), 1, 14, "7"), TODAY)

    assert found.passport.birth == date(1927, 8, 12)


@given(st.integers(0, 43), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<"))
def test_any_one_changed_sign_of_the_second_line_is_noticed_or_harmless(place, sign):
    """A change by ten is what the weights cannot see; nationality and sex carry no digit."""
    other = changed(SPECIMEN, 1, place, sign)
    found = read(other, TODAY)
    blind = place in (10, 11, 12, 20)
    before, after = SPECIMEN.split("\n")[1][place], sign
    ten_apart = (_value(before) - _value(after)) % 10 == 0

    assert found.doubts or blind or ten_apart


def _value(sign):
    return 0 if sign == "<" else int(sign, 36)
