"""Citations of normative instruments in a running text: found, resolved to titles, placed.

``extract`` finds them; whether what they name was in force is the business of ``fazhi.kernel.lint.validity``.
"""

from fazhi.kernel.lint.citations.extract import extract
from fazhi.kernel.lint.citations.model import Citation
from fazhi.kernel.lint.citations.names import Names, clean_title

__all__ = ["Citation", "Names", "clean_title", "extract"]
