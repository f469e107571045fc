"""The office: its list goes in, its desk answers, many steps are worked on at once."""

from pathlib import Path

from playwright.sync_api import expect

LISTS = Path(__file__).parent / "lists"


def test_a_list_goes_in_and_its_bad_rows_come_back(reader, language):
    office = reader()
    office.sign_in_as("office")
    office.follow("Import")
    office.page.locator("input[type=file]").set_input_files(LISTS / f"arrivals_{language}.csv")
    office.press("Read the list")
    office.sees("Nothing has been written yet.")

    office.page.locator("form[action$='/confirm'] button.button--main").click()
    expect(office.page.locator("a[href$='to-mend.csv']").first).to_be_visible()
    office.look()
    with office.page.expect_download() as download:
        office.page.locator("a[href$='to-mend.csv']").first.click()
    mended = download.value.path().read_bytes()

    assert b"SUHARTO" not in mended
    assert b"BROWN" in mended
    assert b"LEE" in mended
    office.go("/desk?q=suharto")
    expect(office.page.get_by_role("link", name="SUHARTO")).to_have_count(1)


def test_the_desk_answers_and_many_are_reminded_at_once(reader):
    office = reader()
    office.sign_in_as("office")
    office.go("/desk?tab=late")
    office.go("/desk?tab=arrivals")
    office.go("/desk?tab=others")

    office.page.get_by_label(office.words("all steps listed on this page")).check()
    office.press("Remind")
    expect(office.page.get_by_role("link", name=office.words("Back to the desk"))).to_be_visible()
    office.look()
    office.follow("Back to the desk")


def test_a_case_shows_its_history_and_its_picture(reader):
    for width in ("desktop", "phone"):
        office = reader(width)
        office.sign_in_as("office")
        office.go("/cases/1/overview")

        expect(office.page.locator(".picture svg")).to_be_visible()
        expect(office.page.locator(".history__event").first).to_be_visible()
        office.go("/cases/1/record")
        office.go("/people")
        office.go("/deputies")
