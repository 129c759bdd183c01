"""Which sentence of an abstract tells the gap, the approach or the outcome: weighted cues, no model.

The weights were set on the train split of the expert highlights in `aclsum` and on nothing else;
`bench/extractive.py` measures them.
"""

from __future__ import annotations

import re
from typing import Literal

Slot = Literal["why", "what", "insight"]

_CONTRAST = r"^(?:however|but|yet|unfortunately|nevertheless|nonetheless|still|although|though|while|despite|in spite of|even though|notwithstanding)\b"
_WE = r"\b(?:we|our|ours|us)\b"
_THIS = r"\b(?:in this (?:paper|work|study|article|letter|report)|this (?:paper|work|study|article|letter|report|research)|here,? we|to (?:this|that) end|to (?:address|tackle|overcome|solve|mitigate|remedy|alleviate|bridge|fill) th)\w*"
_MAKE = (
    r"\b(?:propos(?:e|es|ed|ing)|introduc(?:e|es|ed|ing)|present(?:s|ed)?|develop(?:s|ed)?|design(?:s|ed)?|describ(?:e|es|ed)|devis(?:e|es|ed)|"
    r"build|construct(?:s|ed)?|formulat(?:e|es|ed)|creat(?:e|es|ed)|adopt(?:s|ed)?|extend(?:s|ed)?|"
    r"employ(?:s|ed)?|leverag(?:e|es|ed|ing)|incorporat(?:e|es|ed|ing)|train(?:s|ed)?|appl(?:y|ies)|utiliz(?:e|es|ed|ing)|"
    r"use|uses|combin(?:e|es|ed|ing)|collect(?:s|ed)?|release(?:s|d)?|model(?:s|ed)?|jointly|generat(?:e|es)|learn(?:s|ed)?|address(?:es)?)\b"
)
_GAP = (
    r"\b(?:challeng\w+|difficult\w*|limit(?:s|ed|ing|ation|ations)?|lack(?:s|ed|ing)?|fail(?:s|ed|ing|ure)?|cannot|can not|not (?:\w+ ){0,2}(?:been|well|consider\w*|able|available|always|yet|"
    r"suitable|sufficient\w*|necessarily|capture|address\w*|explicitly|fully|enough|scale)|unable|ignor\w+|neglect\w*|overlook\w*|suffer\w*|costly|expensive|time-?consuming|labor\w*|"
    r"scarce|scarcity|sparse|sparsity|insufficient\w*|inadequate|unclear|unknown|little (?:is known|attention|work|research|understanding)|few (?:\w+ )?(?:studies|works|approaches|methods)|remain\w*|"
    r"under-?explored|unexplored|under-?studied|bottleneck|problematic|problem of|problems?\b|issues?\b|hinder\w*|hamper\w*|prevent\w*|hard(?:er)?|struggle\w*|poor(?:ly)?|"
    r"gap|mismatch|bias(?:es|ed)?|error propagation|errors?|ambigu\w+|noisy|noise|complex\w*|inefficien\w+|unreliable|vulnerable|prone|drawback\w*|shortcoming\w*|weakness\w*|"
    r"requir(?:e|es|ing)|rely|relies|heavily|only|mostly|mainly|without|no (?:\w+ )?(?:work|study|studies|research|dataset|method|consensus|prior|previous)|"
    r"too|less|loss of|los(?:e|es|ing)|degrad\w+|restrict\w*|crucial|need(?:s|ed)? (?:for|to)|impractical|infeasible|tedious|demand\w*|barrier\w*|trade-?off|discrepan\w+|impede\w*|"
    r"rare(?:ly)?|seldom|underestimat\w*|inconsisten\w+|misleading|hallucinat\w+|dilemma|independently|separately)\b"
)
_FIELD = (
    r"\b(?:existing|previous|prior|current|traditional|conventional|most|many|recent|standard|typical(?:ly)?|past|state[\s-]of[\s-]the[\s-]?art|"
    r"earlier|other|common(?:ly)?|usual(?:ly)?|often)\b (?:\w+[- ]){0,4}?(?:works?|methods?|approach\w*|models?|systems?|studies|research|techniques?|algorithms?|efforts?|"
    r"metrics?|datasets?|frameworks?|parsers?|attempts?|solutions?|architectures?|pipelines?|tasks?|benchmarks?)\b"
)
_RESULT = (
    r"\b(?:outperform\w*|surpass\w*|exceed\w*|achiev\w+|improv(?:e|es|ed|ing|ement|ements)|reduc(?:e|es|ed|tion|tions)|state[\s-]*of[\s-]*the[\s-]*art\w*|significantly|"
    r"gains?|competitive|comparable|superior\w*|effectiveness|efficacy|efficient(?:ly)?|better|best|higher|faster|robust\w*|"
    r"accuracy|f\s?1|f-score|f-measure|bleu|rouge|recall|precision|error rate|absolute|relative|correlat\w+|perform(?:s|ance)?)\b"
)
_SHOW = (
    r"\b(?:results?|experiments?|experimental\w*|evaluations?|evaluat(?:e|ed|ing)|analys[ei]s|empirical\w*|findings?|studies|we|it|they|tests?|comparisons?|simulations?)\b[^.]{0,60}?"
    r"\b(?:show\w*|demonstrat\w+|find|found|finds|indicat\w+|reveal\w*|suggest\w*|confirm\w*|observ\w+|prove\w*|verif\w+|validat\w+|illustrat\w*|yield\w*|highlight\w*|establish\w*|report\w*|obtain\w*)\b"
)
_TRIAL = r"^(?:(?:extensive|comprehensive|our|the|through|in|on|when|further|additional|preliminary|empirical|experimental|automatic|human|both) )*(?:experiment|evaluation|result|empirical|experimental|tested|evaluated|analys|trial|ablation|studies|comparison)\w*"
_NUMBER = (
    r"\d+(?:\.\d+)?\s?(?:%|×|x\b|points?|times|percent|bleu|f1)|\b\d+\.\d+\b|\bby up to\b|\b(?:ten|two|three)-?fold\b"
)
_CODE = r"\b(?:code|codes|dataset|data|models?|resources?|weights|demo|implementation|software|toolkit|checkpoints|corpus|annotations)\b[^.]{0,60}\b(?:available|released?|public(?:ly)?|open[- ]sourced?|github|found at)\b|https?:|github\.com|\bwe (?:will )?(?:publicly |also )?(?:release|open-source|publish)\b"
_FUTURE = r"\b(?:future (?:work|research|directions?)|we hope|we believe|we (?:also )?discuss|implications|this work was|footnote)\b"

# (cue, weight for why, for what, for insight). Cues are searched in the sentence without its lead-in, except contrast.
_CUES: tuple[tuple[re.Pattern[str], float, float, float], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), why, what, insight)
    for pattern, why, what, insight in (
        (_CONTRAST, 2.0, -1.0, -0.6),
        (_GAP, 1.6, -0.6, -0.3),
        (_FIELD, 0.9, -0.5, -0.2),
        (_WE, -1.6, 0.8, 0.4),
        (_THIS, -1.6, 1.6, -0.5),
        (_MAKE, -0.6, 1.5, -0.4),
        (r"\b(?:we|paper|work|study|article) (?:\w+ ){0,2}(?:propose|introduce|present|develop|describe|design)s?\b", -1.6, 1.5, -1.0),
        (r"\b(?:novel|new)\b", -0.3, 0.5, -0.2),
        (_RESULT, -0.8, -0.7, 1.5),
        (_SHOW, -1.2, -1.2, 1.8),
        (_TRIAL, -1.0, -1.2, 1.2),
        (_NUMBER, -0.5, -0.6, 1.2),
        (r"\boutperform|\bstate[\s-]*of[\s-]*the[\s-]*art|\bimprovements? (?:of|over)|\bsurpass", -0.4, -0.8, 1.0),
        (r"^(?:further(?:more)?|moreover|in addition|additionally|also|besides|finally|first|second|third|lastly)\b", -0.2, 0.0, -0.9),
        (r"^(?:[\w-]+ ){0,6}(?:experiment|result|evaluation|empirical)\w*", 0.0, -0.4, 0.7),
        (r"\b(?:two|three|several|kinds of) (?:\w+ )?(?:methods|models|algorithms|strategies|techniques|approaches|components|modules|stages|steps) (?:are|is) ", 0.0, 0.8, 0.0),
        (r"\b(?:these|this|such|it|they)\b.{0,20}\b(?:leads?|causes?|results? in|makes?)\b", 0.3, 0.0, 0.0),
        (r"^(?:specifically|concretely|in particular|first|then|our (?:method|model|approach|framework|system))\b", -0.6, 0.5, -0.2),
        (_CODE, -3.0, -2.5, -2.5),
        (_FUTURE, -2.0, -2.0, -1.2),
    )
)  # fmt: skip
_PLACE = {"why": (0.8, -1.2), "what": (0.1, -0.8), "insight": (-1.6, 0.3)}
_FLOOR = {"why": 1.2, "what": 0.8, "insight": 1.2}


def weigh(sentence: str, slot: Slot, place: float) -> float:
    """How well a sentence at `place` (0 first, 1 last) fits a slot; higher is better, `floor` is where it begins to."""
    column = {"why": 1, "what": 2, "insight": 3}[slot]
    text = sentence.strip()
    total = sum(cue[column] for cue in _CUES if cue[0].search(text))
    first, last = _PLACE[slot]
    total += first * (1 - place) + last * place
    if len(text.split()) < 5:
        total -= 4.0
    return float(total)


def floor(slot: Slot) -> float:
    """Below this weight a sentence does not fill the slot."""
    return _FLOOR[slot]


def ranked(sentences: list[str], slot: Slot) -> list[tuple[float, int]]:
    """(weight, index) of each sentence, best first; ties to the earlier one."""
    last = max(1, len(sentences) - 1)
    return sorted(
        ((weigh(one, slot, index / last), index) for index, one in enumerate(sentences)),
        key=lambda pair: (-pair[0], pair[1]),
    )
