"""Tables that other people kept: workbooks and CSV files read row by row, with what is odd about them said."""

from fazhi.formats.tables.layout import Header, Kind, Line, header_of, lines
from fazhi.formats.tables.reading import Grid, Raw, read_table

__all__ = ["Grid", "Header", "Kind", "Line", "Raw", "header_of", "lines", "read_table"]
