"""The demo's list: every body on it is invented."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from onboarding.people.gate import now, today
from onboarding.people.models import Department, Person
from onboarding.security.lists import NewList, keep_list
from onboarding.security.reading import read_entries
from onboarding.security.rules import rules_on

_LIST = """No.,Country or Region,Company or Organization,Also Known As,Type of WMD
1,Examplia,Camelot Rocket Works,CRW; Camelot Propulsion Factory,M
2,Examplia,Avalon Institute of Propulsion,Avalon Rocket Academy; 阿瓦隆推進研究所,M
3,Ruritania,Ruritanian Bureau of Isotopes,RBI,N
4,Ruritania,Strelsau Chemical Works Ltd.,Former Royal Dye Works,C
5,Islandia,Islandian Center for Marine Engines,ICME,M
"""


def load_list(departments: Sequence[Department], staff: Mapping[str, Person]) -> None:
    """Import an invented list, as the export-control office would."""
    effective, content = today() - timedelta(days=40), _LIST.encode()
    entries = read_entries(content, rules_on(effective).columns)
    new = NewList("Invented list of end users", effective, "invented-list.csv", content)
    keep_list(new, entries, by=staff["export"], at=now())
