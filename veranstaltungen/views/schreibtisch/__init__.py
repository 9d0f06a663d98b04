"""The event team's desk: pages of their own, not the Django admin."""
