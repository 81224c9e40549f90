"""The entry for a web server."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fazhi.site.settings")

application = get_wsgi_application()

# What is loaded now stays as long as the process does. Left among the rest, it is looked through again now and then by
# the collector of cycles, in the midst of somebody's page: 70 to 130 ms. The addresses bring in every page's module.
reverse("work")
gc.collect()
gc.freeze()

if os.environ.get("FAZHI_DEMO_LEAD"):
    from fazhi.records.demo.clocks import follow

    follow()
