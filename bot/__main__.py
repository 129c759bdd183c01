"""`python -m bot` is `paperdesk`."""

from bot.cli import main

if __name__ == "__main__":
    main()
