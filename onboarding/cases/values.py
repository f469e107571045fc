"""Reading what somebody typed, or a list says, as the value of a field.

One place for forms and imports: what a person may type is what a list may say.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from onboarding.engine.definition import Field
from onboarding.engine.eras import read_date
from onboarding.engine.signs import composed, may_stand_in_kanji
from onboarding.extensions import UNPRINTABLE
from onboarding.people.addresses import SENTENCE, is_address
from onboarding.web.countries import country_code

# Marks that turn the direction of writing: a text with them could be read as another.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_PHONE = re.compile(r"\+?[0-9][0-9 ().\-]{4,30}")
_KANA = re.compile(r"[ァ-ヺー・ 　]+")
_YES = {"yes", "y", "true", "1", "はい", "有", "あり", "○", "〇", "希望する", "要"}
_NO = {"no", "n", "false", "0", "いいえ", "無", "なし", "×", "✕", "希望しない", "不要"}
_HIRAGANA = {code: code + 0x60 for code in range(ord("ぁ"), ord("ゖ") + 1)}
DEFAULT_LENGTH = 200
# No day of a stay lies further off; months are counted from days, and the calendar has an end.
_FURTHEST = {"min": date(1900, 1, 1), "max": date(2199, 12, 31)}


class Unreadable(Exception):
    """A value that cannot be one of its field; `sentence` says what to write instead."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence
        super().__init__(str(sentence))


def read(field: Field, text: str, today: date) -> Any:
    """Return the value of a text that is not empty.

    Raises:
        Unreadable: it is none for this field.
    """
    reader = _READERS.get(field.type, _text)
    value = reader(field, composed(_TURNS.sub("", text)).strip())
    _check_limits(field, value, today)
    return value


def written(value: Any) -> str:
    """Return a value as the input of its field shows it; the opposite of `read`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _text(field: Field, text: str) -> str:
    lines = "lines" in field.limits
    if any(_is_unprintable(c) and not (lines and c in "\r\n\t") for c in text):
        raise Unreadable(UNPRINTABLE)
    longest = int(field.limits.get("length", DEFAULT_LENGTH))
    if len(text) > longest:
        sentence = _l(
            "This has %(length)s characters; %(longest)s fit.",
            length=len(text),
            longest=longest,
        )
        raise Unreadable(sentence)
    return text.replace("\r\n", "\n")


def _is_unprintable(sign: str) -> bool:
    """Whether a sign is none of writing: controls, halves, private ones, and the ends of planes."""
    ends = ord(sign) & 0xFFFE == 0xFFFE or 0xFDD0 <= ord(sign) <= 0xFDEF
    return ends or unicodedata.category(sign) in ("Cc", "Cs", "Co")


def _name(field: Field, text: str) -> str:
    name = _text(field, " ".join(text.split()))
    letters = (c for c in name if not c.isspace() and c not in "-'’.,·")
    if not all(unicodedata.category(c)[0] in "LM" for c in letters):
        raise Unreadable(_l("A name has letters, spaces, hyphens and apostrophes only."))
    return name


def _kana(field: Field, text: str) -> str:
    kana = unicodedata.normalize("NFKC", text).translate(_HIRAGANA)
    if not _KANA.fullmatch(kana):
        raise Unreadable(_l("Write this in katakana, for example ヤマダ ハナコ."))
    return _text(field, kana)


def _kanji(field: Field, text: str) -> str:
    words = text.split()
    if not all(map(may_stand_in_kanji, "".join(words))):
        raise Unreadable(_l("Write this in kanji, for example 王 小明."))
    return _text(field, "\u3000".join(words))


def _email(field: Field, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    if not is_address(plain):
        raise Unreadable(SENTENCE)
    return plain.lower()


def _phone(field: Field, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).replace("ー", "-").replace("‐", "-")
    if not _PHONE.fullmatch(plain):
        raise Unreadable(
            _l("Write a telephone number with its country code, for example +81 3 1234 5678.")
        )
    return plain


def _number(field: Field, text: str) -> int:
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("円")
    digits = plain.replace(",", "").replace(" ", "")
    if not re.fullmatch(r"-?\d{1,12}", digits):
        raise Unreadable(_l("Write a whole number, for example 362000."))
    return int(digits)


def _date(field: Field, text: str) -> date:
    day = read_date(text)
    if day is None:
        raise Unreadable(_l("Write a date that exists, for example 2027-04-01 or 令和9年4月1日."))
    return day


def _yes_no(field: Field, text: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain in _YES or text in _YES:
        return True
    if plain in _NO or text in _NO:
        return False
    raise Unreadable(_l("Answer yes or no."))


def _choice(field: Field, text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    for option in field.options:
        labels = (option.id, option.label.en, option.label.ja)
        if plain in (unicodedata.normalize("NFKC", label).casefold() for label in labels):
            return option.id
    raise Unreadable(_l("Choose one of the answers: %(options)s", options=_options(field)))


def _choices(field: Field, text: str) -> tuple[str, ...]:
    return tuple(_choice(field, part.strip()) for part in re.split("[,、;]", text) if part.strip())


def _options(field: Field) -> str:
    return ", ".join(f"{option.label.en} / {option.label.ja}" for option in field.options)


def _country(field: Field, text: str) -> str:
    code = country_code(text)
    if code is None:
        raise Unreadable(_l("We do not know this country or region. Choose one from the list."))
    return code


def _url(field: Field, text: str) -> str:
    if not re.fullmatch(r"https?://\S+", text):
        raise Unreadable(_l("Write a web address that begins with https://"))
    return _text(field, text)


_READERS: dict[str, Callable[[Field, str], Any]] = {
    "name": _name,
    "kana": _kana,
    "kanji": _kanji,
    "email": _email,
    "phone": _phone,
    "url": _url,
    "integer": _number,
    "money": _number,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "country": _country,
}


def _check_limits(field: Field, value: Any, today: date) -> None:
    least, most = (_limit(field, name, today) for name in ("min", "max"))
    low = least is not None and value < least
    high = most is not None and value > most
    if field.type == "date" and low:
        raise Unreadable(_l("This date must not lie before %(limit)s.", limit=least))
    if field.type == "date" and high:
        raise Unreadable(_l("This date must not lie after %(limit)s.", limit=most))
    if low or high:
        limits = {"least": least if least is not None else "…", "most": most or "…"}
        raise Unreadable(_l("This number must be between %(least)s and %(most)s.", **limits))


def _limit(field: Field, name: str, today: date) -> Any:
    limit = field.limits.get(name)
    if field.type in ("integer", "money"):
        return limit
    if field.type != "date":
        return None
    if limit is None:
        return _FURTHEST[name]
    return today if limit == "today" else date.fromisoformat(limit)
