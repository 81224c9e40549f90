"""What leaves the desk for the portal: masked copies of what matters have made public, in one signed package."""
