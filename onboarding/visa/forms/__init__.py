"""The agency's forms, filled from the facts of a case: workbook, bulk file, our own print."""
