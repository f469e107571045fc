"""Names of bodies against names of a case; every body here is invented."""

import pytest

from onboarding.security.matching import Hit, Listed, hits

AVALON = Listed(
    "1", "Avalon University of Technology", ("AUT Avalon", "Avalon Institute of Rocketry")
)
NORTH = Listed("2", "Northern Academy of Propulsion Co., Ltd.", (), "Examplia", "M")
ISLE = Listed("3", "島嶼航空研究院", ("Island Aeronautics Research Institute",))
EVERY = (AVALON, NORTH, ISLE)


def found(asked: str, least: int = 85) -> list[tuple[str, str, int, str]]:
    return [
        (hit.entry.number, hit.named, hit.score, hit.reason)
        for hit in hits(asked, EVERY, least=least)
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Avalon University of Technology", ("1", AVALON.name, 100, "same")),
        ("AVALON UNIV. OF TECHNOLOGY", ("1", AVALON.name, 100, "same")),
        ("Technology University Avalon", ("1", AVALON.name, 100, "same")),
        ("Ａｖａｌｏｎ　University of Technology", ("1", AVALON.name, 100, "same")),
        ("Avalón University of Technology", ("1", AVALON.name, 100, "same")),
        ("Avalon Inst. of Rocketry", ("1", "Avalon Institute of Rocketry", 100, "alias")),
        (
            "School of Physics, Avalon University of Technology, Examplia",
            ("1", AVALON.name, 92, "inside"),
        ),
        ("Avalonn University of Technology", ("1", AVALON.name, 94, "alike")),
        ("Northern Academy of Propulsion", ("2", NORTH.name, 100, "same")),
        ("島嶼航空研究院", ("3", ISLE.name, 100, "same")),
    ],
)
def test_name_of_a_listed_body_is_found(asked: str, expected: tuple[str, str, int, str]) -> None:
    assert found(asked) == [expected]


@pytest.mark.parametrize(
    "asked",
    [
        "University of Technology",
        "Camelot University of Technology",
        "Southern Academy of Music",
        "",
        "  ,.- ",
        "航空大学校",
    ],
)
def test_name_that_shares_only_common_words_is_not_found(asked: str) -> None:
    assert found(asked) == []


def test_likest_body_comes_first() -> None:
    twin = Listed("4", "Avallon University of Technology")

    both = hits("Avalon University of Technology", (twin, AVALON), least=85)

    assert [hit.entry.number for hit in both] == ["1", "4"]
    assert all(isinstance(hit, Hit) for hit in both)
