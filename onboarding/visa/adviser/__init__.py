"""Which status of residence fits a stay: rules as dated data, reasons in words, staff decide."""
