"""From settings to an open newsroom: the one place that knows what is plugged in.

newsroom   all of it: opened, prepared, closed
store      the database, and who does the jobs
sources    where papers and evidence come from      ranking    what ranking has beside words
writers    who drafts
chat       what a chat is                           slack, discord, web
"""

from bot.wiring.chat import Chat, Runner
from bot.wiring.discord import discord_invitation, discord_looks
from bot.wiring.listen import address, everywhere, listener, root
from bot.wiring.newsroom import open_newsroom, prepare, ranking_looks
from bot.wiring.opened import Opened
from bot.wiring.slack import reseal, slack_looks
from bot.wiring.sources import library, packaged_feed, pool_feed
from bot.wiring.store import open_store, work_for
from bot.wiring.web import gate, web_app
from bot.wiring.writers import writer_look

__all__ = [
    "Chat",
    "Opened",
    "Runner",
    "address",
    "discord_invitation",
    "discord_looks",
    "everywhere",
    "gate",
    "library",
    "listener",
    "open_newsroom",
    "open_store",
    "packaged_feed",
    "pool_feed",
    "prepare",
    "ranking_looks",
    "reseal",
    "root",
    "slack_looks",
    "web_app",
    "work_for",
    "writer_look",
]
