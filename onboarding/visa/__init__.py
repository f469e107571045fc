"""Visa paperwork: passports and names, statuses of residence, points, forms, legal clocks."""
