"""Which texts of a case official forms cannot take as they are, and how they could be spelt."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from onboarding.cases.checklist import item_name
from onboarding.engine.definition import Field
from onboarding.engine.progress import Progress
from onboarding.visa.filing.applications import answers_of, applicants, rules_in_use
from onboarding.visa.letters.consents import Consent, consents_in
from onboarding.visa.passport.letters import (
    Proposal,
    in_common_kanji,
    in_passport_letters,
    in_plain_text,
)
from onboarding.visa.passport.mrz import read

Proposing = Callable[[str], Proposal]
_NAMES = ("family_name", "given_name")
LONGEST_NAME = 104


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text with signs that forms cannot take. `ways`: spellings to agree to, the best first.

    `from_lines`: the first of them is the passport's own, from its machine-readable lines.
    """

    key: str
    field: Field
    who: str
    original: str
    proposing: Proposing
    ways: tuple[str, ...]
    from_lines: bool
    consent: Consent | None

    @property
    def proposal(self) -> Proposal:
        """Return what would change, sign by sign."""
        return self.proposing(self.original)

    @property
    def pieces(self) -> list[tuple[str, bool]]:
        """Return the original sign by sign: (sign, whether a form cannot take it)."""
        proposal = self.proposal
        odd = {change.place for change in (*proposal.changes, *proposal.left)}
        return [(sign, place in odd) for place, sign in enumerate(proposal.original)]

    @property
    def open(self) -> bool:
        """Return whether nobody has agreed yet."""
        return self.consent is None

    def accepted(self, text: str) -> str | None:
        """Return a spelling typed by hand as forms take it; None where it has other signs too."""
        found = self.proposing(text)
        fits = found.text.strip() and len(found.text) <= LONGEST_NAME
        return found.text if fits and not found.asks else None


def spellings(progress: Progress) -> list[Spelling]:
    """Return the texts somebody has to look at: names first, then what applications say."""
    agreed = consents_in(progress.facts)
    names = list(_names(progress, agreed))
    named = {one.key for one in names}
    return names + [one for one in _texts(progress, agreed) if one.key not in named]


def _names(progress: Progress, agreed: dict[str, Consent]) -> Iterator[Spelling]:
    facts = progress.facts
    members = [m for m in facts.get("family.members") or () if facts.get(f"member.comes_along@{m}")]
    for group, item in (("researcher", ""), *(("member", one) for one in members)):
        for name in _NAMES:
            key = f"{group}.{name}" + (f"@{item}" if item else "")
            original = facts.get(key)
            if isinstance(original, str) and in_passport_letters(original).asks:
                yield _name(progress, key, item, agreed.get(key))


def _name(progress: Progress, key: str, item: str, consent: Consent | None) -> Spelling:
    original = progress.facts[key]
    proposal = in_passport_letters(original)
    printed = _in_lines(progress, key, item)
    ways = ([printed] if printed else []) + ([] if proposal.left else _ways(proposal))
    return Spelling(
        key=key,
        field=progress.plan.blueprint.fields[key.partition("@")[0]],
        who=item_name(progress, item),
        original=original,
        proposing=in_passport_letters,
        ways=tuple(dict.fromkeys(ways)),
        from_lines=bool(printed),
        consent=consent,
    )


def _in_lines(progress: Progress, key: str, item: str) -> str:
    """Return how the passport's own lines spell a name; empty where they are not known or cut."""
    lines = f"member.passport_lines@{item}" if item else "passport.lines"
    found = read(progress.facts.get(lines) or "", progress.today).passport
    if found is None or found.cut:
        return ""
    return str(getattr(found, key.partition("@")[0].partition(".")[2]))


def _ways(proposal: Proposal) -> list[str]:
    """Return the usual spelling, and that with the second usual form of each letter (UE, U)."""
    signs, second = list(proposal.original), list(proposal.original)
    for change in proposal.changes:
        signs[change.place] = change.becomes
        second[change.place] = next(iter(change.others), change.becomes)
    return [in_passport_letters("".join(one)).text for one in (signs, second)]


def _texts(progress: Progress, agreed: dict[str, Consent]) -> Iterator[Spelling]:
    """Return answers of the applications with kanji, or in full width letters, few systems have."""
    fields, seen = progress.plan.blueprint.fields, set[str]()
    rules = rules_in_use()
    for answer in (a for who in applicants(progress) for a in answers_of(progress, who, rules)):
        original = progress.facts.get(answer.key)
        if answer.value is None or answer.key in seen or not isinstance(original, str):
            continue
        if answer.item.list:
            continue
        seen.add(answer.key)
        proposing = in_plain_text if answer.item.wide else in_common_kanji
        proposal = proposing(original)
        if proposal.asks:
            name, _, item = answer.key.partition("@")
            ways = () if proposal.left else tuple(islice([proposal.text], 1))
            who, consent = item_name(progress, item), agreed.get(answer.key)
            yield Spelling(answer.key, fields[name], who, original, proposing, ways, False, consent)
