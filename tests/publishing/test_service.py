"""Publishing a version, and the draft of the next one."""

import pytest

from onboarding.cases.library import library
from onboarding.database import db
from onboarding.publishing import service
from onboarding.publishing.queries import draft_of, version_of
from tests.conftest import NOON
from tests.publishing.conftest import changed, text_of

LEAD = ("coe_lead: 90", "coe_lead: 80")


def test_a_published_text_is_the_next_version_and_new_cases_take_it(publish, make_case, admin):
    version = publish("visa", LEAD, note=" Shorter ")

    case = make_case()

    assert (version.version, version.note, version.origin) == (2, "Shorter", "browser")
    assert (version.by_id, version.at) == (admin.id, NOON)
    assert version.text == text_of("visa").replace("version: 1", "version: 2").replace(*LEAD)
    assert '"visa":2' in case.versions


def test_a_running_case_stays_with_its_version(published, publish, make_case, state):
    case = make_case()

    publish("visa", LEAD)

    assert state(case).plan.blueprint.parameters["visa"]["coe_lead"] == 90


def test_a_text_with_faults_is_refused_with_their_places(published, admin):
    text = changed("visa", ("needs: [coe_filed]", "needs: [coe_field]"))

    with pytest.raises(service.NotSound) as refused:
        service.publish("visa", text, base=1, note="", by=admin, at=NOON)

    line = 1 + text[: text.index("coe_field")].count("\n")
    found = [(f.code, f.reason, f.about[0], f.place.line) for f in refused.value.faults]
    assert found == [("E103", "unknown_step", "visa.coe_field", line)]
    assert version_of("visa", 2) is None


def test_a_text_of_another_workflow_is_refused(published, admin):
    with pytest.raises(service.NotSound) as refused:
        service.publish("visa", text_of("housing"), base=1, note="", by=admin, at=NOON)

    assert [fault.reason for fault in refused.value.faults] == ["file_named_otherwise"]


def test_a_text_that_is_no_yaml_is_refused(published, admin):
    with pytest.raises(service.NotSound) as refused:
        service.publish("visa", "id: [", base=1, note="", by=admin, at=NOON)

    assert [fault.reason for fault in refused.value.faults] == ["not_yaml"]


def test_the_second_of_two_who_publish_is_told(published, publish, admin):
    text = changed("visa", LEAD)
    publish("visa", ("coe_lead: 90", "coe_lead: 70"))

    with pytest.raises(service.PublishedMeanwhile) as refused:
        service.publish("visa", text, base=1, note="", by=admin, at=NOON)

    assert refused.value.newest.version == 2


def test_the_same_text_again_is_nothing_new(published, admin):
    with pytest.raises(service.NothingNew):
        service.publish("visa", text_of("visa"), base=1, note="", by=admin, at=NOON)


def test_a_new_workflow_begins_with_version_one(published, admin):
    text = (
        "id: greeting\nversion: 1\ntitle: {en: Greeting, ja: 挨拶}\nsteps:\n"
        "  - {id: hello, kind: task, role: office, title: {en: Say hello, ja: 挨拶する}}\n"
    )

    service.publish("greeting", text, base=0, note="", by=admin, at=NOON)

    assert library().newest("greeting").title.en == "Greeting"


def test_the_second_of_two_who_save_a_draft_is_told_with_both_texts(published, admin):
    service.save_draft("visa", "first", base=1, revision=0, by=admin, at=NOON)
    service.save_draft("visa", "second", base=1, revision=1, by=admin, at=NOON)

    with pytest.raises(service.DraftChanged) as refused:
        service.save_draft("visa", "mine", base=1, revision=1, by=admin, at=NOON)

    assert (refused.value.theirs.text, refused.value.mine) == ("second", "mine")
    assert draft_of("visa").revision == 2


def test_a_draft_is_published_as_it_was_saved_and_is_gone(published, admin):
    service.save_draft("visa", changed("visa", LEAD), base=1, revision=0, by=admin, at=NOON)

    service.publish_draft("visa", revision=1, note="", by=admin, at=NOON)

    assert draft_of("visa") is None
    assert library().newest("visa").parameters["coe_lead"] == 80


def test_a_draft_with_faults_stays(published, admin):
    service.save_draft("visa", "id: [", base=1, revision=0, by=admin, at=NOON)

    with pytest.raises(service.NotSound):
        service.publish_draft("visa", revision=1, note="", by=admin, at=NOON)

    assert draft_of("visa").text == "id: ["


def test_a_draft_saved_meanwhile_is_neither_published_nor_dropped(published, admin):
    service.save_draft("visa", changed("visa", LEAD), base=1, revision=0, by=admin, at=NOON)
    service.save_draft("visa", "other", base=1, revision=1, by=admin, at=NOON)

    with pytest.raises(service.DraftChanged):
        service.publish_draft("visa", revision=1, note="", by=admin, at=NOON)
    with pytest.raises(service.DraftChanged):
        service.drop_draft("visa", revision=1)
    service.drop_draft("visa", revision=2)

    assert draft_of("visa") is None
    db.session.rollback()
