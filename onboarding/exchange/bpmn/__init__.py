"""A workflow as BPMN 2.0 with its diagram: pure, from definitions to text."""
