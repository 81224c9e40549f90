"""The Django app of records: what the workbench keeps, and the only code that writes it."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate


class RecordsConfig(AppConfig):
    """App label ``records``; refuses a database connection that could lose a committed act."""

    name = "fazhi.records"
    label = "records"
    verbose_name = "法治台账"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from fazhi.records.ledger import words
        from fazhi.records.ledger.durability import assert_durable

        connection_created.connect(assert_durable, dispatch_uid="fazhi.records.assert_durable")
        connection_created.connect(words.teach, dispatch_uid="fazhi.records.words.teach")
        post_migrate.connect(words.prepare, sender=self, dispatch_uid="fazhi.records.words.prepare")
