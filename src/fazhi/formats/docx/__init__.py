"""Word files: one writer for papers, one safe reader, and the county's own forms with named places."""

from fazhi.formats.docx.write import write

__all__ = ["write"]
