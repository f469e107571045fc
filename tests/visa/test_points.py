"""Points: every worked example of the field's facts, and the rules one by one."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from onboarding.config import assets
from onboarding.visa.points.counting import Claims, score, ways_to
from onboarding.visa.points.table import read_tables, table_on, tables

FOLDER = assets() / "workflows"
FACTS = Path(__file__).parents[3] / "shared" / "domain" / "hsp_points.yaml"
TABLE = tables(FOLDER)[-1]
EXAMPLES = yaml.safe_load((Path(__file__).parent / "worked_examples.yaml").read_text("utf-8"))


def claims(type="a", chosen=(), **numbers):
    return Claims(type, numbers, frozenset(chosen))


def points(*given, **numbers):
    return score(TABLE, claims(*given, **numbers)).total


@pytest.mark.parametrize("name", EXAMPLES)
def test_worked_example_gives_its_total(name):
    given = EXAMPLES[name]
    found = score(TABLE, Claims(given["type"], given["numbers"], frozenset(given["chosen"])))

    assert found.total == given["total"]


@pytest.mark.skipif(not FACTS.exists(), reason="the facts of the field do not lie beside this")
def test_every_worked_example_of_the_facts_stands_here():
    given = yaml.safe_load(FACTS.read_text("utf-8"))["worked_examples"]["examples"]

    assert {one["id"]: one["total"] for one in given} == {
        name: example["total"] for name, example in EXAMPLES.items()
    }


def test_calculation_is_itemised_with_its_proofs():
    found = score(TABLE, claims("a", ("doctor", "papers"), age=31, annual_pay=5_200_000))

    assert [(one.criterion.id, one.points, one.line.proof) for one in found.lines] == [
        ("degree", 30, 1),
        ("salary", 15, 3),
        ("age", 10, 0),
        ("research", 20, 6),
    ]
    assert found.proofs() == [1, 3, 6]
    assert found.reaches(70)
    assert not found.reaches(80)


@pytest.mark.parametrize(
    ("age", "expected"), [(29, 15), (30, 10), (34, 10), (35, 5), (39, 5), (40, 0)]
)
def test_age_bands_begin_on_the_birthday(age, expected):
    assert points("a", (), age=age) == expected


@pytest.mark.parametrize(
    ("pay", "age", "expected"),
    [
        (3_999_999, 25, 0),
        (4_000_000, 29, 10),
        (4_000_000, 30, 0),
        (4_999_999, 29, 10),
        (5_000_000, 34, 15),
        (5_000_000, 35, 0),
        (7_999_999, 39, 25),
        (7_999_999, 40, 0),
        (8_000_000, 60, 30),
        (10_000_000, 60, 40),
    ],
)
def test_pay_counts_by_age_and_never_by_a_lower_line(pay, age, expected):
    found = score(TABLE, claims("a", (), age=age, annual_pay=pay))

    assert [one.points for one in found.lines if one.criterion.id == "salary"] in (
        [expected],
        [] if expected == 0 else None,
    )


def test_only_the_highest_degree_counts_and_two_fields_add_five():
    found = score(TABLE, claims("a", ("master_or_professional", "doctor", "double_degree")))

    assert [(one.line.id, one.points, one.why_not) for one in found.lines] == [
        ("doctor", 30, ""),
        ("master_or_professional", 0, "best_only"),
        ("double_degree", 5, ""),
    ]


@pytest.mark.parametrize(("type", "most"), [("a", 25), ("b", 15), ("c", 0)])
def test_research_has_its_most_for_each_type(type, most):
    assert points(type, ("patent", "papers", "foreign_grants", "other_achievement")) == most


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (("japanese_n2",), 10),
        (("japanese_n1", "japanese_n2"), 15),
        (("japanese_university", "japanese_n2"), 10),
        (("japanese_university", "japanese_n1"), 25),
        (("innovation_support_sme",), 0),
        (("innovation_support", "innovation_support_sme"), 20),
        (("designated_university", "japanese_university"), 20),
        (("own_investment_100m",), 0),
    ],
)
def test_additions_exclude_and_require_each_other(chosen, expected):
    assert points("a", chosen) == expected


@pytest.mark.parametrize(("type", "barred"), [("a", False), ("b", True), ("c", True)])
def test_minimum_pay_bars_types_b_and_c(type, barred):
    everything = frozenset(line.id for c in TABLE.criteria for line in c.lines)
    found = score(TABLE, Claims(type, {"annual_pay": 2_999_999, "age": 25}, everything))

    assert found.below_minimum is barred
    assert found.reaches(70) is not barred


@pytest.mark.parametrize(
    ("given", "special"),
    [
        (claims("a", ("doctor",), annual_pay=20_000_000), True),
        (claims("a", ("bachelor_or_equivalent",), annual_pay=20_000_000), False),
        (claims("b", (), experience_years=10, annual_pay=20_000_000), True),
        (claims("b", (), experience_years=9, annual_pay=20_000_000), False),
        (claims("c", (), experience_years=5, annual_pay=40_000_000), True),
        (claims("c", ("doctor",), experience_years=5, annual_pay=39_999_999), False),
    ],
)
def test_special_professionals_need_no_points(given, special):
    assert (score(TABLE, given).special is not None) is special


def test_what_is_missing_is_the_fewest_lines_first():
    found = score(TABLE, claims("a", ("doctor", "papers"), age=29, annual_pay=3_600_000))

    ways = ways_to(found, 70)

    assert found.total == 65
    assert {tuple(line.id for _, line in way.lines) for way in ways} >= {
        ("double_degree",),
        ("patent",),
        ("japanese_n2",),
    }
    assert all(len(way.lines) == 1 and way.total >= 70 for way in ways)
    assert ways_to(found, 65) == []


def test_several_lines_are_named_where_one_is_not_enough_and_none_where_three_are_not():
    one_degree = score(TABLE, claims("a", ("doctor",), age=31))

    assert {len(way.lines) for way in ways_to(one_degree, 70)} == {2}
    assert {len(way.lines) for way in ways_to(one_degree, 80)} == {3}
    assert ways_to(score(TABLE, claims("a", (), age=50)), 80) == []


def test_enough_proof_stops_at_the_mark():
    numbers = {"age": 45, "experience_years": 15, "annual_pay": 8_400_000}
    found = score(TABLE, claims("a", ("doctor", "patent", "papers"), **numbers))

    assert [(one.criterion.id, one.points) for one in found.enough(70)] == [
        ("degree", 30),
        ("salary", 30),
        ("research", 20),
    ]


def test_old_cases_keep_the_table_of_their_day(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    text = (FOLDER / "rules" / "hsp_points_2023-04-01.yaml").read_text("utf-8")
    (rules / "hsp_points_2023-04-01.yaml").write_text(text, "utf-8")
    later = text.replace("valid_from: 2023-04-01", "valid_from: 2027-04-01")
    (rules / "hsp_points_2027-04-01.yaml").write_text(later, "utf-8")

    found = tables(tmp_path)

    assert [table.valid_from for table in found] == [date(2023, 4, 1), date(2027, 4, 1)]
    assert table_on(found, date(2027, 3, 31)) == found[0]
    assert table_on(found, date(2027, 4, 1)) == found[1]
    assert table_on(found, date(2023, 3, 31)) is None


def test_faulty_table_is_named_with_its_place(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    text = (FOLDER / "rules" / "hsp_points_2023-04-01.yaml").read_text("utf-8")
    wrong = text.replace("count: best", "count: beste", 1)
    (rules / "hsp_points_2023-04-02.yaml").write_text(wrong, "utf-8")

    _, faults = read_tables(tmp_path)

    assert [(fault.code, fault.reason) for fault in faults] == [
        ("E101", "not_one_of"),
        ("E101", "points_file_named_otherwise"),
    ]
