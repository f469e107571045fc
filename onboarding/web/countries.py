"""Countries and regions: ISO 3166 alpha-3 codes, their names, and reading them back.

Alpha-3 because passports carry it. Names come from Unicode's CLDR in both languages.
"""

import unicodedata
from functools import cache

import pycountry
from babel import Locale

_ALSO_WRITTEN = {
    "米国": "USA",
    "アメリカ": "USA",
    "英国": "GBR",
    "uk": "GBR",
    "韓国": "KOR",
    "大韓民国": "KOR",
    "south korea": "KOR",
    "korea": "KOR",
    "中国": "CHN",
    "中華人民共和国": "CHN",
    "台湾": "TWN",
    "トルコ": "TUR",
    "turkey": "TUR",
    "チェコ": "CZE",
    "czech republic": "CZE",
    "ロシア": "RUS",
    "viet nam": "VNM",
}


@cache
def countries(language: str) -> dict[str, str]:
    """Return code → name of every country and region, in the order of the names."""
    names = Locale(language).territories
    found = {c.alpha_3: names.get(c.alpha_2, c.name) for c in pycountry.countries}
    return dict(sorted(found.items(), key=lambda pair: _order(pair[1])))


def _order(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def country_name(code: str, language: str) -> str:
    """Return a country's name; the code itself where it is unknown."""
    return countries(language).get(code, code)


def country_code(text: str) -> str | None:
    """Return the code of a country written in either language, or as its code."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain.upper() in countries("en"):
        return plain.upper()
    return _ALSO_WRITTEN.get(plain.casefold()) or _by_name().get(plain.casefold())


@cache
def _by_name() -> dict[str, str]:
    official = ((c.alpha_3, c.name) for c in pycountry.countries)
    names = [*official, *countries("en").items(), *countries("ja").items()]
    return {name.casefold(): code for code, name in names}
