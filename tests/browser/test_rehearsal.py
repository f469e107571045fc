"""An office rehearses a season, then the same one with a change beside it."""

from playwright.sync_api import expect


def test_an_office_rehearses_a_season_and_changes_it(reader):
    for width in ("desktop", "phone"):
        office = reader(width)
        office.sign_in_as("office")
        office.go("/rehearsals")
        office.fill("Number of arrivals", "40")
        office.press("Rehearse")
        again = office.page.get_by_role("link", name=office.words("Rehearse again, with a change"))
        expect(again).to_be_visible(timeout=30_000)
        office.look()

        office.follow("Rehearse again, with a change")
        office.page.locator("#step_0").select_option("visa.coe_result")
        office.page.locator("#days_0").fill("150")
        office.page.locator("#staff_office").fill("1")
        office.press("Rehearse")
        expect(again).to_be_visible(timeout=30_000)
        office.look()
        for folded in office.page.locator("summary").all():
            folded.click()
        office.look()
