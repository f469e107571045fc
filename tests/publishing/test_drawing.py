"""A workflow in words and as a picture: every construct, in both languages."""

import pytest

from onboarding.cases.layout import Spot
from onboarding.cases.library import library
from onboarding.publishing.drawing.described import describe
from onboarding.publishing.drawing.lettering import in_lines, width_of
from onboarding.publishing.drawing.picture import BOX_WIDTH, draw
from onboarding.publishing.reading import checked
from onboarding.web.speaking import speaking
from tests.cases.test_layout import lines_of

CAMPUS = """\
id: campus
version: 1
title: {en: Campus access, ja: 構内入構}
parameters: {notice: 10}
steps:
  - id: request
    kind: form
    role: researcher
    title: {en: Access to the campus, ja: 入構の申請}
    needs: [acceptance.agreement]
    asks: [stay.place (optional)]
    opens: [after acceptance.profile, once stay.days > 30, 2026-04-01]
    due: parameter.notice working days before stay.starts_on
    remind: [3 days before]
    escalate: [5 days after -> head]
  - id: permit
    kind: approval
    role: safety
    title: {en: Permit, ja: 入構許可}
    needs: [request]
    due: 5 days after opening
    route:
      - {of: [head, hr], need: 1}
      - {of: panel, seats: 3, need: 2}
      - safety
    outcomes:
      granted: {en: Granted, ja: 許可}
      unclear: {en: Please correct, ja: 差戻し, then: back to request}
      parked: {en: With a car, ja: 自動車, then: on to parking}
      refused: {en: Refused, ja: 不許可, then: stop}
  - id: parking
    kind: task
    role: safety
    deputy: office
    title: {en: Parking space, ja: 駐車場所}
    needs: [permit]
  - id: family_card
    kind: document
    document: invitation_letter
    role: office
    each: family.members
    when: member.comes_along
    title: {en: Cards of the family, ja: 家族のカード}
    needs: [permit]
"""


@pytest.fixture
def campus(published):
    """A workflow with every construct a picture shows, among all that is published."""
    found = checked(CAMPUS.replace("2026-04-01", "on 2026-04-01"), workflow="campus", version=1)
    assert [fault.reason for fault in found.errors] == []
    return found


def words_in(language, found):
    """Return the steps of a checked text by their titles, in a language."""
    with speaking(language):
        described = describe(found.workflow, found.catalogue)
    return described, {step.step.id: step for step in described.steps}


def test_an_approval_is_told_with_its_stages_and_without_its_seats(campus):
    described, steps = words_in("en", campus)

    assert [step.step.id for step in described.steps] == [
        *("request", "permit", "parking", "family_card"),
    ]
    assert steps["permit"].stages == (
        "1. 1 of: Department head and Personnel division",
        "2. 2 of: 3 × Panel member",
        "3. Safety and health office",
    )
    assert [waits.key for waits in steps["permit"].waits] == ["campus.request"]
    assert [(way.label, way.then, way.where) for way in steps["permit"].ways] == [
        ("Granted", "", ""),
        ("Please correct", "back", "back to “Access to the campus”"),
        ("With a car", "on", "on to “Parking space”"),
        ("Refused", "stop", "ends the case"),
    ]


def test_when_and_after_what_is_told_in_both_languages(campus):
    _, english = words_in("en", campus)
    _, japanese = words_in("ja", campus)

    assert english["request"].opens == (
        "after the end of “About you”",
        "once “Length of the stay in days” is more than 30",
        "from: Wed 1 Apr 2026",
    )
    assert english["request"].due == "10 working days (notice) before “First day of the stay”"
    assert english["request"].escalate == ("5 days after the due date, to: Department head",)
    assert [(w.title, w.workflow) for w in english["request"].waits] == [
        ("Read and accept the offer", "Acceptance"),
        ("About you", "Acceptance"),
    ]
    assert japanese["request"].due == "「受入開始日」の10営業日（notice）前"
    assert japanese["permit"].stages[1] == "2. 審査委員3名のうち2名"
    assert (english["parking"].role, english["parking"].deputy) == (
        "Safety and health office",
        "International office",
    )
    assert (english["family_card"].each, english["family_card"].when) == (
        "“Family”",
        "“Comes to Japan” (Family) is “Yes”",
    )


def test_a_programme_is_told_as_it_has_the_workflow(published):
    with speaking("en"):
        steps = {
            programme: describe(library().newest("visa"), library(), programme).steps[0]
            for programme in ("", "expert_j")
        }

    assert steps[""].due == "95 days (papers_lead) before “First day of the stay”"
    assert steps["expert_j"].due == "91 days (papers_lead) before “First day of the stay”"


def test_picture_has_a_lane_for_each_role_and_an_arrow_for_each_wait(campus):
    with speaking("en"):
        picture = draw(describe(campus.workflow, campus.catalogue))
        legend = [look for look, _ in picture.legend()]

    assert [lane.title for lane in picture.lanes] == [
        *("Researcher", "Safety and health office", "International office"),
    ]
    assert sorted(arrow.look for arrow in picture.arrows) == ["", "", "back", "on"]
    assert [box.look for box in picture.boxes] == [
        *(("plain",), ("group",), ("plain",), ("sheet", "maybe")),
    ]
    marks = {line.mark for box in picture.boxes for line in box.written} - {""}
    assert marks == {"entry", "each", "when", "back", "on", "stop"}
    assert legend == ["sheet", "group", "maybe", "entry", "each", "on", "back", "stop"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_words_stay_inside_their_box(published, language):
    with speaking(language):
        for workflow in library().current():
            for box in draw(describe(workflow, library())).boxes:
                left = int(box.outline[1:].split()[0].split("h")[0])
                for line in box.written:
                    size = 13 if line.look == "title" else 12
                    assert line.x + width_of(line.text, size) <= left + BOX_WIDTH, line.text


def test_no_arrow_of_a_shipped_picture_crosses_a_box(published):
    with speaking("en"):
        for workflow in library().current():
            picture = draw(describe(workflow, library()))
            spots = [_spot(box) for box in picture.boxes]
            for arrow in picture.arrows:
                for start, end in lines_of(arrow.path):
                    assert not any(_inside(start, end, spot) for spot in spots), workflow.id


def _spot(box):
    """Return where a box stands, less the edge where arrows touch it."""
    top = min(line.y for line in box.written) - 15
    left = min(line.x for line in box.written) - 10
    return Spot(left, top, max(line.y for line in box.written) - top)


def _inside(start, end, spot):
    across = max(start[0], end[0]) > spot.x and min(start[0], end[0]) < spot.x + BOX_WIDTH - 4
    down = max(start[1], end[1]) > spot.y and min(start[1], end[1]) < spot.y + spot.height
    return across and down


def test_lines_break_at_words_and_end_in_dots():
    text = "only if “Length of the stay in days” is more than 90 and a visa is needed"

    lines = in_lines(text, room=160, size=12, most=2)

    assert lines == ["only if “Length of the stay", "in days” is more than 90…"]
    assert all(width_of(line, 12) <= 160 for line in lines)


def test_japanese_breaks_anywhere_but_before_a_closing_mark():
    lines = in_lines("「在留資格認定証明書」が必要、または査証が必要。", room=96, size=12, most=9)

    assert lines == ["「在留資格認定証", "明書」が必要、ま", "たは査証が必要。"]


def test_a_word_longer_than_a_line_is_parted():
    assert in_lines("abcdefghijkl", room=40, size=12, most=2)[0] != "abcdefghijkl"
