"""BPMN files: whole, the same each time, and drawn so that they can be read."""

from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib import import_module
from itertools import combinations, pairwise
from xml.etree.ElementTree import Element, fromstring

import pytest
from flask import Flask

from onboarding import FEATURES
from onboarding.cases.library import load
from onboarding.config import LANGUAGES, assets
from onboarding.engine.catalogue import Catalogue
from onboarding.exchange.bpmn.keeping import OURS
from onboarding.exchange.bpmn.names import BPMN
from onboarding.exchange.diagrams import programme_diagram, workflow_diagram
from tests.exchange.drawn import Drawn, crosses, drawn, on_edge, overlap
from tests.exchange.everything import everything

TAG = f"{{{BPMN}}}"


@cache
def shipped() -> Catalogue:
    """Return our own definitions."""
    for feature in FEATURES:
        import_module(f"onboarding.{feature}")
    return load(assets() / "workflows")


WORKFLOWS = [*(workflow.id for workflow in shipped().current()), "trip"]


def written(id: str, language: str = "en") -> str:
    """Return a shipped workflow, or the one with every construct, as BPMN."""
    catalogue = everything() if id == "trip" else shipped()
    workflow = catalogue.newest(id)
    assert workflow is not None
    return workflow_diagram(catalogue, workflow, language)


@pytest.fixture(autouse=True)
def spoken(whole_app: Flask) -> Iterator[None]:
    """What is drawn is said with the translations of the application."""
    with whole_app.app_context():
        yield


@pytest.fixture(params=[(id, language) for id in WORKFLOWS for language in LANGUAGES], ids=str)
def picture(request: pytest.FixtureRequest) -> Drawn:
    """Each workflow in each language, as it is drawn."""
    return drawn(written(*request.param))


def test_no_shape_covers_another(picture: Drawn) -> None:
    shapes = picture.shapes()
    covered = [(a, b) for a, b in combinations(sorted(shapes), 2) if overlap(shapes[a], shapes[b])]

    assert covered == []


def test_no_label_covers_a_shape_or_another_label(picture: Drawn) -> None:
    shapes, labels = picture.shapes(), picture.labels
    clocks = {id: picture.boxes[id] for id, tag in picture.tags.items() if tag == "boundaryEvent"}
    solid = shapes | clocks

    assert [(a, b) for a in labels for b in solid if overlap(labels[a], solid[b])] == []
    assert [(a, b) for a, b in combinations(labels, 2) if overlap(labels[a], labels[b])] == []


def test_every_arrow_docks_to_its_ends(picture: Drawn) -> None:
    loose = [
        id
        for id, points in picture.ways.items()
        for end, at in zip(picture.ends[id], (points[0], points[-1]), strict=True)
        if not on_edge(at, picture.boxes[end])
    ]

    assert loose == []


def test_no_arrow_runs_through_a_shape(picture: Drawn) -> None:
    through = [
        (id, other)
        for id, points in picture.ways.items()
        for start, end in pairwise(points)
        for other, box in picture.shapes().items()
        if other not in picture.ends[id] and crosses(start, end, box)
    ]

    assert through == []


def test_every_arrow_is_level_or_upright(picture: Drawn) -> None:
    slanted = [
        id
        for id, points in picture.ways.items()
        if any(a[0] != b[0] and a[1] != b[1] for a, b in pairwise(points))
    ]

    assert slanted == []


def test_every_node_stands_in_the_lane_of_its_role(picture: Drawn) -> None:
    outside = [
        (lane, id)
        for lane, ids in picture.lanes.items()
        for id in ids
        if not _within(picture.boxes[id], picture.boxes[lane])
    ]
    placed = {id for ids in picture.lanes.values() for id in ids}
    kinds = ("Task", "Event", "Gateway", "subProcess")
    nodes = {id for id, tag in picture.tags.items() if tag.endswith(kinds)}

    assert outside == []
    assert nodes - set(picture.inside) == placed


def _within(inner: tuple[float, ...], outer: tuple[float, ...]) -> bool:
    return (
        outer[0] <= inner[0]
        and outer[1] <= inner[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def test_everything_in_the_model_is_drawn(picture: Drawn) -> None:
    kinds = ("Task", "Event", "Gateway", "subProcess", "Flow", "ssociation", "Annotation", "lane")
    wanted = {id for id, tag in picture.tags.items() if tag.endswith(kinds)}

    assert wanted - picture.boxes.keys() - picture.ways.keys() == set()


def test_the_same_workflow_gives_the_same_file() -> None:
    assert written("visa") == written("visa")


def test_both_languages_differ_in_words_alone() -> None:
    english, japanese = (drawn(written("trip", language)) for language in LANGUAGES)

    assert english.tags == japanese.tags
    assert english.ends == japanese.ends


@pytest.mark.parametrize("id", WORKFLOWS)
def test_every_reference_resolves(id: str) -> None:
    top = fromstring(written(id))
    ids = [element.get("id") for element in top.iter() if element.get("id")]
    names = ("sourceRef", "targetRef", "default", "attachedToRef", "processRef", "bpmnElement")
    references = [one.get(name) for one in top.iter() for name in names if one.get(name)]
    texts = ("flowNodeRef", "incoming", "outgoing")
    references += [one.text for name in texts for one in top.iter(f"{TAG}{name}")]
    references += [
        one.get(name)
        for one in top.iter()
        for name in ("messageRef", "signalRef", "escalationRef")
        if one.get(name)
    ]

    assert len(ids) == len(set(ids))
    assert [one for one in references if one not in ids] == []


def element(top: Element, id: str) -> Element:
    """Return one element by its id."""
    return next(one for one in top.iter() if one.get("id") == id)


def test_every_construct_has_its_element() -> None:
    tags = drawn(written("trip")).tags

    wanted = {
        "trip.ask": "userTask",
        "trip.ask-remind": "boundaryEvent",
        "trip.ask-escalate": "boundaryEvent",
        "trip.papers-wait": "intermediateCatchEvent",
        "trip.visits-opens-1": "intermediateCatchEvent",
        "trip.visits-opens-3": "intermediateCatchEvent",
        "trip.judge-join": "inclusiveGateway",
        "trip.judge-then": "exclusiveGateway",
        "trip.judge-stop": "endEvent",
        "trip.closer": "manualTask",
        "trip.closer-when": "exclusiveGateway",
        "trip.letter": "serviceTask",
        "trip.each_visit": "receiveTask",
        "trip-wind-up": "subProcess",
        "trip.route": "subProcess",
        "trip.route_1_host": "userTask",
        "trip.route_2_office": "userTask",
        "trip.route-route-2-join": "complexGateway",
        "trip.route-route-3-join": "parallelGateway",
        "trip.ask-note": "textAnnotation",
    }
    assert {id: tags.get(id) for id in wanted} == wanted


def test_flows_carry_names_and_conditions() -> None:
    top = fromstring(written("trip"))

    found = {
        flow.get("targetRef"): (flow.get("name"), flow.findtext(f"{TAG}conditionExpression"))
        for flow in top.iter(f"{TAG}sequenceFlow")
        if flow.get("sourceRef") == "trip.judge-then"
    }

    assert found == {
        "trip.judge-split": ("Good / Fair / Look closer", 'trip.judge in ("good", "fair", "odd")'),
        "trip.judge-stop": ("Refuse", 'trip.judge == "no"'),
        "trip.ask-again": (
            "Mend: back to “Tell us”",
            'trip.judge == "back" and back_to == "trip.ask"',
        ),
        "trip.papers-again": (
            "Mend: back to “Papers”",
            'trip.judge == "back" and back_to == "trip.papers"',
        ),
    }


def test_an_approval_is_a_sub_process_of_its_seats() -> None:
    top = fromstring(written("trip"))
    picture = drawn(written("trip"))
    seats = [id for id, process in picture.inside.items() if process == "trip.route"]
    gate = element(top, "trip.route-route-2-join")

    assert [id for id in seats if picture.tags.get(id) == "userTask"] == [
        "trip.route_1_host",
        "trip.route_2_guest",
        "trip.route_2_office",
        "trip.route_2_host",
        "trip.route_3_host_1",
        "trip.route_3_host_2",
    ]
    assert gate.get("name") == "2 of 3"
    assert gate.findtext(f"{TAG}activationCondition") == (
        'at_least(2, trip.route_2_guest == "yes", trip.route_2_office == "yes", '
        'trip.route_2_host == "yes")'
    )
    assert all(
        _within(picture.boxes[id], picture.boxes["trip.route"])
        for id in seats
        if id in picture.boxes
    )


def test_a_step_for_each_item_counts_those_it_is_for() -> None:
    loop = element(fromstring(written("trip")), "trip.each_visit")

    assert loop.findtext(f".//{TAG}loopCardinality") == "count(stay.visits, visit.days > 2)"


def test_what_a_skipped_step_waits_behind_has_a_default_way() -> None:
    top = fromstring(written("visa"))
    gates = [gate for gate in top.iter(f"{TAG}exclusiveGateway") if gate.get("name")]

    assert [gate.get("id") for gate in gates if not gate.get("default")] == []
    assert len(gates) > 10


def test_nothing_of_a_step_is_lost() -> None:
    """Every key a step carries stands in the file, those the drawing cannot show included."""
    top, workflow = fromstring(written("trip")), everything().newest("trip")
    assert workflow is not None
    for step in workflow.steps:
        kept = element(top, step.key).find(f".//{{{OURS}}}step")
        assert kept is not None
        there = set(kept.attrib) | {child.tag.partition("}")[2] for child in kept}
        given = {field.name for field in fields(step) if getattr(step, field.name)}

        assert given - {"at", "places", "id", "workflow"} - there == set(), step.key


def test_values_of_parameters_stand_in_titles() -> None:
    own = element(fromstring(written("trip")), "trip.letter")
    tuned = element(fromstring(programme_diagram(everything(), "p", "ja")), "trip.letter")

    assert own.get("name") == "The letter 30 days ahead"
    assert tuned.get("name") == "45日前の文書"


def test_texts_of_a_step_are_kept_in_both_languages() -> None:
    ask = element(fromstring(written("trip")), "trip.ask")

    assert ask.findtext(f"{TAG}documentation") == "Tell us\n申告\nWhy we ask\n理由"
    assert [reminder.get("value") for reminder in ask.iter(f"{{{OURS}}}remind")] == [
        "7 days before",
        "on the day",
        "2 days after -> office",
    ]


@pytest.mark.parametrize("programme", ["expert_j", "lotus"])
def test_a_programme_is_a_pool_for_each_workflow(programme: str) -> None:
    picture = drawn(programme_diagram(shipped(), programme, "en"))

    pools = [id for id, tag in picture.tags.items() if tag == "participant"]
    chosen = shipped().programmes[programme].workflows
    assert pools == [f"{one.workflow}-pool" for one in chosen]
    boxes = [picture.boxes[pool] for pool in pools]
    assert not any(overlap(a, b) for a, b in combinations(boxes, 2))
    assert len({box[2] for box in boxes}) == 1


def test_pools_of_a_programme_tell_each_other() -> None:
    top = fromstring(programme_diagram(everything(), "p", "en"))

    flows = {(f.get("sourceRef"), f.get("targetRef")) for f in top.iter(f"{TAG}messageFlow")}
    assert flows == {("other.ready", "trip.papers-wait")}


def test_a_programmes_own_settings_count_in_its_pools() -> None:
    note = element(fromstring(programme_diagram(everything(), "p", "en")), "trip.ask-note")

    assert note.findtext(f"{TAG}text") == "Due: 45 days (lead) before “Text”"
