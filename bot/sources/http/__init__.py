"""The polite client that every source shares: paced, patient, bounded, and kept out of private networks."""

from bot.sources.http.cache import Cache
from bot.sources.http.client import Http, Liveness
from bot.sources.http.guard import Guard, check_address
from bot.sources.http.pace import SITES, Manners, Pace
from bot.sources.http.question import Answer, Question

__all__ = [
    "SITES",
    "Answer",
    "Cache",
    "Guard",
    "Http",
    "Liveness",
    "Manners",
    "Pace",
    "Question",
    "check_address",
]
