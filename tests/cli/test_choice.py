"""How a figure is named in the terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.cli.figure import figure_of
from bot.domain.errors import BadInput
from tests.factories import made_evidence, made_face, made_figures


def test_a_figure_is_named_by_its_label_its_number_or_a_word() -> None:
    first, second = made_figures(1)
    face = replace(made_face(), evidence=made_evidence(1, figures=(first, second)))
    for words in ("Figure 2", "figure  2", "2", second.key):
        assert figure_of(face, words) == second.key
    assert (figure_of(face, "none"), figure_of(face, "ours")) == ("none", "")
    with pytest.raises(BadInput, match=r"Figure 1: An overview of the toy"):
        figure_of(face, "Figure 7")
    with pytest.raises(BadInput, match="No figure is known"):
        figure_of(made_face(), "")
