"""Coefficients made by hand: few, round and far apart, so that what they come to can be reckoned in the head."""

from __future__ import annotations

import numpy as np

from bot.ranking import influence, record
from bot.ranking.prior import Blend, Prior, Weights


def weights(names: tuple[str, ...], **told: tuple[float, float]) -> Weights:
    """(weight, mean) of some features; the others say nothing."""
    pairs = [told.get(name, (0.0, 0.0)) for name in names]
    return Weights(names, np.array([w for w, _ in pairs]), np.array([m for _, m in pairs]))


MODEL = Prior(
    Blend(intercept=-2.0, words=0.5, influence=0.6, trend=0.25, regard=-3.0, knee=1.5, beyond=-0.2),
    ("boats", "kettles", "nowhere"),
    np.array([1.0, 2.0, 3.0], dtype=np.float32),
    np.array([4.0, -1.0, 9.0], dtype=np.float32),
    weights(record.NAMES, title_colon=(0.5, 0.25)),
    weights(influence.NAMES, log_authors=(2.0, 0.5), known_share=(1.0, 0.75)),
    {"cs.CL": 0.7, "cs.CV": -0.3},
    0.1,
    {"command": "made by hand"},
)
