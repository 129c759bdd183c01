"""What Paperdesk shows in Slack, as Block Kit: nouns in, blocks out, pure."""
