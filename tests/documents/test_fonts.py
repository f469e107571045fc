"""Every name comes out of our own fonts, or the paper is not made."""

import os
from io import BytesIO
from typing import Any

import pytest
from fontTools.ttLib import TTFont

from onboarding.documents.fonts import (
    FOLDER,
    CharactersMissing,
    check_characters,
    drawable,
    our_fonts_only,
)
from onboarding.documents.rendering import render
from tests.documents.reading import glyphs, printed, text_of
from tests.documents.samples import FOLDER as TEMPLATES
from tests.documents.samples import NAMES, facts_of, made, sample

GLYPHS = {
    f"{font['name'].getDebugName(4)}".replace(" Regular", "").replace(" ", "-"): font
    for font in (TTFont(BytesIO(path.read_bytes())) for path in sorted(FOLDER.glob("*.ttf")))
}
WRITTEN = [
    "Nguyễn Thị",
    "Ayşe",
    "Łódź",
    "Adébáyọ̀",
    "𠮷野",
    "葛\U000e0100城",
    "髙﨑",
    "☑ ☐",
    "ศิริพร สุขใจ",
    "محمد",
]


def with_place(text: str) -> bytes:
    facts = facts_of("planned_employment")
    facts["stay"]["place"] = text
    return render(sample("planned_employment", facts=facts))


def boxes(pdf: bytes) -> list[tuple[str, int]]:
    """Return the glyphs that are not in their font: they are drawn as empty boxes."""
    return [
        (font, glyph)
        for font, glyph in glyphs(pdf)
        if glyph == 0 or glyph >= GLYPHS[font]["maxp"].numGlyphs
    ]


@pytest.mark.parametrize("text", WRITTEN)
def test_text_of_many_scripts_is_drawn_and_can_be_copied(text: str) -> None:
    pdf = with_place(text)

    assert boxes(pdf) == []
    assert text in text_of(pdf)


@pytest.mark.parametrize("text", ["Nguyễn Thị", "Łódź", "𠮷野", "葛\U000e0100城", "☑ ☐", "ศิริพร"])
def test_text_of_many_scripts_is_found_by_other_programs(text: str) -> None:
    assert text in printed(with_place(text))


@pytest.mark.parametrize("name", NAMES)
def test_samples_have_no_empty_boxes(name: str) -> None:
    assert boxes(made(name)) == []


def test_arabic_is_joined_and_runs_from_right_to_left() -> None:
    font = GLYPHS["Noto-Sans-Arabic"]
    alone = [font.getGlyphID(font.getBestCmap()[ord(letter)]) for letter in "محمد"]

    drawn = [glyph for name, glyph in glyphs(with_place("محمد")) if name == "Noto-Sans-Arabic"]

    assert len(drawn) == 4
    assert drawn[0] not in alone[:3]  # دال comes first on the sheet, in its joined form
    assert not set(drawn) & set(alone[:3])


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("김민준", ["「김」U+AE40", "「민」U+BBFC", "「준」U+C900"]),
        ("Ra \U00013000", ["「𓀀」U+13000"]),
        ("a\x07b", ["「」U+0007"]),
        ("漢\ue000字", ["「」U+E000"]),
    ],
)
def test_character_of_no_font_is_named_and_nothing_is_made(text: str, named: list[str]) -> None:
    with pytest.raises(CharactersMissing) as refused:
        with_place(text)

    assert refused.value.characters == named


def test_character_of_no_font_is_found_in_any_fact() -> None:
    facts: dict[str, Any] = facts_of("acceptance_certificate")
    facts["researcher"]["family_name"] = "김"

    with pytest.raises(CharactersMissing) as refused:
        render(sample("acceptance_certificate", facts=facts))

    assert str(refused.value) == "「김」U+AE40"


def test_text_of_the_templates_is_covered() -> None:
    for path in sorted(TEMPLATES.rglob("*.html")):
        check_characters(path.read_text("utf-8"))


@pytest.mark.parametrize(
    ("typed", "drawn"),
    [
        ("Nguye\u0302\u0303n Thi\u0323", "Nguyễn Thị"),
        ("\ufa19戸", "\ufa19戸"),
        ("one\u2028two\x0bthree", "one\ntwo\nthree"),
        ("ANNA\u202eEVIL\u202c", "ANNAEVIL"),
    ],
)
def test_drawable_joins_accents_and_leaves_names_alone(typed: str, drawn: str) -> None:
    assert drawable(typed) == drawn


@pytest.mark.parametrize("before", [None, "/etc/fonts/fonts.conf"])
def test_other_programs_keep_their_fonts(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    if before:
        monkeypatch.setenv("FONTCONFIG_FILE", before)

    with our_fonts_only():
        inside = os.environ["FONTCONFIG_FILE"]

    assert inside == str(FOLDER / "fonts.conf")
    assert os.environ.get("FONTCONFIG_FILE") == before
