"""Desk: the staff web."""
