"""Sending back: the choice of a step, what it has done again, and the history of it."""

import json

import pytest

from onboarding.cases.queries import history
from tests.cases.test_approval_pages import ready, text
from tests.conftest import NOON


@pytest.fixture(autouse=True)
def today(time_machine_at):
    time_machine_at(NOON)


def test_choice_shows_what_will_be_done_again(conference, client, sign_in):
    ready(conference)
    sign_in(client, conference.head)

    words = text(client.get(f"/cases/{conference.case.id}/steps/conference.approval_1_head"))

    assert "Back to which step?" in words
    assert (
        "Application for the conference These steps will be done again: Application for the "
        "conference; Draft of the programme" in words
    )
    assert "Draft of the programme These steps will be done again: Draft of the programme" in words


def test_sending_back_without_a_step_is_refused_beside_the_answers(conference, client, sign_in):
    ready(conference)
    sign_in(client, conference.head)
    page = f"/cases/{conference.case.id}/steps/conference.approval_1_head"

    answer = client.post(page, data={"save": "finish", "outcome": "returned", "note": "Why?"})

    assert answer.status_code == 422
    assert "Choose the step that has to be done again." in text(answer)


def test_chosen_step_opens_and_the_history_names_it(conference, client, sign_in, state):
    ready(conference)
    sign_in(client, conference.head)
    page = f"/cases/{conference.case.id}/steps/conference.approval_1_head"
    data = {"save": "finish", "outcome": "returned", "note": "Dates are missing"}

    answer = client.post(page, data={**data, "back_to.returned": "conference.draft"})

    progress = state(conference.case)
    assert answer.status_code == 303
    open_now = {one.key for one in progress.open_steps()}
    assert "conference.draft" in open_now
    assert "conference.application" not in open_now
    said = json.loads(history(conference.case)[-1].data)
    assert (said["back_to"], said["note"]) == ("conference.draft", "Dates are missing")
    sign_in(client, conference.office)
    words = text(client.get(f"/cases/{conference.case.id}/overview"))
    assert "Return with a reason, back to “Draft of the programme”" in words


def test_draft_keeps_the_chosen_step(conference, client, sign_in):
    ready(conference)
    sign_in(client, conference.head)
    page = f"/cases/{conference.case.id}/steps/conference.approval_1_head"
    chosen = {"outcome": "returned", "back_to.returned": "conference.draft"}

    client.post(page, data={**chosen, "save": "draft"})
    kept = client.get(page).get_data(as_text=True)

    assert 'value="conference.draft" checked' in kept
