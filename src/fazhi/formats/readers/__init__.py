"""Readers: one module a format, each ``read(data, path) -> Document``; ``fazhi.formats.reading`` chooses among them."""
