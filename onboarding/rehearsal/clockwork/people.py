"""The invented people of a season: who arrives when, for how long, under which programme."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from onboarding.engine.months import add_months
from onboarding.rehearsal.clockwork.draws import Shares, among, drawn
from onboarding.rehearsal.clockwork.season import Season, Settings

# Family names and given names of nobody, with how they sound in Japanese.
FAMILY_NAMES = (
    *(
        ("ARDEN", "アーデン"),
        ("BELANGER", "ベランジェ"),
        ("CASTELL", "カステル"),
        ("DAHLIN", "ダーリン"),
    ),
    *(
        ("ELMAS", "エルマス"),
        ("FAROUK", "ファルーク"),
        ("GUNAWAN", "グナワン"),
        ("HARTE", "ハート"),
    ),
    *(("IBARRA", "イバラ"), ("JOSHI", "ジョシ"), ("KOVAR", "コヴァール"), ("LINH", "リン")),
    *(("MOREAU", "モロー"), ("NAGY", "ナジ"), ("OKAFOR", "オカフォー"), ("PRASAD", "プラサード")),
    *(("QUINTERO", "キンテロ"), ("ROSSI", "ロッシ"), ("SUAREZ", "スアレス"), ("TAMM", "タム")),
    *(("UDDIN", "ウッディン"), ("VOSS", "フォス"), ("WIRAWAN", "ウィラワン"), ("XU", "シュ")),
    *(("YOON", "ユン"), ("ZHAO", "ジャオ")),
)
GIVEN_NAMES = (
    *(("ALEX", "アレックス"), ("BIANCA", "ビアンカ"), ("CHANDRA", "チャンドラ"), ("DANA", "ダナ")),
    *(("EMIL", "エミール"), ("FARAH", "ファラ"), ("GITA", "ギータ"), ("HUGO", "ヒューゴ")),
    *(("INES", "イネス"), ("JONAS", "ヨナス"), ("KIRAN", "キラン"), ("LEILA", "レイラ")),
    *(("MINH", "ミン"), ("NORA", "ノラ"), ("OMAR", "オマール"), ("PETRA", "ペトラ")),
    *(("RAVI", "ラヴィ"), ("SENA", "セナ"), ("TOMAS", "トマス"), ("YUNA", "ユナ")),
)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One arrival of a season: number, programme, when its case is opened, when it starts."""

    number: int
    programme: str
    opens_on: date
    starts_on: date
    ends_on: date
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """Return how long the stay is."""
        return (self.ends_on - self.starts_on).days + 1


def arrivals(season: Season, settings: Settings) -> Iterator[Arrival]:
    """Return the arrivals of twelve months, in the order of their numbers."""
    programmes = [(name, season.programmes.get(name, 1.0)) for name in settings.programmes]
    months = _months(season.months, settings.first)
    for number in range(1, settings.arrivals + 1):
        yield _arrival(season, settings.seed, number, programmes=programmes, months=months)


def _months(shares: Shares, first: date) -> Shares:
    """Return the twelve months from a day on, each by its first day, with its share of starts."""
    by_month = dict(shares)
    days = (add_months(first.replace(day=1), number) for number in range(12))
    return [(max(day, first), by_month.get(day.month, 0.0)) for day in days]


def _arrival(
    season: Season, seed: int, number: int, *, programmes: Shares, months: Shares
) -> Arrival:
    def draw(what: str) -> float:
        return drawn(seed, number, what)

    first = among(months, draw("month"))
    last = add_months(first.replace(day=1), 1) - timedelta(days=1)
    starts_on = first + timedelta(days=_day(draw("day"), draw("first"), (last - first).days + 1))
    length = among(season.lengths, draw("length"))
    days = length.days.at(draw("days"))
    return Arrival(
        number,
        among(programmes, draw("programme")),
        starts_on - timedelta(days=length.notice.at(draw("notice"))),
        starts_on,
        starts_on + timedelta(days=max(days, 1) - 1),
        _name(draw("family name"), draw("given name")),
    )


def _day(day: float, first: float, days: int) -> int:
    """Return a day of a month: every second stay begins on its first day."""
    return 0 if first < 0.5 else int(day * days)


def _name(family: float, given: float) -> dict[str, Any]:
    family_name, family_kana = FAMILY_NAMES[int(family * len(FAMILY_NAMES))]
    given_name, given_kana = GIVEN_NAMES[int(given * len(GIVEN_NAMES))]
    return {
        "researcher.family_name": family_name,
        "researcher.given_name": given_name,
        "researcher.katakana_name": f"{family_kana} {given_kana}",
    }
