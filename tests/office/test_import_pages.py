"""The pages of a list, for the office and for whoever should not see them."""

import csv
import io
from urllib.parse import unquote

import openpyxl
import pytest

from onboarding.cases.models import Case
from onboarding.database import db
from onboarding.office.importing import service as imports
from onboarding.office.importing.models import Import
from tests.office.conftest import COLUMNS, ROW, as_csv, changed

BAD = changed(姓="KIM", メールアドレス="kim@example.org", 受入終了日="=NOW()", 生年月日="")


@pytest.fixture
def desk(client, sign_in, office):
    sign_in(client, office)
    return client


def send(desk, content, name="list.csv"):
    return desk.post("/imports", data={"list": (io.BytesIO(content), name)})


def text_of(answer):
    return " ".join(answer.get_data(as_text=True).split())


def test_a_list_is_shown_before_anything_is_written(desk):
    answer = send(desk, as_csv([ROW, BAD]))
    page = desk.get(answer.location)

    assert (answer.status_code, answer.location, page.status_code) == (303, "/imports/1", 200)
    assert "One case will be opened." in text_of(page)
    assert "One row is kept back, to be mended." in text_of(page)
    assert '<strong>受入終了日</strong> <span class="remarks__cell">=NOW()</span>' in text_of(page)
    assert db.session.query(Case).count() == 0


def test_the_page_speaks_japanese(desk, office):
    office.language = "ja"
    db.session.commit()

    page = desk.get(send(desk, as_csv([BAD])).location)

    assert '<html lang="ja"' in text_of(page)


def test_confirming_opens_the_cases_and_a_second_click_nothing(desk):
    send(desk, as_csv([ROW]))

    first = desk.post("/imports/1/confirm", data={"mails": "now"})
    second = desk.post("/imports/1/confirm", data={"mails": "later"})

    assert [answer.status_code for answer in (first, second)] == [303, 303]
    assert "One case was opened." in text_of(desk.get("/imports/1"))
    assert db.session.query(Case).count() == 1


def test_a_long_list_shows_a_bar_that_needs_no_script(desk):
    page = desk.get(send(desk, as_csv([ROW] * 1000)).location)
    part = desk.get("/imports/1", headers={"HX-Request": "true"})

    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in text_of(page)
    assert text_of(part).startswith('<div id="progress-part" hx-get="/imports/1"')


def test_the_bar_gives_way_to_the_page_when_the_work_is_done(desk):
    send(desk, as_csv([ROW]))

    part = desk.get("/imports/1", headers={"HX-Request": "true"})

    assert part.headers["HX-Refresh"] == "true"


def test_rows_can_be_shown_by_state_and_page(desk):
    people = (changed(メールアドレス=f"p{n}@example.org", 生年月日="") for n in range(60))
    send(desk, as_csv(list(people)))

    first, second = desk.get("/imports/1?show=good"), desk.get("/imports/1?after=51")

    assert text_of(first).count('id="row-') == 50
    assert text_of(second).count('id="row-') == 10
    assert "/imports/1?show=good&amp;after=51" in text_of(first)


@pytest.mark.parametrize("encoding", ["cp932", "utf-8", "utf-8-sig", "utf-16"])
def test_rows_to_mend_come_back_in_their_encoding(desk, encoding):
    send(desk, as_csv([ROW, BAD]).decode().encode(encoding))

    answer = desk.get("/imports/1/to-mend.csv")

    records = list(csv.reader(io.StringIO(answer.get_data().decode(encoding))))
    assert records[0] == [*COLUMNS, "Problems"]
    assert records[1][:8] == [*BAD[:7], "'=NOW()"]
    assert len(records) == 2


def test_the_file_to_mend_is_named_after_the_list(desk):
    send(desk, as_csv([BAD]), "四月 名簿.csv")

    name = desk.get("/imports/1/to-mend.csv").headers["Content-Disposition"]

    assert name.isascii()
    assert unquote(name) == "attachment; filename*=UTF-8''四月 名簿 to mend.csv"


def test_the_mended_file_can_be_sent_again(desk):
    send(desk, as_csv([BAD]))
    mended = desk.get("/imports/1/to-mend.csv").get_data().replace(b"'=NOW()", b"2030-03-31")

    page = desk.get(send(desk, mended).location)

    assert "One case will be opened." in text_of(page)
    assert "not understood" not in text_of(page)


def test_a_heading_that_calculates_comes_back_harmless(desk):
    send(desk, as_csv([[*BAD, "x"]], [*COLUMNS, "=1+1"]))

    first, second = desk.get("/imports/1/to-mend.csv").get_data().decode().splitlines()[:2]

    assert first.endswith(",'=1+1,Problems")
    assert ",'=NOW()," in second


def test_pages_ask_the_same_number_of_queries_for_one_row_and_for_three(desk, queries):
    send(desk, as_csv([ROW]))
    send(desk, as_csv([changed(メールアドレス=f"p{n}@example.org", 生年月日="") for n in range(3)]))

    one, three = queries(lambda: desk.get("/imports/1")), queries(lambda: desk.get("/imports/2"))

    assert one == three


def test_rows_to_mend_come_as_excel_with_nothing_to_calculate(desk):
    send(desk, as_csv([BAD]))

    content = desk.get("/imports/1/to-mend.xlsx").get_data()

    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert cells[0] == [*COLUMNS, "Problems"]
    assert cells[1][7] == "'=NOW()"
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_columns_are_chosen_in_the_browser(desk):
    send(desk, as_csv([[*ROW, "x"]], [*COLUMNS, "所管係"]))
    wanted = {f"column-{n}": column.target for n, column in enumerate(_columns())}

    answer = desk.post("/imports/1/columns", data={**wanted, "column-8": "department.unit"})

    assert answer.status_code == 303
    assert _columns()[8].target == "department.unit"


def _columns():
    return imports.columns_of(db.session.get_one(Import, 1, populate_existing=True))


def test_a_change_is_decided_row_by_row(desk):
    send(desk, as_csv([ROW]))
    desk.post("/imports/1/confirm")
    send(desk, as_csv([changed(受入終了日="2031-03-31")]))

    answer = desk.post("/imports/2/rows/2", data={"fact": "stay.ends_on", "take": "system"})
    desk.post("/imports/2/confirm")

    assert answer.location == "/imports/2?show=&after=0#row-2"
    assert str(db.session.query(Case).one().ends_on) == "2030-03-31"


def test_a_list_can_be_thrown_away_until_it_is_confirmed(desk):
    send(desk, as_csv([ROW]))
    send(desk, as_csv([ROW]))
    desk.post("/imports/2/confirm")

    thrown, kept = desk.post("/imports/1/drop"), desk.post("/imports/2/drop")

    assert (thrown.status_code, kept.status_code) == (303, 409)
    assert "This list has moved on" in text_of(kept)
    assert "This list was thrown away." in text_of(desk.get("/imports/1"))


def test_mails_are_let_go_from_the_page(desk):
    send(desk, as_csv([ROW]))
    desk.post("/imports/1/confirm", data={"mails": "later"})
    before = text_of(desk.get("/imports/1"))

    desk.post("/imports/1/mails")

    assert "The welcome mails of these cases are kept back." in before
    assert "kept back" not in text_of(desk.get("/imports/1"))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is empty. Choose it again."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is neither a text nor an Excel file."),
        (b"a,b\r\n1,2", "No row of headings was found."),
    ],
)
def test_what_is_no_list_is_refused_on_the_page(desk, content, sentence):
    page = desk.get(send(desk, content).location)

    assert page.status_code == 200
    assert sentence in text_of(page)


def test_no_file_at_all_is_said_beside_the_input(desk):
    answer = desk.post("/imports", data={})

    assert answer.status_code == 422
    assert '<p class="field__error" id="list-error-1">Choose a file.</p>' in text_of(answer)


def test_script_in_a_cell_is_shown_as_text(desk):
    page = desk.get(send(desk, as_csv([changed(姓="<script>alert(1)</script>")])).location)

    assert "<script>alert" not in text_of(page)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text_of(page)
