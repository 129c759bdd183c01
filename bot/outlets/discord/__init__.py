"""Discord: the editors' channel as a desk, threads and forums as channels, and `/paper` for members."""
