"""Which sentence of an abstract tells the gap, the approach or the outcome: weighted cues, no model.

The weights were set by hand, then nudged by a logistic regression, on the train split of the expert highlights in
`aclsum` and on nothing else; `bench/extractive.py` measures them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Slot = Literal["why", "what", "insight"]

_CONTRAST = (
    r"^(?:however|but|yet|unfortunately|nevertheless|nonetheless|still|although|though|while|despite|in spite of|"
    r"even though|notwithstanding)\b"
)
_WE = r"\b(?:we|our|ours|us)\b"
_THIS = (
    r"\b(?:in this (?:paper|work|study|article|letter|report)|this (?:paper|work|study|article|letter|report|"
    r"research)|here,? we|to (?:this|that) end|to (?:address|tackle|overcome|solve|mitigate|remedy|alleviate|"
    r"bridge|fill) th)\w*"
)
_MAKE = (
    r"\b(?:propos(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|present(?:s|ed)?|develop(?:s|ed)?|design(?:s|ed)?|"
    r"describ(?:e|es|ed)|devis(?:e|es|ed)|"
    r"build|construct(?:s|ed)?|formulat(?:e|es|ed)|creat(?:e|es|ed)|adopt(?:s|ed)?|extend(?:s|ed)?|"
    r"employ(?:s|ed)?|leverag(?:e|es|ed|ing)|incorporat(?:e|es|ed|ing)|train(?:s|ed)?|appl(?:y|ies)|"
    r"utiliz(?:e|es|ed|ing)|"
    r"use|uses|combin(?:e|es|ed|ing)|collect(?:s|ed)?|release(?:s|d)?|model(?:s|ed)?|jointly|generat(?:e|es)|"
    r"learn(?:s|ed)?|address(?:es)?)\b"
)
_GAP = (
    r"\b(?:challeng\w+|difficult\w*|limit(?:s|ed|ing|ation|ations)?|lack(?:s|ed|ing)?|fail(?:s|ed|ing|ure)?|"
    r"cannot|can not|not (?:\w+ ){0,2}(?:been|well|consider\w*|able|available|always|yet|"
    r"suitable|sufficient\w*|necessarily|capture|address\w*|explicitly|fully|enough|scale)|unable|ignor\w+|"
    r"neglect\w*|overlook\w*|suffer\w*|costly|expensive|time-?consuming|labor\w*|"
    r"scarce|scarcity|sparse|sparsity|insufficient\w*|inadequate|unclear|unknown|little (?:is known|attention|"
    r"work|research|understanding)|few (?:\w+ )?(?:studies|works|approaches|methods)|remain\w*|"
    r"under-?explored|unexplored|under-?studied|bottleneck|problematic|problem of|problems?\b|issues?\b|"
    r"hinder\w*|hamper\w*|prevent\w*|hard(?:er)?|struggle\w*|poor(?:ly)?|"
    r"gap|mismatch|bias(?:es|ed)?|error propagation|errors?|ambigu\w+|noisy|noise|complex\w*|inefficien\w+|"
    r"unreliable|vulnerable|prone|drawback\w*|shortcoming\w*|weakness\w*|"
    r"requir(?:e|es|ing)|rely|relies|heavily|only|mostly|mainly|without|no (?:\w+ )?(?:work|study|studies|"
    r"research|dataset|method|consensus|prior|previous)|"
    r"too|less|loss of|los(?:e|es|ing)|degrad\w+|restrict\w*|crucial|need(?:s|ed)? (?:for|to)|impractical|"
    r"infeasible|tedious|demand\w*|barrier\w*|trade-?off|discrepan\w+|impede\w*|"
    r"rare(?:ly)?|seldom|underestimat\w*|inconsisten\w+|misleading|hallucinat\w+|dilemma|independently|separately)\b"
)
_FIELD = (
    r"\b(?:existing|previous|prior|current|traditional|conventional|most|many|recent|standard|typical(?:ly)?|"
    r"past|state[\s-]of[\s-]the[\s-]?art|"
    r"earlier|other|common(?:ly)?|usual(?:ly)?|often)\b (?:\w+[- ]){0,4}?(?:works?|methods?|approach\w*|"
    r"models?|systems?|studies|research|techniques?|algorithms?|efforts?|"
    r"metrics?|datasets?|frameworks?|parsers?|attempts?|solutions?|architectures?|pipelines?|tasks?|benchmarks?)\b"
)
_RESULT = (
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|achiev\w+|improv(?:e|es|ed|ing|ement|ements)|reduc(?:e|es|ed|"
    r"tion|tions)|state[\s-]*of[\s-]*the[\s-]*art\w*|significantly|"
    r"gains?|competitive|comparable|superior\w*|effectiveness|efficacy|efficient(?:ly)?|better|best|higher|"
    r"faster|robust\w*|"
    r"accuracy|f\s?1|f-score|f-measure|bleu|rouge|recall|precision|error rate|absolute|relative|correlat\w+|"
    r"perform(?:s|ance)?)\b"
)
_SHOW = (
    r"\b(?:results?|experiments?|experimental\w*|evaluations?|evaluat(?:e|ed|ing)|analys[ei]s|empirical\w*|"
    r"findings?|studies|we|it|they|tests?|comparisons?|simulations?)\b[^.]{0,60}?"
    r"\b(?:show\w*|demonstrat\w+|find|found|finds|indicat\w+|reveal\w*|suggest\w*|confirm\w*|observ\w+|"
    r"prove\w*|verif\w+|validat\w+|illustrat\w*|yield\w*|highlight\w*|establish\w*|report\w*|obtain\w*)\b"
)
_TRIAL = (
    r"^(?:(?:extensive|comprehensive|our|the|through|in|on|when|further|additional|preliminary|empirical|"
    r"experimental|automatic|human|both) )*(?:experiment|evaluation|result|empirical|experimental|tested|"
    r"evaluated|analys|trial|ablation|studies|comparison)\w*"
)
_NUMBER = (
    r"\d+(?:\.\d+)?\s?(?:%|×|x\b|points?|times|percent|bleu|f1)|\b\d+\.\d+\b|\bby up to\b|\b(?:ten|two|three)-?fold\b"
)
_CODE = (
    r"\b(?:code|codes|dataset|data|models?|resources?|weights|demo|implementation|software|toolkit|checkpoints|"
    r"corpus|annotations)\b[^.]{0,60}\b(?:available|released?|public(?:ly)?|open[- ]sourced?|github|found at)\b|"
    r"https?:|github\.com|\bwe (?:will )?(?:publicly |also )?(?:release|open-source|publish)\b"
)
_FUTURE = (
    r"\b(?:future (?:work|research|directions?)|we hope|we believe|we (?:also )?discuss|implications|this work "
    r"was|footnote)\b"
)

_PROPOSE = r"\b(?:we|paper|work|study|article) (?:\w+ ){0,2}(?:propose|introduce|present|develop|describe|design)s?\b"
_NEW = r"\b(?:novel|new)\b"
_BEST = r"\boutperform|\bstate[\s-]*of[\s-]*the[\s-]*art|\bimprovements? (?:of|over)|\bsurpass"
_ALSO = r"^(?:further(?:more)?|moreover|in addition|additionally|also|besides|finally|first|second|third|lastly)\b"
_TESTED = r"^(?:[\w-]+ ){0,6}(?:experiment|result|evaluation|empirical)\w*"
_PARTS = (
    r"\b(?:two|three|several|kinds of) (?:\w+ )?(?:methods|models|algorithms|strategies|techniques|"
    r"approaches|components|modules|stages|steps) (?:are|is) "
)
_PRESENT = r"\b(?:we|this paper|this work|this study)\b.{0,30}\b(?:propos|introduc|present|describ|develop)"
_STUDY = r"\b(?:in this|we) .{0,20}\b(?:explore|investigate|study|examine|address|consider)\b"
_OURS = r"\b(?:the )?(?:proposed|our) (?:\w+ ){0,3}(?:method|model|approach|framework|system|algorithm)s?\b"
_DETAIL = r"^(?:specifically|concretely|in particular|first|then|our (?:method|model|approach|framework|system))\b"


@dataclass(frozen=True, slots=True)
class Cue:
    """A sign in a sentence, and how much it speaks for or against each slot."""

    sign: re.Pattern[str]
    why: float
    what: float
    insight: float


_CUES = tuple(
    Cue(re.compile(sign, re.IGNORECASE), why, what, insight)
    for sign, why, what, insight in (
        (_CONTRAST, 1.2, -0.7, -0.4),
        (_GAP, 1.3, -0.4, -0.4),
        (_FIELD, 0.7, -0.5, 0.0),
        (_WE, -1.3, 0.8, 0.6),
        (_THIS, -0.8, 0.8, -0.4),
        (_MAKE, -0.3, 1.3, -0.3),
        (_PROPOSE, -0.7, 0.8, -0.8),
        (_PRESENT, -0.2, 0.4, -0.6),
        (_STUDY, 0.0, 0.3, -0.1),
        (_NEW, -0.2, 0.5, -0.5),
        (_RESULT, -0.4, -0.8, 1.8),
        (_SHOW, -0.6, -1.0, 1.9),
        (_TRIAL, -0.4, -0.8, 0.9),
        (_NUMBER, -0.3, -0.3, 1.2),
        (_BEST, -0.1, -0.8, 1.2),
        (_ALSO, -0.1, -0.1, -0.6),
        (_TESTED, -0.1, -0.4, 1.1),
        (_PARTS, 0.0, 0.3, 0.0),
        (_DETAIL, -0.2, 0.4, -0.3),
        (_OURS, -0.1, -0.2, 0.3),
        (_CODE, -3.0, -2.5, -2.5),
        (_FUTURE, -2.0, -2.0, -1.2),
    )
)
_FLOOR = {"why": 0.5, "what": 0.5, "insight": 1.3}
_FEWEST_WORDS = 5
_STEP = re.compile(f"{_PROPOSE}|{_PRESENT}", re.IGNORECASE)
_AIM = (re.compile(_THIS, re.IGNORECASE), re.compile(_MAKE, re.IGNORECASE))


@dataclass(frozen=True, slots=True)
class Place:
    """What it is worth to stand early or late (by degree), first or last, and where the work is introduced."""

    early: float
    late: float
    first: float
    last: float
    before: float
    just_before: float
    within: float
    after: float


# Gaps come before the sentence that introduces the work, outcomes after it.
_PLACES: dict[Slot, Place] = {
    "why": Place(0.9, -1.0, 0.4, -0.2, 0.9, 0.6, -0.3, -1.0),
    "what": Place(0.4, -0.7, -0.5, -0.7, -1.1, -0.3, 0.7, 0.0),
    "insight": Place(-1.4, 1.0, -0.4, 0.3, -1.0, 0.0, -0.6, 0.4),
}


def weigh(sentence: str, slot: Slot) -> float:
    """How well a sentence fits a slot by its words alone."""
    text = sentence.strip()
    total = sum(float(getattr(cue, slot)) for cue in _CUES if cue.sign.search(text))
    return total - 4.0 if len(text.split()) < _FEWEST_WORDS else total


def floor(slot: Slot) -> float:
    """Below this weight a sentence does not fill the slot."""
    return _FLOOR[slot]


def ranked(sentences: list[str], slot: Slot) -> list[tuple[float, int]]:
    """(weight, index) of each sentence, best first; ties to the earlier one."""
    step = next((index for index, one in enumerate(sentences) if _introduces(one)), None)
    weights = [
        weigh(one, slot) + _placed(_PLACES[slot], index, len(sentences), step) for index, one in enumerate(sentences)
    ]
    return sorted(((weight, index) for index, weight in enumerate(weights)), key=lambda pair: (-pair[0], pair[1]))


def _introduces(sentence: str) -> bool:
    return bool(_STEP.search(sentence)) or all(sign.search(sentence) for sign in _AIM)


def _placed(place: Place, index: int, count: int, step: int | None) -> float:
    share = index / max(1, count - 1)
    total = place.early * (1 - share) + place.late * share
    total += place.first * (index == 0) + place.last * (index == count - 1)
    if step is not None:
        total += place.just_before * (index == step - 1)
        total += place.within if index == step else place.before if index < step else place.after
    return total
