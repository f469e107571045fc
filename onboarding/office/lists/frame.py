"""The frame of a stay, looked up by name: its programme, its department, its host."""

from collections.abc import Callable, Mapping
from datetime import date

from babel.lists import format_list
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from onboarding.cases.library import library
from onboarding.cases.values import Unreadable, read
from onboarding.engine.definition import Text
from onboarding.office.lists.cells import prepared
from onboarding.office.lists.checked import Checked
from onboarding.office.lists.directory import Directory, unknown_host
from onboarding.office.lists.problems import in_both, said

Cells = Mapping[str, str]
ColumnOf = Callable[[str], str]


def read_frame(row: Checked, cells: Cells, directory: Directory, column_of: ColumnOf) -> None:
    """Find the programme, department and host a row names."""
    _programme(row, cells.get("case.programme", ""), directory, column_of("case.programme"))
    _department(row, cells.get("case.department", ""), directory, column_of("case.department"))
    _host(row, cells, directory, column_of)


def _programme(row: Checked, name: str, directory: Directory, column: str) -> None:
    programme = directory.programme(name)
    if programme is None and name:
        row.refuse(column, _l("There is no programme “%(name)s”.", name=name))
    elif programme is not None and programme.umbrella:
        row.refuse(column, _l("“%(name)s” holds several programmes. Write which one.", name=name))
    elif programme is not None:
        row.programme = programme.id


def _department(row: Checked, name: str, directory: Directory, column: str) -> None:
    department = directory.department(name)
    if department is None:
        if name:
            row.refuse(column, _no_department(name, directory.close_departments(name)))
        return
    row.department_id = department.id
    if directory.only is not None and department.id not in directory.only:
        row.refuse(column, _l("You do not look after “%(name)s”.", name=name))


def _no_department(name: str, close: list[Text]) -> Text:
    if not close:
        return said(_l("There is no department “%(name)s”.", name=name))
    return in_both(
        lambda lang: _(
            "There is no department “%(name)s”. Is one of these meant: %(close)s?",
            name=name,
            close=format_list([one.in_(lang) for one in close], style="or", locale=lang),
        )
    )


def _host(row: Checked, cells: Cells, directory: Directory, column_of: ColumnOf) -> None:
    name, email = cells.get("host.any_name", ""), cells.get("host.email", "")
    if email:
        email = _email(row, email, column_of("host.email"))
    if not (name or email):
        return
    column = column_of("host.any_name") or column_of("host.email")
    found = directory.hosts(name, email, row.department_id)
    if len(found) > 1:
        row.hint(column, _l("Several people have this name: choose the host in the case."))
    elif found[0].id is None and not name:
        row.hint(column, _l("Nobody here has this address, and the host's name is missing."))
        return
    elif found[0].id is None and not email:
        row.hint(column, _l("This host has no account here yet, so no mail goes to the host."))
    row.host = found[0] if len(found) == 1 else unknown_host(name, "")


def _email(row: Checked, text: str, column: str) -> str:
    field = library().fields["researcher.email"]
    try:
        return str(read(field, prepared(field, text, {}), date.max))
    except Unreadable as unreadable:
        row.refuse(column, unreadable.sentence)
        return ""
