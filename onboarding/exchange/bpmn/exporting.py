"""From definitions to a BPMN file: one workflow, or a programme as pools that tell each other."""

from collections.abc import Iterator

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Workflow
from onboarding.exchange.bpmn.layout import lay_out
from onboarding.exchange.bpmn.mapping import process_of
from onboarding.exchange.bpmn.parts import Process
from onboarding.exchange.bpmn.wording import Sayings
from onboarding.exchange.bpmn.writing import write

_LEFT, _TOP, _BETWEEN = 160.0, 80.0, 60.0
# A message between pools: its id, the task that sends it, the event that waits for it.
Message = tuple[str, str, str]


def workflow_as_bpmn(
    catalogue: Catalogue, workflow: Workflow, language: str, sayings: Sayings
) -> str:
    """Return one version of a workflow as BPMN 2.0 with its diagram, names in one language."""
    process = process_of(catalogue, workflow, language, sayings)
    lay_out(process, _LEFT, _TOP)
    return write(workflow.id, [(process, workflow)], [])


def programme_as_bpmn(catalogue: Catalogue, programme: str, language: str, sayings: Sayings) -> str:
    """Return a programme as a collaboration: a pool for each workflow, one below the other.

    The workflows are the newest versions with the programme's own settings. Which step tells
    which is in the model; drawn, those lines would hide the pools.
    """
    workflows = catalogue.blueprint(programme, catalogue.versions_for(programme)).workflows
    pools: list[tuple[Process, Workflow]] = []
    top = _TOP
    for workflow in workflows:
        process = process_of(catalogue, workflow, language, sayings, workflows)
        lay_out(process, _LEFT, top)
        pools.append((process, workflow))
        top = process.box.bottom + _BETWEEN
    _same_width([process for process, _workflow in pools])
    return write(programme, pools, list(_messages(pools)))


def _same_width(processes: list[Process]) -> None:
    widest = max(process.box.width for process in processes)
    for process in processes:
        more = widest - process.box.width
        process.box.width += more
        for box in process.lane_boxes.values():
            box.width += more


def _messages(pools: list[tuple[Process, Workflow]]) -> Iterator[Message]:
    """Return what one pool tells another: that a step is finished."""
    tasks = {node.id for process, _workflow in pools for node in process.nodes() if node.step}
    for process, _workflow in pools:
        for node in process.nodes():
            for trigger in node.triggers:
                if node.tag == "intermediateCatchEvent" and trigger.about in tasks:
                    yield f"{trigger.about}--{node.id}", trigger.about, node.id
