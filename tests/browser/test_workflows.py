"""An administrator changes a workflow: broken, mended, rehearsed, published with a note."""

import pytest
from playwright.sync_api import expect

# Milliseconds in which even a busy machine proves a text.
PROVEN = 90_000
BROKEN, SOUND = "needs: [acceptance.agrement]", "needs: [acceptance.agreement]"


def press_and_wait(admin, button):
    """Press a button after which the text is proven, which takes seconds; look at what comes."""
    with admin.page.expect_navigation(timeout=PROVEN):
        button.click(timeout=PROVEN)
    admin.look()


@pytest.mark.parametrize("width", ["desktop", "phone"])
def test_a_workflow_is_broken_mended_and_published(reader, width, language):
    admin = reader(width)
    admin.sign_in_as("office")
    admin.go("/workflows")
    admin.go("/workflows/visa")
    expect(admin.page.locator(".picture svg")).to_be_visible()
    admin.page.locator("a[href='/workflows/visa/edit']").click()
    admin.look()

    text = admin.page.locator("#text").input_value()
    note = f"{width} {language}"
    admin.page.locator("#text").fill(f"# {note}\n" + text.replace(SOUND, BROKEN, 1))
    check = admin.page.get_by_role("button", name=admin.words("Check"), exact=True)
    press_and_wait(admin, check)

    line = 1 + text[: text.index(SOUND)].count("\n") + 1
    expect(admin.page.locator(".errors")).to_contain_text("acceptance.agrement")
    expect(admin.page.locator(f"#line-{line}")).to_have_class(
        "editor__number editor__number--wrong"
    )
    beside = admin.page.locator(".editor__words")
    expect(beside).to_have_count(1)
    expect(beside).to_contain_text("acceptance.agrement")
    if width == "desktop":
        number, words = (
            admin.page.locator(f"#line-{line}").bounding_box(),
            beside.bounding_box(),
        )
        assert abs(number["y"] - words["y"]) < 2

    admin.page.locator("#text").fill(f"# {note}\n{text}")
    press_and_wait(admin, check)
    admin.sees("The checker found no fault: whatever is answered, every case can be finished.")
    admin.press("Save draft")
    admin.follow("See the checklist")
    admin.page.get_by_role("button", name=admin.words("Show"), exact=True).click()
    admin.look()

    publish = admin.page.locator("#publish-form button")
    admin.page.goto(f"{admin.address}/workflows/visa/publish", timeout=PROVEN)
    admin.look()
    press_and_wait(admin, publish)
    admin.sees("Say what changes and why: nobody can ask the version later.")
    admin.page.locator("#note").fill(note)
    press_and_wait(admin, publish)
    expect(admin.page.locator("tbody").first).to_contain_text(note)


def test_the_second_of_two_editors_is_told(reader, language):
    first, second = reader(), reader()
    for admin, word in ((first, "one"), (second, "two")):
        admin.sign_in_as("office")
        admin.go("/workflows/family/edit")
        text = admin.page.locator("#text").input_value()
        admin.page.locator("#text").fill(f"# {word} {language}\n{text}")
    first.press("Save draft")

    second.press("Save draft")

    expect(second.page.locator(".errors")).to_be_visible()
    expect(second.page.locator(".compare ins")).to_contain_text(f"# two {language}")
    expect(second.page.locator(".compare del")).to_contain_text(f"# one {language}")
    second.press("Save my text in place of it")
    second.sees("The draft is saved. Nothing changes for anybody until it is published.")
    expect(second.page.locator("#text")).to_have_value(f"# two {language}\n{text}")
    second.page.locator("summary").last.click()
    second.press("Yes, throw it away")
    second.sees("The draft is thrown away.")


def test_a_new_workflow_is_begun(reader, language):
    admin = reader("phone")
    admin.sign_in_as("office")
    admin.go("/workflows")
    admin.follow("Begin a new workflow")
    admin.press("Begin")
    expect(admin.page.locator(".errors")).to_be_visible()

    admin.fill("Short name", f"campus_{language}")
    admin.fill("Title in English", "Campus access")
    admin.fill("Title in Japanese", "構内入構")
    admin.press("Begin")

    admin.sees("Here is a beginning without faults. Change it, check it, save it.")
    expect(admin.page.locator(".picture svg")).to_be_visible()
