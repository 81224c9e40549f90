"""Readers and writers of document formats. ``read`` gives the document of a file, whatever its format."""

from fazhi.formats.reading import ReadError, read

__all__ = ["ReadError", "read"]
