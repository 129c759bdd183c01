"""What people configure: settings from the environment, and teams from a file."""
