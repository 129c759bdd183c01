"""When work happens: the calendar of cadences, and who hands out jobs."""
