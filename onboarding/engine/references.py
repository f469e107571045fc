"""What definitions refer to: whether it is there, and whether a condition about it reads well."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.conditions import ConditionFault, Lists, parse, parse_condition
from onboarding.engine.definition import Phrase, Text
from onboarding.engine.errors import Fault, Place
from onboarding.engine.texts import read_text, read_title
from onboarding.engine.tree import Node, Typed
from onboarding.engine.vocabulary import scope_of


@dataclass(frozen=True, slots=True)
class References:
    """The definitions to look things up in. `names`: all that a condition may use."""

    catalogue: Catalogue
    names: Mapping[str, Typed]

    def condition(
        self,
        phrase: Phrase | None,
        inside: Lists = frozenset(),
        parameters: Mapping[str, Typed] | None = None,
    ) -> Iterator[Fault]:
        """Return what is wrong with a condition; `inside` as in `conditions.parse`."""
        if phrase is not None:
            try:
                parse_condition(phrase.text, scope_of(self.names, parameters or {}), inside)
            except ConditionFault as fault:
                yield in_file(fault, phrase)

    def text(self, text: Text, inside: Lists, parameters: Mapping[str, Typed]) -> Iterator[Fault]:
        """Return what is wrong with the values in a text."""
        for phrase in text.phrases.values():
            try:
                read_text(phrase.text, scope_of(self.names, parameters), inside)
            except ConditionFault as fault:
                yield in_file(fault, phrase)

    def title(self, text: Text, parameters: Mapping[str, Typed]) -> Iterator[Fault]:
        """Return what is wrong with the values in a title."""
        for phrase in text.phrases.values():
            try:
                read_title(phrase.text, parameters)
            except ConditionFault as fault:
                yield in_file(fault, phrase)

    def tree(
        self, phrase: Phrase, inside: Lists, parameters: Mapping[str, Typed] | None = None
    ) -> Node | None:
        """Return the tree of a condition or formula; None where it has a fault."""
        try:
            return parse(phrase.text, scope_of(self.names, parameters or {}), inside)
        except ConditionFault:
            return None

    def step(self, key: str, at: Place) -> Iterator[Fault]:
        """Return E103 where there is no such step."""
        if f"{key}.done_on" not in self.names:
            yield Fault(at, "E103", "unknown_step", (key,))

    def field(self, id: str, at: Place) -> Iterator[Fault]:
        """Return E103 where there is no such field."""
        if id not in self.catalogue.fields:
            yield Fault(at, "E103", "unknown_field", (id,))

    def role(self, id: str, at: Place) -> Iterator[Fault]:
        """Return E103 where there is no such role."""
        if id and id not in self.catalogue.roles:
            yield Fault(at, "E103", "unknown_role", (id,))

    def carried(self, name: str, inside: Lists, at: Place) -> Iterator[Fault]:
        """Return E103 where only the items of a list carry a name, and none of them is meant."""
        of = self.names[name].of
        if of and of not in inside:
            yield Fault(at, "E103", "only_of_items", (name, of))


def in_file(fault: ConditionFault, phrase: Phrase) -> Fault:
    """Return the fault of a condition with its place in the file."""
    return Fault(phrase.place(fault.col), fault.code, fault.reason, fault.about)
