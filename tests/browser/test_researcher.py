"""The researcher: from the mailed link to the papers, on a phone, in either language."""

import re

from playwright.sync_api import expect

from tests.cases.test_steps import picture


def test_a_checklist_is_worked_through_on_a_phone(reader, language, tmp_path):
    office = reader()
    office.sign_in_as("office")
    email = f"lin.{language}@example.org"
    new_case(office, email)

    person = reader("phone")
    person.open_mail(email, "26-")
    person.sees("Do next")
    person.follow("About you", exact=False)
    person.fill("Name in katakana", "リン メイ")
    person.page.get_by_role("button", name="English" if language == "ja" else "日本語").click()
    person.page.wait_for_load_state()
    expect(person.page.locator("input[name='researcher.katakana_name']")).to_have_value("リン メイ")
    person.page.get_by_role("button", name="日本語" if language == "ja" else "English").click()
    person.look()
    person.press("Hand in")
    expect(person.page.get_by_role("alert")).to_be_visible()

    fill_profile(person)
    person.press("Hand in")
    person.follow("Declaration on the specified types", exact=False)
    for name in ("type1", "foreign_money", "type3", "in_japan"):
        person.page.locator(f"[name='declaration.{name}'][value='no']").check()
    person.page.locator("fieldset").last.get_by_text(person.words("Yes"), exact=True).click()
    person.press("Hand in")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name=person.words("Add the plan to your calendar")).click()
    assert b"BEGIN:VCALENDAR" in download.value.path().read_bytes()

    person.follow("CV and list of works", exact=False)
    person.fill("Research plan", "Measure three families of catalysts.")
    scan = tmp_path / "cv.jpg"
    scan.write_bytes(picture(900, 1200))
    for name in ("researcher.cv", "researcher.works"):
        person.page.locator(f"input[type=file][name='{name}']").set_input_files(scan)
    person.press("Hand in")
    person.sees("Do next")


def new_case(office, email):
    """Open one case by hand."""
    office.go("/cases/new")
    office.page.get_by_label(office.words("Programme")).select_option("own_funds")
    office.page.get_by_label(office.words("Department")).select_option(index=1)
    office.fill("Family name", "LIN")
    office.fill("E-mail address", email)
    office.page.locator("[name='stay.starts_on'], [name='starts_on']").first.fill("2027-09-01")
    office.page.locator("[name='stay.ends_on'], [name='ends_on']").first.fill("2028-02-28")
    office.page.locator("main form button[type=submit]").last.click()
    office.page.wait_for_load_state()
    office.look()


def fill_profile(person):
    """Answer what is asked about oneself."""
    page = person.page
    page.locator("[name='researcher.birth_date']").fill("1990-05-17")
    page.locator("[name='researcher.sex'][value='female']").check()
    page.locator("[name='researcher.nationality']").select_option("TWN")
    page.locator("[name='researcher.home_country']").select_option("TWN")
    page.locator("[name='researcher.degree'][value='doctor']").check()
    for name, value in {
        "researcher.home_address": "1 Example Road, Taipei",
        "researcher.home_institution": "National Example University",
        "researcher.home_position": "Postdoctoral fellow",
        "emergency.name": "Lin Hua",
        "emergency.relation": "Sister",
        "emergency.phone": "+886 2 0000 0000",
    }.items():
        page.locator(f"[name='{name}']").fill(value)


def test_papers_made_by_the_worker_can_be_opened(reader, language):
    office = reader()
    office.sign_in_as("office")
    office.go("/cases/1/overview")
    links = [link.get_attribute("href") for link in office.page.locator("main a").all()]
    paper = next(link for link in links if re.fullmatch(r"/cases/1/papers/\d+", link))
    answer = office.page.request.get(f"{office.address}{paper}")

    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")
