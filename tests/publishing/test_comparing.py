"""What a version changes, in words: the page, the command, both languages."""

import pytest

from onboarding.cases.library import library
from onboarding.publishing import command
from onboarding.publishing.comparing import Difference, compare, sentence
from onboarding.web.speaking import speaking
from tests.publishing.photos import EARLIER_FILING, PHOTO_CHECK

SWAPS = (
    ("title: {en: Visa paperwork, ja: 査証・在留手続}", "title: {en: Visa, ja: 査証}"),
    EARLIER_FILING,
    ("remind: [14 days before, 3 days before, 2 days after -> office]", "remind: [14 days before]"),
    ("passport.country, passport.scan", "passport.scan"),
    PHOTO_CHECK,
)


def sentences(app, language="en"):
    versions = library().workflows["visa"]
    with app.test_request_context(), speaking(language):
        return [sentence(one) for one in compare(versions[1], versions[2], library())]


def test_a_new_version_is_told_step_by_step(app, publish):
    publish("visa", *SWAPS)

    said = sentences(app)

    assert "The whole workflow, title: “Visa” instead of “Visa paperwork”." in said
    assert "The whole workflow, parameters: “coe_lead: 80” added, “coe_lead: 90” dropped." in said
    assert "New step: Check the photo (International office)." in said
    assert any(
        one.startswith("Your passport, questions: “") and one.endswith("” dropped.") for one in said
    )
    assert any(one.startswith("Your passport, reminders: ") for one in said)
    assert any(one.startswith("File the COE application, due: ") for one in said)


def test_the_same_is_told_in_japanese(app, publish):
    publish("visa", *SWAPS)

    said = sentences(app, "ja")

    assert "ワークフロー全体の名称：「査証・在留手続」から「査証」に変わりました。" in said
    assert "新しい手続：写真の確認（国際課）。" in said
    assert len(said) == len(sentences(app))


def test_a_version_does_not_differ_from_itself(app, published):
    visa = library().workflows["visa"][1]
    with app.test_request_context():
        assert compare(visa, visa, library()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ((), ("a",), "S, role: now “a”."),
        (("a",), (), "S, role: no longer “a”."),
        (("a",), ("b",), "S, role: “b” instead of “a”."),
        (("a", "b"), ("b", "a"), "S, role: in another order."),
        (("a", "b"), ("a", "b", "c"), "S, role: “c” added."),
        (("a", "b", "c"), ("b",), "S, role: “a”, “c” dropped."),
        (("a", "b"), ("a", "c"), "S, role: “c” added, “b” dropped."),
    ],
)
def test_each_kind_of_change_has_its_sentence(app, old, new, said):
    with app.test_request_context(), speaking("en"):
        assert sentence(Difference("w.s", "S", "role", old, new)) == said


def test_a_step_that_is_gone_is_said(app):
    with app.test_request_context(), speaking("en"):
        assert sentence(Difference("w.s", "S", "gone", old=("Office",))) == "Step gone: S (Office)."


def test_the_page_compares_the_last_two_versions(publish, client, sign_in, admin):
    publish("visa", *SWAPS)
    sign_in(client, admin)

    page = client.get("/workflows/visa/changes").text

    assert "From version 1 to version 2" in page
    assert "New step: Check the photo (International office)." in page
    assert client.get("/workflows/visa/changes?from=1&to=9").status_code == 404
    assert client.get("/workflows/none/changes").status_code == 404
    alone = client.get("/workflows/housing/changes").text
    assert "Nothing is otherwise for the people who work with it." in alone


def test_the_page_is_for_administrators(published, client, sign_in, make_person):
    sign_in(client, make_person("office@example.org", ("office",)))

    assert client.get("/workflows/visa/changes").status_code == 403


def test_the_command_compares_versions_and_files(app, publish, tmp_path, capsys):
    publish("visa", *SWAPS)
    file = tmp_path / "next.yaml"
    text = "id: visa\nversion: 3\ntitle: {en: Visa, ja: 査証}\nsteps: []\n"
    file.write_text(text, "utf-8")

    with app.test_request_context(), speaking("en"):
        codes = [
            command.diff("visa@1", "visa@2"),
            command.diff("visa@2", str(file)),
            command.diff("visa@1", "housing@1"),
            command.diff("visa@1", "visa@1"),
            command.diff("visa@1", "visa@7"),
        ]

    said = capsys.readouterr().out
    assert codes == [0, 0, 1, 0, 1]
    assert "New step: Check the photo (International office)." in said
    assert "Step gone: Check the photo (International office)." in said
    assert "These are two different workflows." in said
    assert "There is no version “visa@7”; write for example visa@2." in said
