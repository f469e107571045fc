"""Names as forms take them: nothing is lost that nobody consented to."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboarding.visa.passport.letters import (
    Change,
    Proposal,
    in_common_kanji,
    in_full_width,
    in_half_width,
    in_passport_letters,
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("garcia", "GARCIA"),
        ("ＧＡＲＣＩＡ　ｍａｒｉａ", "GARCIA MARIA"),
        ("O'Connor", "OCONNOR"),
        ("Smith-Jones", "SMITH JONES"),
        ("  anna   maria ", "ANNA MARIA"),
    ],
)
def test_matters_of_form_change_at_once(name, text):
    assert in_passport_letters(name) == Proposal(
        unicodedata.normalize("NFC", name), text, text, (), ()
    )


@pytest.mark.parametrize(
    ("name", "text", "changes"),
    [
        ("José", "JOSE", (Change(3, "é", "E"),)),
        ("Müller", "MUELLER", (Change(1, "ü", "UE", ("U",)),)),
        ("Łukasz", "LUKASZ", (Change(0, "Ł", "L"),)),
        ("Weiß", "WEISS", (Change(3, "ß", "SS"),)),
        ("Nguyễn", "NGUYEN", (Change(4, "ễ", "E"),)),
        ("Yıldız", "YILDIZ", (Change(1, "ı", "I"), Change(4, "ı", "I"))),
        ("Jose\u0301", "JOSE", (Change(3, "é", "E"),)),
    ],
)
def test_other_letters_are_proposed_with_their_place(name, text, changes):
    found = in_passport_letters(name)

    assert (found.text, found.changes, found.left) == (text, changes, ())
    assert found.asks


def test_another_script_is_left_for_a_person():
    found = in_passport_letters("Анна A")

    assert found.text == "A"
    assert [change.was for change in found.left] == list("Анна")
    assert found.asks


def test_kanji_that_systems_lack_are_proposed_and_unknown_ones_left():
    assert in_common_kanji("髙橋 𠮷郎").text == "高橋 吉郎"
    assert in_common_kanji("髙橋").kept == "髙橋"
    assert in_common_kanji("西村").asks is False
    assert in_common_kanji("𩸽").left == (Change(0, "𩸽", ""),)


def test_full_and_half_width_are_each_other():
    assert in_full_width("Ono 3-1") == "Ｏｎｏ　３－１"
    assert in_half_width("Ｏｎｏ　３－１") == "Ono 3-1"
    assert in_full_width("ｶﾞ") == "ガ"


@given(st.text(max_size=30))
def test_nothing_is_lost_without_a_change_on_record(name):
    """Each letter is there still, in its form, or stands in a change or among those left."""
    found = in_passport_letters(name)
    named = {change.place for change in (*found.changes, *found.left)}
    stays = "".join(
        unicodedata.normalize("NFKC", sign).upper()
        for place, sign in enumerate(found.original)
        if place not in named
    )
    letters = [sign for sign in stays if sign.isalpha()]

    assert "".join(letters) == "".join(sign for sign in stays if "A" <= sign <= "Z"), (
        "a letter vanished"
    )
    assert all(found.original[change.place] == change.was for change in found.changes)
    assert set(found.text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ ")


@given(st.text(max_size=30))
def test_a_name_in_passport_letters_stays_as_it_is(name):
    once = in_passport_letters(name).text

    assert in_passport_letters(once) == Proposal(once, once, once, (), ())


@given(st.text(max_size=30))
def test_common_kanji_keep_every_sign_or_name_it(name):
    found = in_common_kanji(name)
    named = {change.place for change in (*found.changes, *found.left)}

    assert [s for p, s in enumerate(found.original) if p not in named] == [
        s for p, s in enumerate(found.kept) if p not in named
    ]
