"""Every item of the agency's form is one of ours: asked of somebody, or put together."""

from pathlib import Path

import pytest
import yaml

from onboarding.cases.library import library
from onboarding.config import assets
from onboarding.visa.forms.items import application, fields_named
from onboarding.visa.forms.lists import option_lists

FOLDER = assets() / "workflows"
FORM, LISTS = application(FOLDER), option_lists(FOLDER)
DOMAIN = Path(__file__).parents[3] / "shared" / "domain"
beside = pytest.mark.skipif(not DOMAIN.exists(), reason="the file of facts lies not beside this")
SHEETS = {
    "applicant_part1": "part1",
    "applicant_part2_I": "I",
    "applicant_part2_N": "N",
    "applicant_part2_J": "J",
    "applicant_part2_R": "R",
    "organisation_I": "organisation_I",
    "organisation_N": "organisation_N",
    "organisation_J": "organisation_J",
    "supporter_R": "supporter_R",
}
# What is several items here, or bears another name: item of the file → ours.
NAMES = {
    "name": ["name", "name.kanji"],
    "address_in_japan": ["postal", "prefecture", "city", "rest", "phone", "mobile"],
    "port": ["port", "port_other"],
    "stay": ["stay.years", "stay.months"],
    "family_in_japan": ["family"],
    "work_history": ["posts"],
    "foreigner_name": ["foreigner"],
    "occupation@organisation": ["occupation_no"],
    "major": ["major", "major_other"],
    "work_period": ["work_period", "work_months"],
    "pay": ["pay", "pay.unit"],
    "pay@organisation_J": ["pay.given"],
    "place@J": ["place.name", "place.address", "place.phone"],
    "education_career": ["education.school", "major", "posts"],
    "cost_method@J": [
        *("cost_method", "cost.self", "cost.abroad", "cost.japan", "cost.scholarship"),
        "cost.other",
    ],
    "carried": ["carried", "carried.by", "carried.on", "carried.amount"],
    "organisation@organisation_J": [
        f"organisation.{part}"
        for part in ("name", "address", "phone", "corporate_no", "business_type")
    ],
    "organisation@organisation_N": [
        f"organisation.{part}"
        for part in (
            *("name", "corporate_no", "branch", "insurance_no", "business_type", "address"),
            *("phone", "capital", "annual_sales", "staff", "foreign_staff"),
        )
    ],
    "business_type@organisation_J": ["organisation.business_type"],
    "laboratory_or_instructor": ["laboratory.professor"],
    "laboratory@organisation_N": ["laboratory.name", "laboratory.professor"],
    "period": ["work_months"],
    "position@organisation_N": ["position.held", "position"],
    "experience_years": ["experience_years"],
    "dispatch": [
        f"dispatch.{part}"
        for part in (
            *("name", "corporate_no", "branch", "insurance_no", "business_type", "address"),
            *("phone", "capital", "annual_sales", "staff", "foreign_staff", "months"),
        )
    ],
    "registration": [
        f"registration.{part}"
        for part in ("japan.office", "japan.date", "abroad.office", "abroad.date")
    ],
    "dependant": ["dependant"],  # the card number is for extensions and changes alone
    "supporter@supporter_R": [
        f"supporter.{part}"
        for part in (
            *("name", "birth_date", "nationality", "card_no", "status", "period", "expiry"),
            *("relation", "employer", "corporate_no", "branch", "employer_address"),
            *("employer_phone", "annual_income"),
        )
    ],
    "agent": [
        *(f"agent.{part}" for part in ("name", "relation", "address", "phone", "mobile")),
        *(f"forwarder.{part}" for part in ("name", "address", "organisation", "phone")),
    ],
    "declaration": ["declaration.organisation", "declaration.representative"],
}


def ours(sheet):
    """Return every name of a sheet: of items, of tables, of the columns of tables."""
    section = next(one for one in FORM.sections if one.id == sheet)
    columns = {f"{rows.id}.{column.id}" for rows in section.rows for column in rows.columns}
    return {item.id for item in section.items} | {rows.id for rows in section.rows} | columns


def wanted(sheet, item):
    """Return our names of an item of the file."""
    side = sheet.partition("_")[0]
    for name in (f"{item['id']}@{sheet}", f"{item['id']}@{side}", item["id"]):
        if name in NAMES:
            yield from NAMES[name]
            break
    else:
        group = item.get("fields", ())
        yield from (f"{item['id']}.{field['id']}" for field in group)
        if not group:
            yield item["id"]
    yield from details(item)


def details(item):
    """Return what is asked where an item says yes: more items, or the columns of a table."""
    more = item.get("if_yes", ())
    if item["id"] == "family_in_japan":
        yield from (f"family.{column['id']}" for column in more["columns"])
    elif isinstance(more, list) and item["id"] not in ("work_period",):
        names = {"latest_from": "from", "latest_to": "to"}
        yield from (f"{item['id']}.{names.get(one['id'], one['id'])}" for one in more)


@beside
@pytest.mark.parametrize("title", SHEETS)
def test_every_item_of_a_sheet_is_one_of_ours(title):
    known = yaml.safe_load((DOMAIN / "coe_application.yaml").read_text("utf-8"))
    sheet = SHEETS[title]

    items = [
        name
        for item in known[title]["items"]
        for name in wanted(sheet, item)
        if item["id"] != "sign"  # the line at the foot of the sheet
    ]

    assert [name for name in items if name not in ours(sheet)] == []


@beside
def test_what_only_the_online_system_asks_is_in_its_file():
    from onboarding.visa.forms.maps import bulk_map

    known = yaml.safe_load((DOMAIN / "coe_application.yaml").read_text("utf-8"))
    asked = {item["id"] for item in known["applicant_part1"]["online_only_items"]["items"]}

    assert asked <= set(bulk_map(FOLDER).columns.values())


@beside
def test_options_written_in_the_form_itself_are_ours_to_the_letter():
    known = yaml.safe_load((DOMAIN / "coe_application.yaml").read_text("utf-8"))
    found = {pair for node in options_in(known) for pair in node}
    found -= {("常勤", "Full-time"), ("非常勤", "Part-time")}  # the lists have more words for them
    lists = {(text.ja, text.en) for options in LISTS.lists.values() for text in options.values()}

    assert found - lists == set()


def options_in(node):
    """Return every list of [Japanese, English] written as options somewhere inside."""
    if isinstance(node, dict):
        pairs = node.get("options", ())
        yield [tuple(pair) for pair in pairs if isinstance(pair, list)]
        for value in node.values():
            yield from options_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from options_in(value)


@beside
def test_lists_are_those_of_the_agency_to_the_letter():
    known = yaml.safe_load((DOMAIN / "coe_lists.yaml").read_text("utf-8"))
    names = {
        "nationality_region": "nationality",
        "cost_method_dependent_form_R": "cost_method_dependent",
    }
    for title, entry in known.items():
        name = names.get(title, title)
        if not isinstance(entry, dict) or name not in LISTS.lists or "values" not in entry:
            continue
        theirs = {tuple(str(text) for text in row[-2:]) for row in entry["values"]}
        own = {(text.ja, text.en) for text in LISTS.lists[name].values()}
        assert own == theirs, title


def test_choices_of_the_dictionary_have_their_text_in_the_list_of_the_item(app):
    fields = library().fields
    wrong = []
    for section in FORM.sections:
        columns = (column for rows in section.rows for column in rows.columns)
        for item in (*section.items, *columns):
            for name in filter(None, (item.name if item.kind == "from" else "", item.member)):
                ids = {option.id for option in fields[name].options}
                known = LISTS.lists.get(item.list, {}) if item.list else ids
                wrong += [(name, id) for id in ids if id not in known]

    # what the dictionary has and no list of the agency, pre-flight names
    assert set(wrong) == {("researcher.sex", "unspecified"), ("member.sex", "unspecified")}


def test_every_fact_the_form_reads_is_asked_of_somebody(app):
    asked = set()
    for workflow in library().current():
        for step in workflow.steps:
            outcomes = (ask for outcome in step.outcomes for ask in outcome.asks)
            asked |= {ask.field for ask in (*step.asks, *outcomes)}
    fields = library().fields
    for name in tuple(asked):
        if fields[name].type == "list":
            group = fields[name].item
            asked |= {one for one in fields if one.partition(".")[0] == group}

    at_opening = {name for name, field in fields.items() if field.at_opening}
    chosen = {"visa.filed_by"}  # from the register, on the page of the application
    assert {name for name, _at in fields_named(FORM)} - asked - at_opening == chosen
