"""The bundle of a matter as the desk and ``fazhi export --bundle`` make it: its pages, and the file around them."""

from fazhi.desk.bundle.making import Made, export, file_name

__all__ = ["Made", "export", "file_name"]
