"""Signs are composed, and none is exchanged for another."""

from onboarding.engine.signs import composed


def test_letters_with_marks_become_one_sign():
    assert composed("Jose\u0301") == "José"


def test_kanji_of_older_tables_stay_themselves():
    assert composed("\ufa19崎 e\u0301") == "\ufa19崎 é"
    assert composed("\U0002f81a") == "\U0002f81a"
