"""Names in a claim: each must be the paper's own, in its place, and nobody's workplace is ever stated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import add

from bot.grounding.stems import STOP, listed
from bot.grounding.words import Words

# What anyone in the field may write without the paper doing so.
GENERIC = listed("ai ml sota gpu gpus cpu cpus api apis ok i ii iii iv 2d 3d 4d")
# Abbreviations that a paper bears out by a word of what they stand for.
_HINTS = """
languag : nlp nlg nlu lm lms llm llms plm plms vlm vlms lvlm lvlms mllm mllms slm slms
deep : dl dnn dnns drl
neural : nn nns dnn dnns cnn cnns rnn rnns gnn gnns ann anns
network : nn nns dnn dnns cnn cnns rnn rnns gnn gnns gcn gcns gan gans ann anns
convolu : cnn cnns gcn gcns
recurrent : rnn rnns lstm lstms gru
graph : gnn gnns gcn gcns kg kgs
adversar : gan gans
generati : gan gans rag nlg
autoencod : vae vaes ae aes
translat : mt nmt smt
speech : asr tts
knowledg : kg kgs kb kbs
retriev : rag ir
question : qa vqa
reinforc : rl rlhf drl marl
preferen : rlhf dpo
tun : sft peft lora
chain : cot
expert : moe
vision : cv vlm vlms lvlm vit vits
visual : cv vlm vlms lvlm
image : cv
differential : pde pdes ode odes
optical : ocr
character : ocr
resonanc : mri fmri
entit : ner
descent : sgd
vehicl : uav uavs
realit : ar vr xr
context : icl
"""


def _hinted() -> dict[str, tuple[str, ...]]:
    table: dict[str, list[str]] = {}
    for line in _HINTS.strip().splitlines():
        hint, _, short = line.partition(" : ")
        for name in short.split():
            table.setdefault(name, []).append(hint)
    return {name: tuple(hints) for name, hints in table.items()}


HINTED = _hinted()
_NAME = re.compile(r"[A-Za-z0-9À-ɏ]+(?:[-.+/&'][A-Za-z0-9À-ɏ]+)*\+*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s+|[\"'(\[]\s*|\d\)\s*|•\s*)$")
_WORKPLACE = re.compile(
    r"\b(?:researchers?|scientists?|engineers?|teams?|authors?|group|groups|labs?|laborator(?:y|ies)|"
    r"colleagues|academics|work|paper|study|developed|"
    r"built|created|trained|proposed|introduced|released|written|made|led|conducted)\s+(?:\w+\s+)?(?:from|at|"
    r"of|by|with|in)\s+(?:the\s+|a\s+team\s+(?:at|from)\s+)?"
    r"(?P<who>(?:[A-Z][\w&.'-]*)(?:\s+(?:of|and|for|the|at)?\s?[A-Z][\w&.'-]*)*)"
)
_HOUSE = re.compile(
    r"\b(?:University|Universit\w+|Institute of|Institut|College|Laborator(?:y|ies)|Academy of|Polytechnic|"
    r"Inc\.?|Corp(?:oration|\.)?|Ltd\.?|GmbH)\b|"
    r"\b(?:DeepMind|OpenAI|Anthropic|Google|Meta AI|FAIR|Facebook|Microsoft|Amazon|Apple|NVIDIA|Nvidia|IBM|"
    r"Baidu|Tencent|Alibaba|Huawei|ByteDance|Samsung|"
    r"Salesforce|Adobe|Intel|Stanford|MIT|CMU|Carnegie Mellon|Berkeley|Princeton|Harvard|Oxford|Cambridge|ETH "
    r"Zurich|EPFL|Tsinghua|Peking|CERN|NASA|"
    r"Max Planck|INRIA|Inria|Allen Institute|Mila|KAIST|Caltech|Yale|Cornell|Columbia University|NYU|UCLA|Toronto)\b"
)
_POSSESSIVE = re.compile(
    r"(?P<who>[A-Z][\w&.-]*(?:\s+[A-Z][\w&.-]*)*)(?:'s)?\s+(?:researchers|scientists|engineers|authors|team|"
    r"colleagues)\b"
)


_PRONOUNS = listed(
    "The These Those Our Their Its This Other Many Some Most Several Few All Both Human Expert Two Three"
)


_MARKS = re.compile(r"[\W_]+")


def squeezed(name: str) -> str:
    """A name for comparison: letters and digits alone, lower case."""
    return name.lower() if name.isalnum() else _MARKS.sub("", name).lower()


def _is_name(token: str, *, opening: bool) -> bool:
    """CamelCase, an acronym, letters with digits, or a capital within a sentence."""
    if len(token) < 2 or not any(c.isalpha() for c in token):
        return False
    head, rest = token[0], token[1:]
    letters = [c for c in token if c.isalpha()]
    upper = sum(c.isupper() for c in letters)
    if any(c.isdigit() for c in token):
        return head.isalpha() or (upper > 0 and not re.fullmatch(r"\d+(?:\.\d+)?[KMBTx]|\d+(?:st|nd|rd|th)", token))
    if upper >= 2 and (any(c.isupper() for c in rest)) and not re.fullmatch(r"[A-Z][a-z]+(?:-[A-Z]?[a-z]+)+", token):
        return True
    return head.isupper() and not opening


@lru_cache(maxsize=8192)
def names(text: str) -> tuple[tuple[str, int], ...]:
    """Each name in a plain text and where it begins; plural *s* and generic abbreviations are left out."""
    out = []
    for match in _NAME.finditer(text):
        token = match[0].removesuffix("'s").rstrip(".'")
        if token.islower() and token.isalpha():
            continue
        opening = bool(_SENTENCE_START.search(text[max(0, match.start() - 4) : match.start()]))
        if not _is_name(token, opening=opening):
            continue
        key = squeezed(token)
        if key in GENERIC or key.rstrip("s") in GENERIC or token.lower() in STOP or not key:
            continue
        out.append((token, match.start()))
    return tuple(out)


def _parts(token: str) -> list[str]:
    return [part for part in re.split(r"[-/&.+']", token) if part]


@dataclass(frozen=True)
class Named:
    """What a text may lend to a claim: words and names as keys, joined neighbours, and all of it squeezed."""

    keys: frozenset[str]
    folded: str

    @classmethod
    def of(cls, text: str) -> Named:
        """Collect the keys of a plain text once."""
        low = text.lower()
        tokens = _NAME.findall(low)
        whole = [token if token.isalnum() else _MARKS.sub("", token) for token in tokens]
        keys = {*whole, *map(add, whole, whole[1:])}
        for token in tokens:
            if not token.isalnum():
                keys.update(squeezed(part) for part in _parts(token))
        keys.update([key[:-1] for key in keys if key.endswith("s")])
        return cls(frozenset(keys), low)

    @cached_property
    def squeezed(self) -> str:
        """All of the text without spaces and marks."""
        return squeezed(self.folded)

    def holds(self, name: str) -> bool:
        """Whether the text has the name, whole, in the singular, or part by part."""
        key = squeezed(name)
        if key in self.keys or key.removesuffix("s") in self.keys or (len(key) > _LONG and key in self.squeezed):
            return True
        parts = [part for part in _parts(name) if part not in _ENDINGS]
        if any(part[0].isdigit() for part in parts):
            # SST-2 is not SST-3, though a 3 stands somewhere.
            return "".join(map(squeezed, parts)) in self.keys
        return len(parts) > 0 and all(self._part(part) for part in parts)

    def _part(self, part: str) -> bool:
        key = squeezed(part)
        return (
            key in self.keys
            or key in GENERIC
            or part.lower() in STOP
            or any(hint in self.folded for hint in HINTED.get(key, ()))
            or part in _ENDINGS
        )

    def spells(self, name: str) -> bool:
        """Whether the text spells an acronym out: GNN in *graph neural networks*, also with an *s*."""
        letters = name.rstrip("s")
        if not (3 <= len(letters) <= 7) or not letters.isupper() or not letters.isalpha():
            return any(hint in self.folded for hint in HINTED.get(squeezed(name), ()))
        words = re.findall(r"[a-z0-9]+", self.folded)
        heads = "".join(word[0] for word in words)
        lean = "".join(word[0] for word in words if word not in _SMALL)
        return (
            letters.lower() in heads
            or letters.lower() in lean
            or any(hint in self.folded for hint in HINTED.get(squeezed(name), ()))
        )


_LONG = 7
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "a", "to", "with"})
_ENDINGS = listed(
    "based style like level free aware driven trained tuned specific related only enhanced augmented guided "
    "generated powered type"
)


def _acronym_of(token: str, at: int, claim: Words, named: Named) -> bool:
    """Whether a capitalised word belongs to a phrase whose acronym the text has: *Latent* of LSA."""
    if not (token[0].isupper() and token[1:].islower()):
        return False
    run = re.match(r"(?:[A-Z][a-z]+[\s-]+){0,5}[A-Z][a-z]+", claim.text[at:])
    lead = re.search(r"(?:[A-Z][a-z]+[\s-]+){1,5}$", claim.text[:at])
    phrase = (lead[0] if lead else "") + (run[0] if run else token)
    heads = "".join(word[0] for word in re.split(r"[\s-]+", phrase) if word).lower()
    return len(heads) > 1 and heads in named.keys


def check_workplaces(claim: Words, quote: Words) -> list[str]:
    """Affiliations come from the record, never from a claim; one that the quote itself states is let be."""
    text = claim.text
    for pattern in (_WORKPLACE, _POSSESSIVE):
        for match in pattern.finditer(text):
            who = match["who"]
            if who.split()[0] in _PRONOUNS:
                continue
            if (_HOUSE.search(who) or pattern is _POSSESSIVE or _person_like(match[0])) and squeezed(
                who
            ) not in squeezed(quote.text):
                return [f"“{who}” is stated as somebody's workplace, which no claim may do"]
    for match in _HOUSE.finditer(text):
        if squeezed(match[0]) not in squeezed(quote.text):
            return [f"“{match[0]}” reads as an affiliation and is not in the quote"]
    return []


def _person_like(phrase: str) -> bool:
    return bool(
        re.match(r"(?:researcher|scientist|engineer|team|author|group|lab|colleague|academic)", phrase, re.IGNORECASE)
    )


def check_names(claim: Words, paper: Callable[[], Named]) -> list[str]:
    """Names that the paper (title, text, authors) does not have."""
    found = names(claim.text)
    if not found:
        return []
    named = paper()
    return [
        f"“{token}” is not named in the paper"
        for token, at in found
        if not named.holds(token) and not named.spells(token) and not _acronym_of(token, at, claim, named)
    ]
