"""The desk in the browser, and the archive: pages, exports and feeds of what was published."""
