"""Signs are composed, and none is exchanged for another."""

import pytest

from onboarding.engine.signs import composed, is_kanji, may_stand_in_kanji


def test_letters_with_marks_become_one_sign():
    assert composed("Jose\u0301") == "José"


def test_kanji_of_older_tables_stay_themselves():
    assert composed("\ufa19崎 e\u0301") == "\ufa19崎 é"
    assert composed("\U0002f81a") == "\U0002f81a"


@pytest.mark.parametrize("sign", ["王", "髙", "\ufa11", "𠮷"])
def test_kanji_of_every_table_are_kanji(sign):
    assert is_kanji(sign)
    assert may_stand_in_kanji(sign)


@pytest.mark.parametrize(
    ("sign", "may"), [("々", True), ("ヶ", True), ("\U000e0100", True), ("あ", False), ("A", False)]
)
def test_signs_beside_kanji_may_stand_in_a_name(sign, may):
    assert not is_kanji(sign)
    assert may_stand_in_kanji(sign) is may
