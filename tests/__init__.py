"""What Paperdesk promises, as sentences; the folders mirror the parts of `bot`."""
