"""Site: settings, urls, components and the stylesheet."""
