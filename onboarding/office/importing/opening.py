"""Opening cases: the people, the facts and the frame of each, from a list or by hand."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select

from onboarding.cases import service
from onboarding.cases.models import Case
from onboarding.cases.recording import By
from onboarding.cases.service import NewCase
from onboarding.database import db, transaction
from onboarding.office.importing.models import ListedCase
from onboarding.office.importing.storing import listed
from onboarding.office.lists.checked import Checked
from onboarding.office.lists.directory import Host
from onboarding.people import service as people
from onboarding.people.models import Department, Person
from onboarding.people.queries import departments

_JAPAN = "JPN"
HOST_FACTS = ("host.name", "host.name_ja", "host.title", "host.title_ja")


def open_rows(rows: Sequence[Checked], *, by: By) -> list[Case]:
    """Open the cases of some rows at once; all of them or none."""
    with transaction():
        researchers = people.add_people([_researcher(row) for row in rows])
        hosts = people.add_people([_host(row) for row in rows if _is_new(row.host)])
        _hosts = _accounts(rows)  # held here, so that the session keeps them
        found = {department.id: department for department in departments()}
        news = []
        for row in rows:
            host = hosts.get(row.host.email) if row.host and _is_new(row.host) else None
            news.append(_new_case(row, researchers[row.email], host, found))
        cases = service.open_cases(news, by=by)
        values = [
            {"case_id": case.id, "facts": listed(row)}
            for case, row in zip(cases, rows, strict=True)
        ]
        db.session.execute(insert(ListedCase), values)
    return cases


def _researcher(row: Checked) -> Person:
    facts = row.facts
    japanese = facts.get("researcher.nationality") == _JAPAN
    return Person(
        email=row.email,
        name=row.name[:200],
        name_ja=facts.get("researcher.native_name", "") if japanese else "",
        language="ja" if japanese else "en",
    )


def _accounts(rows: Sequence[Checked]) -> list[Person]:
    """Return the accounts of the hosts: in one query, as each case would ask for its own."""
    ids = {row.host.id for row in rows if row.host and row.host.id}
    return list(db.session.scalars(select(Person).where(Person.id.in_(ids))))


def _is_new(host: Host | None) -> bool:
    return host is not None and host.id is None and bool(host.email)


def _host(row: Checked) -> Person:
    assert row.host is not None
    return Person(
        email=row.host.email,
        name=row.host.name or row.host.name_ja,
        name_ja=row.host.name_ja,
        language="ja",
        department_id=row.department_id,
    )


def _new_case(
    row: Checked, researcher: Person, new_host: Person | None, found: Mapping[int, Department]
) -> NewCase:
    assert row.department_id is not None
    host_id = new_host.id if new_host else row.host.id if row.host else None
    facts = {
        **row.facts,
        **(host_facts(row.host) if row.host else {}),
        **department_facts(found[row.department_id]),
    }
    return NewCase(row.programme, row.department_id, researcher.id, host_id, facts, row.key)


def host_facts(host: Host) -> dict[str, Any]:
    """Return what papers write of a host."""
    values = (host.name, host.name_ja, host.title, host.title_ja)
    return {key: value for key, value in zip(HOST_FACTS, values, strict=True) if value}


def department_facts(department: Department) -> dict[str, Any]:
    """Return what papers write of a department."""
    return {"department.name": department.name_en, "department.name_ja": department.name_ja}
