"""Carrying a site, or a part of one, elsewhere: backup and restore, parcels of matters, and what comes home again.

One container for all of it (``container``): a ZIP file whose every member stands with size and SM3 in one list, and
whose list bears a seal that only the holder of the site's key can make.
"""
