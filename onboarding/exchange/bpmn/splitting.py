"""Parting a condition: what is said of the case, and what of each item of a list."""

import ast

from onboarding.engine.vocabulary import STOPPED


def parts_of(text: str) -> list[str]:
    """Return the conditions that must all hold, each as written."""
    line = " ".join(text.split())
    tree = ast.parse(line, mode="eval").body
    if not isinstance(tree, ast.BoolOp) or not isinstance(tree.op, ast.And):
        return [line]
    return [_segment(line, part) for part in tree.values]


def _segment(line: str, node: ast.expr) -> str:
    found = ast.get_source_segment(line, node) or ""
    return f"({found})" if isinstance(node, ast.BoolOp) else found


def all_of(parts: list[str]) -> str:
    """Return one condition that holds where all of them do."""
    return " and ".join(parts)


def groups_in(text: str) -> frozenset[str]:
    """Return the groups of the dictionary whose fields a condition names: `stay`, `member`."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text, mode="eval")):
        if isinstance(node, ast.Attribute):
            root = node.value
            while isinstance(root, ast.Attribute):
                root = root.value
            found |= {root.id} if isinstance(root, ast.Name) else set()
    return frozenset(found)


def winds_up(text: str) -> bool:
    """Return whether a condition asks if the case was called off."""
    return STOPPED in parts_of(text)
