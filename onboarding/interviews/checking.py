"""Whether the rubrics of a folder can be used, and whether each one named is there."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from onboarding.engine.catalogue import Catalogue
from onboarding.engine.definition import Workflow
from onboarding.engine.errors import Fault, Place
from onboarding.interviews.rubric import read_rubrics, rubric_names

PARAMETER = "parameter."


def rubric_faults(folder: Path, catalogue: Catalogue) -> Iterable[Fault]:
    """Return what is wrong with the rubrics of a folder and with the names they go by."""
    _rubrics, faults = read_rubrics(folder)
    known = rubric_names(folder)
    named = (one for workflow in _workflows(catalogue) for one in _named(workflow, catalogue))
    return [*faults, *(_unknown(name, known, at) for name, at in named if name not in known)]


def _workflows(catalogue: Catalogue) -> Iterator[Workflow]:
    for versions in catalogue.workflows.values():
        yield from versions.values()


def _named(workflow: Workflow, catalogue: Catalogue) -> Iterator[tuple[str, Place]]:
    """Return every rubric an evaluation of a workflow may be scored by, and where it is named."""
    for step in workflow.steps:
        option = step.options.get("rubric", "")
        parameter = option.removeprefix(PARAMETER)
        if option and option == parameter:
            yield option, step.at
        elif option:
            yield str(workflow.parameters.get(parameter, option)), step.at
            yield from _tuned(workflow, parameter, catalogue)


def _tuned(workflow: Workflow, parameter: str, catalogue: Catalogue) -> Iterator[tuple[str, Place]]:
    for programme in catalogue.programmes.values():
        for chosen in programme.workflows:
            if chosen.workflow == workflow.id and parameter in chosen.parameters:
                yield str(chosen.parameters[parameter]), chosen.at


def _unknown(name: str, known: Iterable[str], at: Place) -> Fault:
    return Fault(at, "E103", "unknown_option", (name, *known))
