"""Files with a fault in them: where it is, a ‸ stands before it."""

from onboarding.engine.errors import Fault, Place

B = "{en: A, ja: あ}"
WORKFLOW = f"""
id: w
version: 1
title: {B}
parameters: {{lead: 3, word: soon}}
steps:
  - {{id: a, kind: task, role: office, title: {B}}}
  - {{id: b, kind: outcome, role: office, title: {B}, outcomes: {{fine: {B}, bad: {B}}}}}
"""
STEP = f"id: c\n    kind: form\n    role: office\n    title: {B}\n    "
EACH = STEP + "each: family.members\n    "
PROGRAMME = f"id: p\ntitle: {B}\nworkflows: [w]\n"


def place_of(text: str, file: str) -> tuple[str, list[Place]]:
    """Return a text without its marks, and where they stood."""
    lines, found = text.split("\n"), []
    for number, line in enumerate(lines, 1):
        while "‸" in line:
            found.append(Place(file, number, line.index("‸") + 1))
            line = line.replace("‸", "", 1)
        lines[number - 1] = line
    return "\n".join(lines), found


LETTER = f"title: {B}\nlanguages: en\nprefix: L\nuses: [person.name]\n"


def summary(faults: list[Fault]) -> list[tuple[Place, str, str]]:
    return [(fault.place, fault.code, fault.reason) for fault in faults]
