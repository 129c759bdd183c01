"""What Discord tells us: reactions, buttons, modals and commands, each answered in words to whoever acted."""
