"""arXiv: the daily feed, the harvest of days gone by, look-ups, full text, figures. Wire formats stop at `entry.py`."""
