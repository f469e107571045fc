"""The names of the standard."""

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"


def bpmn(tag: str) -> str:
    """Return the full name of one of the standard's elements."""
    return f"{{{BPMN}}}{tag}"
