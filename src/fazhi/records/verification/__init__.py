"""``fazhi verify`` of a site: every chain read again, every copy and projection compared, every difference named."""

from fazhi.records.verification.site import SiteReport, verify_site

__all__ = ["SiteReport", "verify_site"]
