"""The sample of each paper, ready to be rendered."""

from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import yaml

import onboarding.visa  # noqa: F401 - what it makes of the facts of its papers
from onboarding.config import assets
from onboarding.documents.rendering import Paper, render
from onboarding.engine.definition import DocumentType
from onboarding.engine.kinds import Registry
from onboarding.engine.loader import Loader

_THEME = "Coupled observation and modelling of atmosphere, ocean and land in the monsoon region: "
_THEME_JA = (
    "モンスーン域における大気・海洋・陸域の結合観測とモデリングに基づく広域水循環の解明と予測"
)
LONG = {
    "researcher": {
        "family_name": "RAJASEKHARAN NAIR",
        "given_name": "VENKATASUBRAMANIAN LAKSHMINARAYANAN",
        "home_institution": "Indian Institute of Tropical Meteorology, Ministry of Earth Sciences",
        "home_position": "Deputy Director and Scientist in Charge of Long-Range Observation",
    },
    "department": {
        "name": "Graduate School of Integrated Environmental and Planetary Sciences",
        "name_ja": "大学院統合環境惑星科学研究科",
        "unit": "大気海洋陸域相互作用講座 広域水循環モデリング分野 観測データ同化研究室",
    },
    "stay": {
        "theme": (_THEME * 3)[:200],
        "theme_ja": (_THEME_JA * 5)[:200],
        "purpose": (_THEME_JA * 14)[:600],
        "background": (_THEME_JA * 14)[:600],
        "facilities": (_THEME_JA * 10)[:400],
        "place": (_THEME_JA * 4)[:160],
    },
    "position": {"duties": (_THEME_JA * 10)[:400], "costs": (_THEME_JA * 5)[:200]},
    "arrival": {"lodging": (_THEME_JA * 5)[:200]},
    "visa": {"embassy": (_THEME_JA * 3)[:120]},
    "interview": {
        "proposal_reason": (_THEME_JA * 35)[:1500],
        "decision_reason": (_THEME_JA * 35)[:1500],
    },
}
FOLDER = assets() / "templates" / "documents"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/document.yaml"))


@cache
def kinds() -> dict[str, DocumentType]:
    """Return what every paper declares of itself, by its name."""
    loader = Loader(Registry())
    found = {
        name: loader.document((FOLDER / name / "document.yaml").read_text("utf-8"), name, name)
        for name in NAMES
    }
    assert loader.faults == []
    return found


def facts_of(name: str) -> dict[str, Any]:
    """Return the facts of a sample, fresh each time."""
    found: dict[str, Any] = yaml.safe_load((FOLDER / name / "sample.yaml").read_text("utf-8"))
    return found


def long_facts_of(name: str) -> dict[str, Any]:
    """Return the facts of a sample, each text as long as its field allows."""
    found = facts_of(name)
    for group, values in found.items():
        longer = LONG.get(group, {})
        values.update({key: longer[key] for key in values if key in longer})
    return found


@cache
def institution() -> dict[str, Any]:
    """Return the institution as its file names it."""
    text = (assets() / "workflows" / "rules" / "institution.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def sample(name: str, **changes: Any) -> Paper:
    """Return the sample of a paper; `changes` replace fields of it."""
    kind = kinds()[name]
    paper = Paper(
        kind=kind,
        number=f"{kind.prefix}-26-0012",
        code="ABCDEFGHJKLM",
        dated_on=date(2027, 1, 15),
        replaces="",
        facts=facts_of(name),
        institution=institution(),
        base_url="https://arrivals.example.ac.jp",
    )
    return replace(paper, **changes)


@cache
def made(name: str) -> bytes:
    """Return the sample of a paper as PDF, made once for all tests."""
    return render(sample(name))
