"""An approval from the form to the last seat: in order, side by side, back, by a deputy."""

from playwright.sync_api import expect


def open_case(office, name: str) -> str:
    """Open a case of the conference and return its address."""
    office.sign_in_as("office")
    office.go("/cases/new")
    page = office.page
    page.locator("[name=programme]").select_option("conference_only")
    page.locator("[name=department]").select_option(index=1)
    page.locator("[name=host_name]").fill("Sota Nishimura")
    page.locator("[name=host_email]").fill("host@demo.example.ac.jp")
    page.locator("[name=family_name]").fill(name)
    page.locator("[name=email]").fill(f"{name.lower()}@example.org")
    page.locator("[name=nationality]").select_option("ESP")
    page.locator("[name=birth_date]").fill("1990-05-17")
    page.locator("[name=starts_on]").fill("2027-10-01")
    page.locator("[name=ends_on]").fill("2028-03-31")
    page.locator("main form button.button--main").click()
    page.wait_for_load_state()
    office.look()
    page.goto(f"{office.address}/desk?q={name}")
    page.get_by_role("link", name=name).first.click()
    page.wait_for_load_state()
    return page.url.removeprefix(office.address).removesuffix("/overview")


def decide(person, case: str, answer: str) -> None:
    """Take the one decision about a case on the list of decisions."""
    person.go("/decisions")
    person.page.locator(f"a[href*='{case}/steps/']").first.click()
    person.page.wait_for_load_state()
    person.look()
    person.choose("Your answer", answer)
    person.press("Record this answer")


def test_a_conference_is_approved_in_stages(conference_reader, language):
    name = f"KELLER{language.upper()}"
    office = conference_reader()
    case = open_case(office, name)
    host = conference_reader("phone")
    host.sign_in_as("host")
    host.go(f"{case}/steps/conference.application")
    expect(host.page.get_by_text(name).first).to_be_visible()
    host.fill("Research theme", "Quantum walks")
    host.press("Hand in")
    host.go(f"{case}/steps/conference.meeting")
    office.go(f"{case}/steps/conference.draft")
    office.page.locator("[name='stay.purpose']").fill("Talks on three days")
    office.press("Hand in")

    head = conference_reader("phone")
    head.open_mail("head@demo.example.ac.jp", name)
    head.choose("Your answer", "Return with a reason")
    head.look()
    head.press("Record this answer")
    expect(head.page.get_by_role("alert")).to_be_visible()
    head.choose("Back to which step?", "Draft of the programme")
    head.press("Record this answer")
    office.go(f"{case}/steps/conference.draft")
    office.page.locator("[name='stay.purpose']").fill("Talks on two days")
    office.press("Hand in")

    for who in ("department", "export", "hr"):
        person = conference_reader("phone" if who == "hr" else "desktop")
        person.sign_in_as(who)
        decide(person, case, "Approved")
    office.go(f"{case}/overview")
    expect(office.page.locator(".route__stages")).to_have_count(1)
    decide(office, case, "Approved")
    office.go(f"{case}/steps/conference.approval_3_office_2")
    expect(office.page.locator("#step-form")).to_have_count(0)
    ken = conference_reader("phone")
    ken.open_mail("ken@demo.example.ac.jp", name)
    ken.choose("Your answer", "Approved")
    ken.press("Record this answer")

    office.go(f"{case}/steps/conference.approval")
    expect(office.page.locator(".route strong")).to_contain_text(office.words("Approved"))
    office.go(f"{case}/steps/conference.ticket")
    office.go(f"{case}/overview")
    host.go(case)
