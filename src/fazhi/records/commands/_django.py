"""Starting Django for a command: only when the command runs, never when help is asked."""

from __future__ import annotations

import os

import django


def start() -> None:
    """Make models and settings usable. Safe to call twice."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")
    django.setup()


def ready() -> None:
    """Start Django, bring the tables up to date and see to the folder of the site."""
    start()
    from django.core.management import call_command

    from fazhi.records import site

    call_command("migrate", verbosity=0, interactive=False)
    site.ensure()
