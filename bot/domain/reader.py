"""What readers say about what was published: a thumb, a bookmark, a wish for more, an offer to present it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.domain.paper import PaperRef

SignalKind = Literal["like", "save", "more", "present"]

#: What readers' reactions mean; whatever else people put under a post says nothing here.
SIGNS: dict[str, SignalKind] = {
    **dict.fromkeys(["👍", "❤", "❤️", "⭐", "🌟", "🔥", "🚀", "🎉", "👏", "💯", "🙏", "😍", "🤩"], "like"),
    **dict.fromkeys(["🔖", "💾", "📥"], "save"),
    **dict.fromkeys(["🙋", "🙋\u200d♂️", "🙋\u200d♀️", "🎤"], "present"),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """One reader's word on one paper that a team published; `who` is an account (`slack:U012AB`)."""

    team: str
    ref: PaperRef
    who: str
    kind: SignalKind
    at: datetime
