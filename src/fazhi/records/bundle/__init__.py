"""举证包: one matter as a file that convinces a stranger: read in any browser, verified without this program."""

from fazhi.records.bundle.selection import Item, cleaned, items_of
from fazhi.records.bundle.writing import Called, Content, Form, Subject, prepare, write

__all__ = [
    "Called",
    "Content",
    "Form",
    "Item",
    "Subject",
    "cleaned",
    "items_of",
    "prepare",
    "write",
]
