"""The department head and the panel: a mail, one screen, a decision."""

from playwright.sync_api import expect


def test_a_panel_member_declares_and_scores(reader, language):
    person = reader("phone")
    who = {"en": "panel", "ja": "panel2"}[language]
    person.open_mail(f"{who}@demo.example.ac.jp", "26-0003")
    person.page.locator("[name='answer'][value='none']").check()
    person.press("Declare")
    person.page.locator("main a.button--main").first.click()
    person.look()

    person.page.locator("textarea[name='comment']").fill("Clear answers on the method.")
    person.press("Hand in my scores")
    expect(person.page.get_by_role("alert")).to_be_visible()
    for question in person.page.locator(".rating").all():
        question.locator("input[value='4'], input[value='accept']").first.check()
    person.press("Hand in my scores")
    expect(person.page.get_by_text("Clear answers on the method.").first).to_be_visible()


def test_a_head_decides_from_a_mail_on_a_phone(reader, language):
    case = {"en": "26-0002", "ja": "26-0010"}[language]
    head = reader("phone")
    head.open_mail("head@demo.example.ac.jp", case)
    head.choose("Your answer", "Return with a reason")
    head.press("Record this answer")
    expect(head.page.get_by_role("alert")).to_be_visible()
    head.choose("Your answer", "Approve and accept")
    head.press("Record this answer")

    head.go("/decisions")
    expect(head.page.get_by_text(head.words("Decided lately"))).to_be_visible()
