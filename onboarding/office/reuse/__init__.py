"""How often what was typed once is printed: questions answered against values on papers."""
