"""Which schema belongs to which files, and all of them in one folder."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path

from onboarding.schemas import (
    dictionary,
    export_control,
    lead_times,
    legal_clocks,
    programmes,
    rules,
    season,
    visa_tables,
    workflows,
)
from onboarding.schemas.names import Names
from onboarding.schemas.parts import Schema

# Name of a schema → the files of a workflows folder it is for, and what makes it.
SCHEMAS: Mapping[str, tuple[str, Callable[[Names], Schema]]] = {
    "workflow": ("*/v*.yaml", workflows.workflow),
    "fields": ("fields/*.yaml", dictionary.fields),
    "roles": ("roles.yaml", dictionary.roles),
    "programme": ("programmes/*.yaml", programmes.programme),
    "document": ("document.yaml", dictionary.document),
    "closed_days": ("rules/closed_days.yaml", rules.closed_days),
    "rubric": ("rules/rubric_*.yaml", rules.rubric),
    "export_control": ("rules/export_control_*.yaml", export_control.export_control),
    "promises": ("rules/promises.yaml", dictionary.promises),
    "lead_times": ("rules/lead_times.yaml", lead_times.lead_times),
    "legal_clocks": ("rules/legal_clocks_*.yaml", legal_clocks.legal_clocks),
    "season": ("rules/season.yaml", season.season),
    "institution": ("rules/institution.yaml", rules.institution),
    "import_columns": ("rules/import_columns.yaml", rules.import_columns),
    "residence_statuses": ("rules/residence_statuses_*.yaml", visa_tables.residence_statuses),
    "filing_agents": ("rules/filing_agents_*.yaml", visa_tables.filing_agents),
    "hsp_points": ("rules/hsp_points_*.yaml", visa_tables.hsp_points),
    "coe_lists": ("rules/coe_lists_*.yaml", visa_tables.coe_lists),
    "coe_application": ("rules/coe_application_*.yaml", visa_tables.coe_application),
    "coe_workbook": ("rules/coe_workbook_*.yaml", visa_tables.coe_workbook),
    "coe_bulk": ("rules/coe_bulk_*.yaml", visa_tables.coe_bulk),
}


def schema(name: str, names: Names) -> Schema:
    """Return one schema by its name."""
    return SCHEMAS[name][1](names)


def as_text(found: Schema) -> str:
    """Return a schema as the file of one."""
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


def write_all(folder: Path, names: Names) -> list[Path]:
    """Write every schema into a folder; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.schema.json" for name in SCHEMAS]
    for name, path in zip(SCHEMAS, paths, strict=True):
        path.write_text(as_text(schema(name, names)), "utf-8")
    return paths
