"""What all tests share: without a browser or a PostgreSQL server, what needs one is left out with the reason."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, settings
from scripts.needs import find_browser, find_postgres

# A busy machine is no defect: how long one example may take is measured in bench/, not here.
settings.register_profile("fazhi", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.load_profile("fazhi")

OUTSIDE = (
    ("browser", find_browser, "没有可驱动的 Chromium 浏览器 / no Chromium that can be driven"),
    ("postgres", find_postgres, "没有 PostgreSQL / no PostgreSQL"),
)


PATIENT = ("browser", "slow", "own_site", "postgres")
"""What starts programs of its own: on a machine that is lent out elsewhere it may take many times as long."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip what this machine cannot run; `make test` prints the reasons together at its end.

    What starts programs of its own is given three times as long before it is taken for hanging.
    """
    for item in items:
        if not item.get_closest_marker("timeout") and any(item.get_closest_marker(name) for name in PATIENT):
            item.add_marker(pytest.mark.timeout(900))
    for marker, find, reason in OUTSIDE:
        marked = [item for item in items if item.get_closest_marker(marker)]
        if marked and find() is None:
            for item in marked:
                item.add_marker(pytest.mark.skip(reason=reason))
