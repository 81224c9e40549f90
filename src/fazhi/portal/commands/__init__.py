"""Commands of the portal: found by name, run without the desk."""
