"""The invented people of the demo."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

DEPARTMENTS: list[dict[str, str]] = [
    {"code": "eng", "name_en": "Graduate School of Engineering", "name_ja": "工学研究科"},
    {"code": "sci", "name_en": "Graduate School of Science", "name_ja": "理学研究科"},
    {"code": "med", "name_en": "Graduate School of Medicine", "name_ja": "医学系研究科"},
    {"code": "agr", "name_en": "Graduate School of Agriculture", "name_ja": "農学研究科"},
    {"code": "inf", "name_en": "Graduate School of Informatics", "name_ja": "情報学研究科"},
    {"code": "eco", "name_en": "Graduate School of Economics", "name_ja": "経済学研究科"},
]


def _staff(login: str, name: str, name_ja: str, title: str, title_ja: str, *roles: str) -> Any:
    language = "ja"
    return {
        "login": login,
        "name": name,
        "name_ja": name_ja,
        "title": title,
        "title_ja": title_ja,
        "roles": roles,
        "language": language,
    }


STAFF: list[dict[str, Any]] = [
    _staff("office", "Mei Aoyama", "青山 芽衣", "Chief", "係長", "office", "admin"),
    _staff("head", "Akira Kuroda", "黒田 明", "Dean", "研究科長", "head"),
    _staff("deputy", "Naoko Fujii", "藤井 直子", "Vice Dean", "副研究科長"),
    _staff("host", "Sota Nishimura", "西村 颯太", "Professor", "教授"),
    _staff("panel", "Yumi Okada", "岡田 由美", "Professor", "教授"),
    _staff("panel2", "Ken Harada", "原田 健", "Associate Professor", "准教授"),
    _staff("panel3", "Rina Matsuda", "松田 里奈", "Professor", "教授"),
    _staff("panel4", "Daisuke Mori", "森 大輔", "Professor", "教授"),
    _staff("panel5", "Emi Hayashi", "林 恵美", "Associate Professor", "准教授"),
    _staff("department", "Jun Sato", "佐藤 純", "Administrator", "専門職員", "department"),
    _staff("export", "Kaori Ueno", "上野 香織", "Chief", "係長", "export"),
    _staff("controller", "Tetsuya Hara", "原 哲也", "Executive Director", "理事", "controller"),
    _staff("president", "Haruka Morishita", "森下 遥", "President", "学長", "president"),
    _staff("hr", "Takeshi Ono", "小野 武", "Chief", "係長", "hr"),
    _staff("housing", "Misaki Endo", "遠藤 美咲", "Administrator", "主任", "housing"),
    _staff("classes", "Hiroko Ishida", "石田 裕子", "Lecturer", "講師", "classes"),
    _staff("it", "Ryo Maeda", "前田 涼", "Engineer", "技術職員", "it"),
    _staff("safety", "Shin Kimura", "木村 真", "Engineer", "技術職員", "safety"),
]


@dataclass(frozen=True, slots=True)
class DemoCase:
    """One case of the demo: when it starts from today, how long, and how far it has come."""

    email: str
    name: str
    language: str
    programme: str
    starts_in: int
    days: int
    age: int
    until: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def _facts(
    name: tuple[str, str, str], country: str, born: date, more: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what an office knows of somebody: (family, given, katakana) name and the rest."""
    family, given, kana = name
    found: dict[str, Any] = {
        "researcher.family_name": family,
        "researcher.given_name": given,
        "researcher.katakana_name": kana,
        "researcher.nationality": country,
        "researcher.birth_date": born,
        "researcher.sex": "unspecified",
        "researcher.degree": "doctor",
        "position.title": "visiting_researcher",
        "position.monthly_pay": 0,
        **more,
    }
    return {key: value for key, value in found.items() if value != ""}


_FAMILY = {
    "family.members": ("m1", "m2"),
    "member.family_name@m1": "LINDGREN",
    "member.given_name@m1": "ERIK",
    "member.relation@m1": "spouse",
    "member.birth_date@m1": date(1990, 3, 9),
    "member.nationality@m1": "SWE",
    "member.comes_along@m1": True,
    "member.family_name@m2": "LINDGREN",
    "member.given_name@m2": "ALMA",
    "member.relation@m2": "child",
    "member.birth_date@m2": date(2021, 6, 1),
    "member.nationality@m2": "SWE",
    "member.comes_along@m2": True,
}
_NO_FAMILY: dict[str, Any] = {"family.members": ()}
_ASSISTANT_PROFESSOR = {"position.title": "project_assistant_professor"}

CASES: list[DemoCase] = [
    DemoCase(
        *("researcher@demo.example.ac.jp", "LINDGREN SOFIA", "en", "employed", 128, 1095, 9),
        until="acceptance.household",
        facts=_facts(
            ("LINDGREN", "SOFIA", "リンドグレーン ソフィア"),
            "SWE",
            date(1991, 8, 22),
            {
                **_ASSISTANT_PROFESSOR,
                "position.monthly_pay": 420000,
                "researcher.sex": "female",
                "japanese.level": "A2",
                "housing.wanted": True,
                "papers.wanted": ("offer_of_employment", "salary_certificate"),
                **_FAMILY,
            },
        ),
    ),
    DemoCase(
        *("anjali@demo.example.org", "MENON ANJALI", "en", "expert_j", 110, 1095, 12),
        until="interview_evaluation.decision",
        facts=_facts(
            ("MENON", "ANJALI", "メノン アンジャリ"),
            "IND",
            date(1990, 1, 15),
            {**_ASSISTANT_PROFESSOR, "position.monthly_pay": 550000, **_NO_FAMILY},
        ),
    ),
    DemoCase(
        *("ngoc@demo.example.org", "TRẦN BẢO NGỌC", "en", "nexus", 140, 180, 5),
        until="interview_evaluation.scores",
        facts=_facts(
            ("TRẦN", "BẢO NGỌC", "チャン バオ ゴック"), "VNM", date(1994, 11, 2), _NO_FAMILY
        ),
    ),
    DemoCase(
        *("pierre@demo.example.org", "LEFÈVRE PIERRE", "en", "jsps_fellow", 75, 365, 60),
        until="visa.coe_result",
        facts=_facts(
            ("LEFÈVRE", "PIERRE", "ルフェーヴル ピエール"),
            "FRA",
            date(1992, 5, 30),
            {
                "position.monthly_pay": 362000,
                "papers.wanted": ("activity_description", "host_outline", "proxy_consent"),
                **_NO_FAMILY,
            },
        ),
    ),
    DemoCase(
        *("wibowo@demo.example.org", "WIBOWO", "en", "own_funds", 47, 28, 40),
        until="visa.visa_need",
        facts=_facts(("WIBOWO", "", "ウィボウォ"), "IDN", date(1985, 2, 17), _NO_FAMILY),
    ),
    DemoCase(
        *("kento@demo.example.org", "HOSHINO KENTO", "ja", "expert_j", 120, 1095, 3),
        until="acceptance.export_verdict",
        facts=_facts(
            ("HOSHINO", "KENTO", "ホシノ ケント"),
            "JPN",
            date(1988, 9, 9),
            {
                "position.title": "project_associate_professor",
                "position.monthly_pay": 600000,
                "researcher.home_institution": "Avalon Inst. of Propulsion, School of Engines",
            },
        ),
    ),
    DemoCase(
        *("maria@demo.example.org", "FERREIRA MARIA", "en", "aspire", 20, 60, 80),
        until="arrival.journey",
        facts=_facts(
            ("FERREIRA", "MARIA", "フェレイラ マリア"), "PRT", date(1987, 7, 7), _NO_FAMILY
        ),
    ),
    DemoCase(
        *("olena@demo.example.org", "SHEVCHENKO OLENA", "en", "horizon_europe", 200, 400, 1),
        until="acceptance.application",
        facts=_facts(
            ("SHEVCHENKO", "OLENA", "シェフチェンコ オレーナ"), "UKR", date(1993, 4, 4), {}
        ),
    ),
    DemoCase(
        *("ravi@demo.example.org", "NAMBIAR RAVI", "en", "lotus", 60, 200, 30),
        until="housing.wish",
        facts=_facts(
            ("NAMBIAR", "RAVI", "ナンビヤール ラヴィ"),
            "IND",
            date(1997, 12, 12),
            {"position.monthly_pay": 300000, **_NO_FAMILY},
        ),
    ),
    DemoCase(
        *("aylin@demo.example.org", "YILDIZ AYLİN", "en", "nexus", 150, 365, 14),
        until="interview_evaluation.decision",
        facts=_facts(
            ("YILDIZ", "AYLİN", "ユルドゥズ アイリン"), "TUR", date(1995, 3, 21), _NO_FAMILY
        ),
    ),
]
