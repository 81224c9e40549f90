"""Citations of normative instruments in a running text: found, resolved to titles, placed.

``extract`` finds them, ``judged`` asks a compiled catalogue about each; the verdicts themselves are the business of
``fazhi.kernel.lint.validity``.
"""

from fazhi.kernel.lint.citations.extract import extract
from fazhi.kernel.lint.citations.judged import begins_to_apply, judged, names_of
from fazhi.kernel.lint.citations.model import Citation
from fazhi.kernel.lint.citations.names import Names, clean_title

__all__ = ["Citation", "Names", "begins_to_apply", "clean_title", "extract", "judged", "names_of"]
