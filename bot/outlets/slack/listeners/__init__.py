"""What happens when somebody in Slack reacts, clicks, types or asks."""
