"""Where editors decide and readers read: one folder a platform, none of which knows the others."""
