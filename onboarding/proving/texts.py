"""The values that stand inside the texts of a step."""

from collections.abc import Iterator

from onboarding.engine.conditions import Lists
from onboarding.engine.definition import Step
from onboarding.engine.texts import read_text
from onboarding.engine.tree import Node, Scope


def trees_in_texts(step: Step, scope: Scope, inside: Lists) -> Iterator[Node]:
    """Return the trees of the values that the texts of a step show."""
    for text in filter(None, (step.title, step.help, step.where, *step.bring)):
        for phrase in text.phrases.values():
            parts = read_text(phrase.text, scope, inside)
            yield from (part for part in parts if not isinstance(part, str))
