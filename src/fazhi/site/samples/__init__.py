"""Plainly invented sample values for the style guide: 青禾县柳湾镇, a Friday in November 2026; nobody real."""
