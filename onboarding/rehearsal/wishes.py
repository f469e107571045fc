"""What somebody wishes to rehearse, read from words: programmes, times, numbers of people."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from onboarding.engine.catalogue import Catalogue

MOST_ARRIVALS = 5000
MOST_DAYS = 999
MOST_STAFF = 999


class WrongWish(Exception):
    """A wish that cannot be rehearsed; `sentence` says what to write instead."""

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence
        super().__init__(sentence)


def programmes_in(catalogue: Catalogue, wished: Iterable[str]) -> tuple[str, ...]:
    """Return the programmes to rehearse: those under an umbrella for its name, all for none.

    Raises:
        WrongWish: there is no such programme.
    """
    every = [programme.id for programme in catalogue.programmes.values() if not programme.umbrella]
    found: dict[str, None] = {}
    for name in wished:
        programme = catalogue.programmes.get(name)
        if programme is None:
            known = ", ".join(catalogue.programmes)
            raise WrongWish(
                _l("There is no programme “%(name)s”; there are: %(known)s", name=name, known=known)
            )
        tagged = [id for id in every if name in catalogue.programmes[id].tags]
        found |= dict.fromkeys(tagged if programme.umbrella else [name])
    return tuple(found) or tuple(every)


def changed_times(catalogue: Catalogue, wished: Iterable[str]) -> dict[str, int]:
    """Read `visa.coe_result=80`: step key → days it takes.

    Raises:
        WrongWish: no such step, or no number of days.
    """
    known = {step.key for workflow in catalogue.current() for step in workflow.steps}
    found = dict(map(_pair, wished))
    for key in found.keys() - known:
        raise WrongWish(_l("There is no step “%(name)s”.", name=key))
    return {key: _number(text, 0, MOST_DAYS) for key, text in found.items()}


def staff_in(catalogue: Catalogue, wished: Iterable[str]) -> dict[str, int]:
    """Read `office=2`: role → how many people.

    Raises:
        WrongWish: no such role, or no number of people.
    """
    found = dict(map(_pair, wished))
    for role in found.keys() - catalogue.roles.keys():
        known = ", ".join(catalogue.roles)
        raise WrongWish(
            _l("There is no role “%(name)s”; there are: %(known)s", name=role, known=known)
        )
    return {role: _number(text, 1, MOST_STAFF) for role, text in found.items()}


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise WrongWish(_l("“%(text)s” needs a name, “=” and a number.", text=text))
    return name.strip(), value.strip()


def _number(text: str, least: int, most: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1
    if not least <= number <= most:
        sentence = _l(
            "“%(text)s” should be a whole number from %(least)s to %(most)s.",
            **{"text": text, "least": least, "most": most},
        )
        raise WrongWish(sentence)
    return number
