"""Writing a workflow in the browser: checked, kept as a draft, told when somebody else saved."""

import html
import re

import pytest

from onboarding.database import db
from onboarding.publishing.models import PublishedVersion, WorkflowDraft
from onboarding.publishing.queries import draft_of, versions_of
from onboarding.publishing.reading import renumbered
from tests.publishing.conftest import changed, text_of

EDIT, PUBLISH = "/workflows/visa/edit", "/workflows/visa/publish"


@pytest.fixture
def writer(client, admin, sign_in, published):
    """An administrator at a browser."""
    sign_in(client, admin)
    return client


def typed(page):
    """Return what the box of a page holds, as a browser shows it."""
    found = re.search(r"<textarea[^>]*id=\"text\"[^>]*>(.*?)</textarea>", page.text, re.DOTALL)
    assert found
    return html.unescape(found[1]).removeprefix("\n")


def send(client, text, *, do="save", base=1, revision=0, workflow="visa"):
    """Send a text as a browser does, with the line ends it makes."""
    sent = {"text": text.replace("\n", "\r\n"), "do": do, "base": base, "revision": revision}
    return client.post(f"/workflows/{workflow}/edit", data=sent)


def plain(page):
    """Return the words of a page without its tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page.text)).split())


def test_editor_begins_with_the_newest_version_under_the_next_number(writer):
    page = writer.get(EDIT)

    assert page.status_code == 200
    assert typed(page) == renumbered(text_of("visa"), 2)
    assert "You begin from version 1, which stays as it is." in plain(page)


def test_check_says_beside_the_line_what_is_wrong_and_keeps_what_was_typed(writer):
    text = "\n" + changed("visa", ("[acceptance.agreement]", "[acceptance.agrement]")) + "  \n\n"
    line = next(n for n, one in enumerate(text.split("\n"), 1) if "agrement" in one)

    page = send(writer, text, do="check")

    assert page.status_code == 422
    assert typed(page) == text
    assert f"Line {line}: There is no step “acceptance.agrement”." in plain(page)
    assert f'<a href="#line-{line}">Line {line}, column 13</a>' in page.text
    assert draft_of("visa") is None


def test_check_speaks_the_readers_language(browser, admin, sign_in, published):
    reader = browser("ja")
    admin.language = "ja"
    db.session.commit()
    sign_in(reader, admin)

    page = send(reader, changed("visa", ("kind: form", "kind: from")), do="check")

    assert page.status_code == 422
    assert "「from」" in plain(page)
    assert "直す箇所が1件あります" in plain(page) or "1件" in plain(page)


def test_check_of_a_sound_text_shows_its_picture(writer):
    page = send(writer, changed("visa", ("coe_lead: 90", "coe_lead: 89")), do="check")

    assert page.status_code == 200
    assert "The checker found no fault: whatever is answered" in plain(page)
    assert "89 days (coe_lead) before" in plain(page)
    assert draft_of("visa") is None


def test_check_proves_and_shows_answers_that_get_a_case_stuck(writer):
    text = changed("visa", ("asks: [visa.needed]", "asks: [visa.embassy (optional)]"))

    page = send(writer, text, do="check")

    assert page.status_code == 422
    assert "A case can get stuck" in plain(page) or "not certainly known by then" in plain(page)
    assert "For example:" in plain(page)
    assert send(writer, text).status_code == 303
    assert writer.post(PUBLISH, data={"note": "Try", "revision": "1"}).status_code == 422
    assert [one.version for one in versions_of("visa")] == [1]


def test_faults_in_other_files_are_said_with_their_place(writer):
    lead = ("due: parameter.papers_lead days", "due: 95 days")

    page = send(writer, changed("visa", ("  papers_lead: 95\n", ""), lead, lead), do="check")

    assert page.status_code == 422
    assert "programmes/expert_j.yaml:1" in plain(page)
    assert "Nothing has the name “parameter.papers_lead”." in plain(page)


def test_a_step_that_others_need_is_missed(writer):
    text = changed("acceptance", ("  - id: agreement\n", "  - id: contract\n"))

    page = send(writer, text, do="check", workflow="acceptance")

    assert page.status_code == 422
    assert "There is no step “acceptance.agreement”." in plain(page)
    assert "visa/v1.yaml:" in plain(page)


def test_the_id_of_a_workflow_stays(writer):
    page = send(writer, changed("visa", ("id: visa\n", "id: visas\n")), do="check")

    assert page.status_code == 422
    assert "Line 2, column 5 : The id has to stay “visa”" in plain(page)


def test_what_is_no_yaml_is_said_at_its_line(writer):
    page = send(writer, "id: visa\nversion: 2\ntitle: {en: [\n", do="check")

    assert page.status_code == 422
    assert "This cannot be read as YAML" in plain(page)


def test_a_faulty_text_is_saved_and_not_published(writer):
    text = changed("visa", ("kind: form", "kind: from"))

    saved = send(writer, text)
    published = writer.post(PUBLISH, data={"note": "Try it", "revision": "1"})

    assert (saved.status_code, saved.location) == (303, EDIT)
    assert draft_of("visa").text == text
    assert published.status_code == 422
    assert "has to be mended before this can be published" in plain(published)
    assert [one.version for one in versions_of("visa")] == [1]


def test_characters_nobody_types_are_refused_with_the_text_kept(writer):
    page = send(writer, "id: visa\x00\n")

    assert page.status_code == 422
    assert "cannot be printed" in plain(page)
    assert draft_of("visa") is None


def test_second_of_two_editors_is_told_and_loses_nothing(writer):
    theirs = changed("visa", ("coe_lead: 90", "coe_lead: 91"))
    mine = changed("visa", ("papers_lead: 95", "papers_lead: 97"))
    send(writer, theirs)

    page = send(writer, mine)
    fields = dict(re.findall(r'name="(base|revision)" value="(\d+)"', page.text))

    assert page.status_code == 409
    assert "Aiko Mori saved another text" in plain(page)
    assert typed(page) == mine
    assert "<del>  coe_lead: 91</del>" in page.text
    assert "<ins>  papers_lead: 97</ins>" in page.text
    assert draft_of("visa").text == theirs
    assert send(writer, mine, revision=int(fields["revision"])).status_code == 303
    assert draft_of("visa").text == mine


def test_second_editor_is_told_when_the_draft_is_gone(writer):
    send(writer, changed("visa", ("coe_lead: 90", "coe_lead: 91")))
    writer.post("/workflows/visa/draft/drop", data={"revision": "1"})

    page = send(writer, text_of("visa"), revision=1)

    assert page.status_code == 409
    assert typed(page) == text_of("visa")


def test_publishing_needs_a_note_that_says_something(writer):
    send(writer, changed("visa", ("coe_lead: 90", "coe_lead: 91")))

    for note in ("", "   \n "):
        page = writer.post(PUBLISH, data={"note": note, "revision": "1"})
        assert page.status_code == 422
        assert "Say what changes and why" in plain(page)
    assert [one.version for one in versions_of("visa")] == [1]


def test_draft_is_published_once_with_its_note_whoever_clicks_twice(writer, admin):
    send(writer, changed("visa", ("coe_lead: 90", "coe_lead: 91")))
    sent = {"note": "The bureau asks for the papers a day earlier.", "revision": "1"}

    first, second = (writer.post(PUBLISH, data=sent) for _ in range(2))

    assert [first.status_code, second.status_code] == [303, 303]
    newest, oldest = versions_of("visa")
    assert (newest.version, newest.note, newest.by_id) == (2, sent["note"], admin.id)
    assert "coe_lead: 91" in newest.text
    assert oldest.version == 1
    assert draft_of("visa") is None
    assert sent["note"] in plain(writer.get("/workflows/visa"))


def test_what_somebody_saved_meanwhile_is_not_published_unseen(writer):
    send(writer, changed("visa", ("coe_lead: 90", "coe_lead: 91")))
    send(writer, changed("visa", ("coe_lead: 90", "coe_lead: 88")), revision=1)

    page = writer.post(PUBLISH, data={"note": "A day earlier", "revision": "1"})

    assert page.status_code == 409
    assert "Somebody saved the draft meanwhile." in plain(page)
    assert "A day earlier" in page.text
    assert 'value="2"' in page.text
    assert [one.version for one in versions_of("visa")] == [1]


def test_draft_behind_a_newer_version_goes_on_after_comparing(writer, publish):
    mine = changed("visa", ("coe_lead: 90", "coe_lead: 91"))
    send(writer, mine)
    publish("visa", ("papers_lead: 95", "papers_lead: 94"), note="Faster")

    refused = writer.post(PUBLISH, data={"note": "Mine", "revision": "1"})
    compared = writer.get("/workflows/visa/catch-up")
    fields = dict(re.findall(r'name="(base|revision)" value="(\d+)"', compared.text))
    send(writer, typed(compared), base=int(fields["base"]), revision=int(fields["revision"]))

    assert refused.status_code == 409
    assert "Version 2 was published meanwhile, by Aiko Mori" in plain(compared)
    assert "<del>  papers_lead: 94</del>" in compared.text
    assert draft_of("visa").base_version == 2
    assert writer.get("/workflows/visa/catch-up").location == EDIT


def test_text_the_same_as_the_newest_is_not_published(writer):
    send(writer, text_of("visa"))

    page = writer.post(PUBLISH, data={"note": "Nothing", "revision": "1"})

    assert page.status_code == 409
    assert "The draft is the same as what is published." in plain(page)


def test_language_switch_keeps_what_was_typed(writer):
    text = changed("visa", ("coe_lead: 90", "coe_lead: 77"))
    switched = re.search(r'formaction="([^"]+)"', writer.get(EDIT).text)
    sent = {"text": text.replace("\n", "\r\n"), "base": "1", "revision": "0"}

    page = writer.post(html.unescape(switched[1]), data=sent, follow_redirects=True)

    assert 'lang="ja"' in page.text
    assert typed(page) == text


def test_draft_is_thrown_away_only_as_it_was_seen(writer):
    send(writer, changed("visa", ("coe_lead: 90", "coe_lead: 91")))

    writer.post("/workflows/visa/draft/drop", data={"revision": "7"})
    kept = draft_of("visa") is not None
    gone = writer.post("/workflows/visa/draft/drop", data={"revision": "1"})

    assert kept
    assert gone.location == "/workflows/visa"
    assert draft_of("visa") is None


@pytest.mark.parametrize("title", ["Campus access", 'It\'s "new": {really}, # yes', "a\\b"])
def test_new_workflow_begins_without_a_fault(writer, title):
    sent = {"id": "campus", "title_en": title, "title_ja": "構内入構：新規"}

    page = writer.post("/workflows/new", data=sent)
    editor = writer.get("/workflows/campus/edit")

    assert (page.status_code, page.location) == (303, "/workflows/campus/edit")
    assert "Nothing in the text is wrong as such." in plain(editor)
    assert title in plain(editor)
    assert 'href="/workflows/campus/edit"' in writer.get("/workflows").text


def test_new_workflow_is_published_as_its_first_version(writer):
    writer.post("/workflows/new", data={"id": "campus", "title_en": "Campus", "title_ja": "構内"})

    page = writer.post("/workflows/campus/publish", data={"note": "New rules", "revision": "1"})

    assert page.status_code == 303
    assert [(one.version, one.note) for one in versions_of("campus")] == [(1, "New rules")]
    assert "No programme uses this workflow yet." in plain(writer.get("/workflows/campus"))


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("Campus Access", "Write small letters, digits and underscores"),
        ("visa", "This name is in use already."),
        ("programmes", "This name is in use already."),
        ("", "Please fill this in."),
    ],
)
def test_new_workflow_needs_a_name_of_its_own(writer, id, words):
    page = writer.post("/workflows/new", data={"id": id, "title_en": "A", "title_ja": "あ"})

    assert page.status_code == 422
    assert words in plain(page)
    assert db.session.query(WorkflowDraft).count() == 0


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", EDIT),
        ("post", EDIT),
        ("get", PUBLISH),
        ("post", PUBLISH),
        ("get", "/workflows/new"),
        ("post", "/workflows/new"),
        ("post", "/workflows/visa/draft/drop"),
        ("get", "/workflows/visa/catch-up"),
        ("get", "/workflows/visa/checklist"),
        ("get", "/workflows/names"),
    ],
)
def test_nobody_but_administrators_writes(
    browser, make_person, sign_in, published, method, address
):
    reader = browser()
    sign_in(reader, make_person("office@example.org", ("office", "head", "department")))

    page = getattr(reader, method)(address, data={"text": "x"} if method == "post" else None)

    assert page.status_code == 403
    assert db.session.query(WorkflowDraft).count() == 0
    assert db.session.query(PublishedVersion).filter_by(version=2).count() == 0


def test_a_workflow_there_is_none_of_is_not_found(writer):
    for address in ("edit", "publish", "checklist", "catch-up"):
        assert writer.get(f"/workflows/nowhere/{address}").status_code == 404
    assert writer.post("/workflows/nowhere/edit", data={"text": "x"}).status_code == 404


def test_names_of_facts_say_what_asks_for_them(writer):
    page = writer.get("/workflows/names")

    assert page.status_code == 200
    row = page.text.partition("<code>passport.number</code>")[2].partition("</tr>")[0]
    assert "<code>visa.passport</code> Your passport" in row
    assert "papers_lead: 91" in plain(page)
