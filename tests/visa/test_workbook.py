"""The agency's workbook: its own cells are filled, everything else stays as it came."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from onboarding.config import assets
from onboarding.visa.forms.maps import form_maps
from onboarding.visa.forms.workbook import NoWorkbook, OtherVersion, check, fill

FORM = form_maps(assets() / "workflows")[0]
OFFICIAL = Path(__file__).parents[3] / "shared" / "official"
official = pytest.mark.skipif(
    not OFFICIAL.exists(), reason="the agency's files do not lie beside this"
)
VALUES = {
    "nationality": "スペイン",
    "birth_date.year": "1990",
    "name": "GARCIA & LOPEZ <MARIA>",
    "sex": "female",
    "purpose": "professor",
    "past_entries": "no",
}


def agency_workbook():
    return (OFFICIAL / "coe_application.xlsx").read_bytes()


def own_workbook(**labels):
    """A workbook with the labels of the map at their places, for where the agency's is not."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = FORM.sheets[0].sheet
    for cell in (*FORM.sheets[0].cells, *FORM.sheets[0].boxes["purpose"].values()):
        sheet[cell] = "□"
    for cell, words in {**FORM.sheets[0].labels, **labels}.items():
        sheet[cell] = words
    book.create_sheet("Other")["A1"] = "stays"
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def cells(workbook, sheet=0):
    """Return cell → text as another program reads it, blanks at the ends left out."""
    found = CalamineWorkbook.from_filelike(BytesIO(workbook)).get_sheet_by_index(sheet)
    top, left = found.start or (0, 0)
    return {
        f"{get_column_letter(left + x + 1)}{top + y + 1}": str(text).strip()
        for y, row in enumerate(found.to_python(skip_empty_area=True))
        for x, text in enumerate(row)
        if str(text).strip()
    }


def test_values_stand_in_their_cells_and_nothing_else_changes():
    before = own_workbook()

    after = fill(before, FORM, VALUES)

    changed = {k: v for k, v in cells(after).items() if cells(before)[k] != v}
    assert changed == {
        "G17": "スペイン",
        "AC17": "1990",
        "G20": "GARCIA & LOPEZ <MARIA>",
        "B39": "■",
    }
    assert cells(after, 1) == {"A1": "stays"}


def test_label_elsewhere_is_refused_with_its_place():
    with pytest.raises(OtherVersion) as refused:
        fill(own_workbook(A20="4 name"), FORM, VALUES)

    assert [(w.cell, w.expected, w.found) for w in refused.value.misplaced] == [
        ("A20", "氏名", "4 name")
    ]


def test_missing_sheet_is_named():
    book = openpyxl.Workbook()
    target = BytesIO()
    book.save(target)

    assert [wrong.expected for wrong in check(target.getvalue(), FORM)] == [FORM.sheets[0].sheet]


@pytest.mark.parametrize("file", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_workbook_is_refused(file):
    with pytest.raises(NoWorkbook):
        fill(file, FORM, VALUES)


def test_workbook_with_entities_is_refused():
    source = own_workbook()
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(source)) as old, zipfile.ZipFile(target, "w") as new:
        for info in old.infolist():
            text = old.read(info)
            if info.filename == "xl/workbook.xml":
                text = b'<!DOCTYPE x [<!ENTITY a "b">]>' + text
            new.writestr(info, text)

    with pytest.raises(NoWorkbook):
        fill(target.getvalue(), FORM, VALUES)


@official
def test_agency_workbook_has_every_label_at_its_place():
    assert check(agency_workbook(), FORM) == ()


@official
def test_agency_workbook_is_filled_cell_by_cell():
    names = FORM.sheets[0].cells
    values = {name: f"{number}" for number, name in enumerate(names.values())}

    after = cells(fill(agency_workbook(), FORM, values))

    assert {cell: after[cell] for cell in names} == {c: values[n] for c, n in names.items()}


@official
def test_other_parts_of_the_agency_workbook_stay_byte_for_byte():
    before, after = agency_workbook(), fill(agency_workbook(), FORM, VALUES)
    with zipfile.ZipFile(BytesIO(before)) as old, zipfile.ZipFile(BytesIO(after)) as new:
        changed = sorted(name for name in old.namelist() if old.read(name) != new.read(name))
        assert old.namelist() == new.namelist()

    assert changed == ["xl/drawings/drawing1.xml", "xl/worksheets/sheet1.xml"]


@official
def test_each_purpose_ticks_its_own_box():
    workbook, boxes = agency_workbook(), FORM.sheets[0].boxes["purpose"]
    before = cells(workbook)
    ticked = {}
    for name in boxes:
        after = cells(fill(workbook, FORM, {"purpose": name}))
        ticked[name] = {cell for cell, text in after.items() if before.get(cell) != text}

    assert ticked == {name: {cell} for name, cell in boxes.items()}
