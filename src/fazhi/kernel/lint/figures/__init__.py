"""Figures: the numbers of a text and the relations between them that must hold."""
