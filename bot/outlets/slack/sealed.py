"""Keeps tokens unreadable at rest: sealed under the secret key, and opened by earlier ones while keys change."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from datetime import datetime, timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.domain.errors import NotConfigured

# Fernet wants 32 bytes of its own; the secret key signs other things too, so this use has a name.
_PURPOSE = b"paperdesk: tokens at rest\x1f"


class Seal:
    """Seals with the first key and opens with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        if not keys:
            raise NotConfigured("Tokens of workspaces are kept encrypted: set PAPERDESK_SECRET_KEY (`paperdesk init`).")
        made = [Fernet(urlsafe_b64encode(hashlib.sha256(_PURPOSE + key.encode()).digest())) for key in keys]
        self._fernet = MultiFernet(made)

    def closed(self, words: str, now: datetime) -> bytes:
        """The words, encrypted and stamped with that moment."""
        return self._fernet.encrypt_at_time(words.encode(), int(now.timestamp()))

    def opened(self, sealed: bytes) -> str:
        """The words again.

        Raises:
            NotConfigured: they were sealed under a key that is not known here, or have been changed.
        """
        try:
            return self._fernet.decrypt(sealed).decode()
        except InvalidToken as error:
            raise NotConfigured(
                "A workspace's tokens were sealed under another secret key: name it in PAPERDESK_OLD_SECRET_KEYS, "
                "or have Paperdesk installed there again."
            ) from error

    def fresh(self, sealed: bytes, lasts: timedelta, now: datetime) -> str | None:
        """The words if they were sealed here no longer ago than that, else None."""
        try:
            return self._fernet.decrypt_at_time(sealed, int(lasts.total_seconds()), int(now.timestamp())).decode()
        except InvalidToken:
            return None
