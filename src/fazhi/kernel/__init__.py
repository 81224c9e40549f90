"""The pure core: no Django, no files, no clock, no network. Dates, calendars and packs are passed in."""
