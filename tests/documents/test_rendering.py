"""Every paper is a sound, tagged PDF that says what its facts say and loads nothing."""

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from pypdf.generic import DictionaryObject

from onboarding.documents import writing
from onboarding.documents.rendering import (
    LoadsSomething,
    as_html,
    as_pdf,
    render,
    verification,
    warm_up,
)
from tests.documents.reading import faults, printed, read, text_of, words_beside
from tests.documents.samples import (
    NAMES,
    facts_of,
    institution,
    kinds,
    long_facts_of,
    made,
    sample,
)

MM = 72 / 25.4
# The application fills in items of the agency's, each written in a way of its own.
LETTERS = [name for name in NAMES if not name.startswith("coe_application")]
# What a paper writes in other words, or only where it is needed: where a contract ends earlier,
# its end and not that of the stay; of a family, the children young enough.
_ENDS = "stay.ends_on"
_CHILD = ("given_name", "birth_date", "relation")
IN_OTHER_WORDS: dict[str, tuple[str, ...]] = {
    "employment_certificate": (_ENDS,),
    "hsp_point_sheet": ("points.type",),
    "housing_guarantee": ("host.name", "host.title", "host.title_ja"),
    "nursery_certificate": (_ENDS, *(f"family.members.{one}" for one in _CHILD)),
    "salary_certificate": (_ENDS, "department.name"),
    "supporter_income": (_ENDS, "department.name", "family.members.birth_date"),
    "visit_report_arrival": (_ENDS, "arrival.landed_on"),
    "visit_report_departure": ("life.events.kind", "life.events.happened_on"),
}
BOTH = [name for name in NAMES if kinds()[name].languages == "both"]
ITEMS = {
    "family.members": "member",
    "interview.results": "criterion",
    "life.events": "event",
    "papers.bureau_set": "filed",
    "papers.mission_set": "enclosed",
    "coe.relatives": "relative",
    "letters.agreed": "spelling",
    "education.posts": "post",
    "member.relatives": "kin",
    "stay.itinerary": "leg",
}


def without_optional_facts(name: str) -> dict[str, Any]:
    facts = facts_of(name)
    for key in kinds()[name].optional:
        group, _, leaf = key.partition(".")
        facts.get(group, {}).pop(leaf, None)
    return {group: values for group, values in facts.items() if values}


# Facts that only take away what a paper says: a sample shows the whole.
UNSAID = frozenset({"researcher.birth_unknown", "member.birth_unknown"})


def keys_of(facts: dict[str, Any]) -> set[str]:
    keys = {f"{group}.{leaf}" for group, values in facts.items() for leaf in values}
    for key, prefix in ITEMS.items():
        group, _, leaf = key.partition(".")
        rows = facts.get(group, {}).get(leaf, [])
        keys |= {f"{prefix}.{leaf}" for row in rows for leaf in row if leaf != "item"}
    return keys


@pytest.mark.parametrize("name", NAMES)
def test_sample_has_exactly_the_facts_of_its_paper(name: str) -> None:
    kind = kinds()[name]

    given = keys_of(facts_of(name)) - {"case.number"}

    assert given == kind.reads - UNSAID


@pytest.mark.parametrize("name", NAMES)
def test_paper_is_a_sound_file(name: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)

    pdf = render(sample(name))

    assert faults(pdf) == ""
    assert caplog.messages == []


@pytest.mark.parametrize("name", NAMES)
def test_paper_is_tagged_with_title_and_language(name: str) -> None:
    kind = kinds()[name]

    reader = read(made(name))

    catalogue: Any = reader.trailer["/Root"]
    assert reader.metadata is not None
    assert reader.metadata.title == f"{kind.title.ja} {kind.title.en} {kind.prefix}-26-0012"
    assert catalogue["/Lang"] == "ja"
    assert catalogue["/MarkInfo"] == {"/Marked": True}
    assert catalogue["/StructTreeRoot"]["/K"]


@pytest.mark.parametrize("name", NAMES)
def test_fonts_of_a_paper_are_embedded_and_subset(name: str) -> None:
    pages = read(made(name)).pages
    fonts: list[DictionaryObject] = [
        font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()
    ]

    for font in fonts:
        inner = font["/DescendantFonts"][0].get_object()
        assert "/FontFile2" in inner["/FontDescriptor"].get_object()
        assert font["/BaseFont"][7] == "+"
        assert "/ToUnicode" in font


@pytest.mark.parametrize("name", NAMES)
def test_paper_carries_number_date_and_how_to_confirm_them(name: str) -> None:
    kind = kinds()[name]

    text = printed(made(name))

    assert kind.title.ja in text
    assert f"令大国際第{kind.prefix}-26-0012号" in text
    assert "令和9年1月15日" in text
    assert "arrivals.example.ac.jp/verify ABCD-EFGH-JKLM" in text


@pytest.mark.parametrize("name", BOTH)
def test_paper_in_both_languages_says_the_same_in_english(name: str) -> None:
    kind = kinds()[name]

    text = printed(made(name))

    assert kind.title.en in text
    assert f"No. {kind.prefix}-26-0012, 15 January 2027" in text


@pytest.mark.parametrize("name", sorted(set(NAMES) - set(BOTH)))
def test_paper_in_japanese_has_no_english_sentence(name: str) -> None:
    assert 'lang="en"' not in as_html(sample(name))


@pytest.mark.parametrize("name", LETTERS)
def test_paper_says_every_fact_it_is_made_from(name: str) -> None:
    text = without_spaces(printed(made(name)))

    unsaid = {
        key
        for key, value in leaves(facts_of(name))
        if key not in IN_OTHER_WORDS.get(name, ()) and not said(value, text)
    }

    assert unsaid == set()
    assert [word for word in ("None", "Undefined", "{{", "{%") if word in text] == []


def leaves(facts: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield (name, value) of every fact of a sample that is written; the case's number is not."""
    for group, values in facts.items():
        for leaf, value in values.items():
            rows = value if isinstance(value, list) and value and "item" in value[0] else []
            for row in rows:
                yield from ((f"{group}.{leaf}.{k}", v) for k, v in row.items() if k != "item")
            if not rows and group != "case":
                yield f"{group}.{leaf}", value


def said(value: Any, text: str) -> bool:
    """Return whether a text without spaces says a value, in one of the ways papers write it."""
    if isinstance(value, bool):
        return True
    if isinstance(value, list):
        return all(said(one, text) for one in value)
    ways = ways_of(value)
    return any(all(without_spaces(line) in text for line in way.splitlines()) for way in ways)


def ways_of(value: Any) -> list[str]:
    if isinstance(value, dict) and "date" in value:
        return [writing.era(value), writing.western(value), writing.spoken(value)]
    if isinstance(value, dict) and "country" in value:
        return [writing.country(value)]
    if isinstance(value, dict):
        return [value["ja"], value["en"]]
    return [str(value), f"{value:,}"] if isinstance(value, int) else [str(value)]


def without_spaces(text: str) -> str:
    return "".join(text.split())


def test_certificate_writes_every_fact_in_both_languages() -> None:
    lines = text_of(made("acceptance_certificate")).splitlines()

    start = lines.index("氏名 Name NGUYEN THI HONG HANH")
    assert lines[start : start + 21] == [
        "氏名 Name NGUYEN THI HONG HANH",
        "（呼び名 called：Nguyễn Hạnh）",
        "生年月日 Date of birth 1988年4月12日 (12 April 1988)",
        "国籍・地域 Nationality / region ベトナム (Vietnam)",
        "現在の所属・職名 Present position Vietnam Academy of Science and Technology, Institute of",
        "Materials Science",
        "Senior Researcher",
        "受入身分 Position at the host 客員研究員 (Visiting researcher)",
        "受入部局 Host department 大学院理学研究科　物理学専攻 量子計測研究室",
        "Graduate School of Science",
        "受入教員 Host researcher 教授　佐々木 健太郎 (Kentaro Sasaki, Professor)",
        "研究題目 Research theme 超伝導量子干渉計を用いた微小磁場計測の高精度化に関する研究",
        "High-precision measurement of weak magnetic fields with",
        "superconducting quantum interference devices",
        "受入期間 Period 令和9年4月1日から令和10年3月31日まで",
        "From 1 April 2027 to 31 March 2028",
        "研究場所 Place of work 理学部2号館 4階 412号室",
        "給与・滞在費 Pay or allowance 月額 362,000円 (JPY 362,000 a month)",
        "経費の負担 Costs borne by 助成機関のフェローシップ (Fellowship paid by a funding agency)",
        "往復航空賃は助成機関、国内出張旅費は受入研究室が負担",
        "設備・研究費等 Facilities, funds 机、計算機、希釈冷凍機の利用、年額30万円の研究費",
    ]


def test_certificate_of_somebody_unpaid_says_so() -> None:
    facts = facts_of("acceptance_certificate")
    facts["position"]["monthly_pay"] = 0

    text = printed(render(sample("acceptance_certificate", facts=facts)))

    assert "本学からの支給なし (none from the host)" in text


@pytest.mark.parametrize(
    ("embassy", "addressee"),
    [
        ("在ベトナム日本国大使館", "大使 殿"),
        ("在ホーチミン日本国総領事館", "総領事 殿"),
        ("Consulate-General of Japan in Ho Chi Minh City", "総領事 殿"),
    ],
)
def test_letter_is_addressed_to_whoever_heads_the_mission(embassy: str, addressee: str) -> None:
    facts = facts_of("invitation_letter")
    facts["visa"]["embassy"] = embassy

    text = printed(render(sample("invitation_letter", facts=facts)))

    assert f"{embassy} {addressee}" in text


def test_plan_for_a_short_stay_has_no_city_hall() -> None:
    facts = facts_of("researcher_plan")
    facts["stay"]["ends_on"] = {"date": "2027-06-29"}

    short, long = (
        printed(render(sample("researcher_plan", facts=given)))
        for given in (facts, facts_of("researcher_plan"))
    )

    assert ("転入届" in short, "city hall" in short) == (False, False)
    assert ("転入届" in long, "city hall" in long) == (True, True)


@pytest.mark.parametrize("name", NAMES)
def test_missing_optional_facts_leave_nothing_behind(name: str) -> None:
    facts = without_optional_facts(name)
    is_about = "researcher" in facts
    if is_about:
        facts["researcher"]["family_name"] = "SUHARTO"

    text = printed(render(sample(name, facts=facts)))

    assert ("SUHARTO" in text) is is_about
    assert [word for word in ("None", "Undefined", "()", "（）", ", ,") if word in text] == []


@pytest.mark.parametrize("name", NAMES)
def test_long_facts_stay_on_the_sheet(name: str) -> None:
    pdf = render(sample(name, facts=long_facts_of(name)))

    edges = {"left": 24.5 * MM, "right": (210 - 22.5) * MM, "bottom": 290 * MM}
    assert words_beside(pdf, **edges) == 0
    assert ("RAJASEKHARAN NAIR" in printed(pdf)) is ("researcher" in facts_of(name))


def test_name_without_any_space_is_broken_rather_than_cut() -> None:
    facts = facts_of("housing_permit")
    facts["researcher"] = {"family_name": "W" * 60, "given_name": "M" * 60}

    pdf = render(sample("housing_permit", facts=facts))

    assert words_beside(pdf, left=24.5 * MM, right=(210 - 22.5) * MM, bottom=290 * MM) == 0


@pytest.mark.parametrize("name", NAMES)
def test_new_paper_names_the_one_it_replaces(name: str) -> None:
    first, second = (
        printed(render(sample(name, replaces=old))) for old in ("", f"{kinds()[name].prefix}-26-7")
    )

    assert "に代わるものです" not in first
    assert f"本書は、令大国際第{kinds()[name].prefix}-26-7号に代わるものです。" in second


@pytest.mark.parametrize("name", NAMES)
def test_seal_has_its_place_where_the_paper_is_sealed(name: str) -> None:
    text = printed(made(name))

    assert ("公印" in text) is kinds()[name].sealed


@pytest.mark.parametrize(
    "typed",
    [
        '<script>alert("1")</script>',
        '<img src="http://127.0.0.1:9/x.png">',
        "<img src=file:///etc/hostname>",
        "{{ paper.code }} {% raw %}",
        "Robert'); DROP TABLE cases;--",
        "A & B < C > D",
    ],
)
def test_markup_in_a_fact_is_printed_as_it_was_typed(typed: str) -> None:
    facts = facts_of("planned_employment")
    facts["position"]["duties"] = typed

    text = printed(render(sample("planned_employment", facts=facts)))

    assert typed.replace(" ", "") in text.replace(" ", "")


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "https://127.0.0.1:9/x", "file:///etc/hostname"]
)
def test_paper_loads_nothing_from_elsewhere(address: str) -> None:
    for html in (
        f'<p><img src="{address}" alt="">',
        f'<link rel="stylesheet" href="{address}">',
        f'<p style="background: url({address})">x',
        f"<style>@font-face {{ font-family: x; src: url({address}) }} p {{ font: 9pt x }}</style>",
    ):
        with pytest.raises(LoadsSomething):
            as_pdf(f'<html lang="ja"><body>{html}', [])


def test_same_paper_is_made_of_the_same_bytes() -> None:
    paper = sample("schedule_of_stay")

    assert render(paper) == render(paper)


def test_verification_shows_the_place_as_people_type_it() -> None:
    paper = sample("schedule_of_stay", base_url="https://www.example.ac.jp/arrivals")

    shown = verification(paper)

    assert shown.pop("picture").startswith("data:image/png;base64,")
    assert shown == {"address": "www.example.ac.jp/arrivals/verify", "code": "ABCD-EFGH-JKLM"}


def test_paper_names_another_institution() -> None:
    other = institution() | {
        "corporation": {"en": "Example Institute of Science", "ja": "大学共同利用機関法人例示機構"},
        "letter_mark": {"en": "EX/", "ja": "例機国第"},
    }

    text = printed(render(sample("acceptance_certificate", institution=other)))

    assert "例機国第ACC-26-0012号" in text
    assert "No. EX/ACC-26-0012" in text
    assert "Example Institute of Science" in text
    assert "国立大学法人令和大学" not in text


def test_warm_process_makes_the_same_papers() -> None:
    cold = render(sample("class_registration"))

    warm_up(kinds())

    assert render(sample("class_registration")) == cold
