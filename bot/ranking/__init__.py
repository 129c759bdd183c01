"""Which papers a team's editors would pick, as pure arithmetic: the same order on any machine."""
