"""Figures: the numbers of a text and the relations between them that must hold.

``extract`` reads a document once; the rules of family Q (``fazhi.packs.rules.figures``) hand out what it found. Silent
unless certain: telling someone to change a right number to a wrong one is worse than silence.
"""

from .extract import Figures, extract
from .numbers import Kind, Number, numbers

__all__ = ["Figures", "Kind", "Number", "extract", "numbers"]
