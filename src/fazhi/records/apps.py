"""The Django app of records: what the workbench keeps, and the only code that writes it."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class RecordsConfig(AppConfig):
    """App label ``records``; refuses a database connection that could lose a committed act."""

    name = "fazhi.records"
    label = "records"
    verbose_name = "法治台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fazhi.records.ledger.durability import assert_durable

        connection_created.connect(assert_durable, dispatch_uid="fazhi.records.assert_durable")
