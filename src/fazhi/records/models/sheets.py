"""Old ledgers taken over: mappings, imports, and which matter came from which row. All three are projections."""

from __future__ import annotations

from django.db import models

from fazhi.records.models.matter import Matter
from fazhi.records.models.organisation import Unit


class SheetMapping(models.Model):
    """Which column of the ledgers of a unit means what, for one procedure; ``value`` is JSON (``sheets.mapping``)."""

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sheet_mappings")
    procedure = models.CharField(max_length=64)
    value = models.TextField(default="")
    by = models.CharField(max_length=64, default="")
    day = models.DateField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "procedure"], name="sheet_mapping_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.procedure}"


class SheetImport(models.Model):
    """One import: the table (SM3 of its file), the mapping it is read by, and how far it is.

    ``done``: the last row of the file that was dealt with; ``rows``: the last there is. ``taken``, ``same``,
    ``changed`` and ``refused`` count rows of the ledger.
    """

    key = models.CharField(max_length=40, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sheet_imports")
    procedure = models.CharField(max_length=64, default="")
    sheet = models.CharField(max_length=64, default="")
    mapping = models.TextField(default="")
    rows = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    taken = models.IntegerField(default=0)
    same = models.IntegerField(default=0)
    changed = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    state = models.CharField(max_length=12, default="running")
    by = models.CharField(max_length=64, default="")
    begun = models.DateField(null=True)

    def __str__(self) -> str:
        return self.key


class ImportedRow(models.Model):
    """From which row of which table a matter came. ``key`` and ``print``: see ``records.matters.Origin``."""

    matter = models.OneToOneField(Matter, on_delete=models.CASCADE, primary_key=True, related_name="imported_from")
    unit = models.CharField(max_length=64)
    procedure = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    print = models.CharField(max_length=64)
    sheet = models.CharField(max_length=64)
    row = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "procedure", "key"], name="imported_row_key"),
            models.Index(fields=["sheet", "row"], name="imported_row_sheet"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet[:12]} {self.row}"
