"""The entry for a web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")

application = get_wsgi_application()

if os.environ.get("FAZHI_DEMO_LEAD"):
    from fazhi.records.demo.clocks import follow

    follow()
