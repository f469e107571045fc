"""Diagrams whose words are those of the pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from onboarding.cases.saying import Sayer
from onboarding.cases.saying_dates import date_rule, opening
from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Opening, Step, Workflow
from onboarding.engine.due import DueRule
from onboarding.engine.tree import Typed
from onboarding.exchange.bpmn.exporting import programme_as_bpmn, workflow_as_bpmn
from onboarding.web.speaking import speaking


def workflow_diagram(catalogue: Catalogue, workflow: Workflow, language: str) -> str:
    """Return one version of a workflow as BPMN 2.0, named in one language."""
    with speaking(language):
        return workflow_as_bpmn(catalogue, workflow, language, partial(_said, catalogue))


def programme_diagram(catalogue: Catalogue, programme: str, language: str) -> str:
    """Return a programme as BPMN 2.0, a pool for each workflow."""
    with speaking(language):
        return programme_as_bpmn(catalogue, programme, language, partial(_said, catalogue))


def _said(catalogue: Catalogue, workflow: Workflow, names: Mapping[str, Typed]) -> "_Said":
    return _Said(Sayer(catalogue, workflow, names))


@dataclass(frozen=True, slots=True)
class _Said:
    """Says what stands in a diagram as the pages say it."""

    sayer: Sayer

    def fact(self, id: str) -> str:
        return self.sayer.name(id)

    def condition(self, text: str, step: Step | None) -> str:
        return self.sayer.text(text, step)

    def moment(self, rule: DueRule) -> str:
        return date_rule(self.sayer, rule)

    def opening(self, opens: Opening, step: Step) -> str:
        return opening(self.sayer, opens, step)
