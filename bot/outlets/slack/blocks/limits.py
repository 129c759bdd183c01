"""What Slack takes in one message, and how blocks are measured and packed to stay within it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

Block = Mapping[str, Any]

MOST_BLOCKS = 50
MOST_MODAL_BLOCKS = 100
#: Slack refuses all blocks of a message together at about 12,000 characters (`msg_blocks_too_long`), in one
#: report at 11,341; counted here as JSON, which is the strictest reading.
MOST_CHARACTERS = 10_000
LONGEST_SECTION = 3_000
LONGEST_HEADER = 150
LONGEST_BUTTON = 75
LONGEST_VALUE = 2_000
LONGEST_URL = 3_000
LONGEST_ALT = 2_000
LONGEST_INPUT = 3_000
LONGEST_MODAL_TITLE = 24
LONGEST_METADATA = 3_000
MOST_ELEMENTS = 25
MOST_CONTEXT = 10
#: The line for notifications and screen readers; Slack advises to stay under 4,000.
LONGEST_TEXT = 3_000


def size(text: str) -> int:
    """The length of a text as Slack's own code counts it: in UTF-16 units, an emoji being two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def weight(blocks: Sequence[Block]) -> int:
    """The size of blocks together."""
    return size(json.dumps(list(blocks), ensure_ascii=False))


def fits(blocks: Sequence[Block]) -> bool:
    """Whether one message can hold all of them."""
    return len(blocks) <= MOST_BLOCKS and weight(blocks) <= MOST_CHARACTERS


def packed(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks in as many messages as they need, in order."""
    messages: list[list[Block]] = []
    held = 0
    for block in blocks:
        heavy = weight([block]) + 2  # the comma and the space between two
        if not messages or len(messages[-1]) >= MOST_BLOCKS or held + heavy > MOST_CHARACTERS:
            messages.append([])
            held = 2
        messages[-1].append(block)
        held += heavy
    return messages
