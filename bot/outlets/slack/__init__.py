"""Slack: cards for editors, editions for readers, and `/paper` for everyone."""
