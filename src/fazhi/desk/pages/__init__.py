"""Pages of the desk, one module each. A module brings ``urlpatterns`` and, for the left column, ``NAV``."""
