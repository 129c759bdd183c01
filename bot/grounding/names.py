"""Names in a claim: each must be the paper's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import add

from rapidfuzz.distance import DamerauLevenshtein

from bot.grounding.stems import STOP, listed
from bot.grounding.words import Words

# What anyone in the field may write without the paper doing so.
GENERIC = listed(
    "ai ml sota gpu gpus cpu cpus api apis ok i ii iii iv 2d 3d 4d text image video audio speech code data"
)
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
        if self._misspelt(key):
            return True
        parts = [part for part in _parts(name) if part not in _ENDINGS]
        if any(part[0].isdigit() for part in parts):
            # SST-2 is not SST-3, though a 3 stands somewhere.
            return not self.keys.isdisjoint(_years("".join(map(squeezed, parts))))
        return len(parts) > 0 and all(self._part(part) or self._misspelt(part) for part in parts)

    def _misspelt(self, part: str) -> bool:
        """Whether a long word is there but for one letter: *Winogrand* for *Winograd*."""
        key = squeezed(part)
        if len(key) < _MISTAKABLE or not key.isalpha():
            return False
        return any(
            other[0] == key[0]
            and abs(len(other) - len(key)) <= 1
            and other.isalpha()
            and DamerauLevenshtein.distance(key, other, score_cutoff=1) <= 1
            for other in self.keys
            if other
        )

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
_MISTAKABLE = 6  # a shorter name with one letter changed is another name
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "a", "to", "with"})
_ENDINGS = listed(
    "based style like level free aware driven trained tuned specific related only enhanced augmented guided "
    "generated powered type"
)


def _years(key: str) -> tuple[str, ...]:
    """A name with its year written short and long: *semeval13* is *semeval2013*."""
    short = re.fullmatch(r"(\D+)(\d\d)", key)
    long = re.fullmatch(r"(\D+)(?:19|20)(\d\d)", key)
    if short:
        return key, f"{short[1]}19{short[2]}", f"{short[1]}20{short[2]}"
    return (key, long[1] + long[2]) if long else (key,)


def acronym_of(token: str, at: int, claim: Words, named: Named) -> bool:
    """Whether a capitalised word belongs to a phrase whose acronym the text has: *Latent* of LSA."""
    if not (token[0].isupper() and token[1:].islower()):
        return False
    run = re.match(r"(?:[A-Z][a-z]+[\s-]+){0,5}[A-Z][a-z]+", claim.text[at:])
    lead = re.search(r"(?:[A-Z][a-z]+[\s-]+){1,5}$", claim.text[:at])
    phrase = (lead[0] if lead else "") + (run[0] if run else token)
    heads = "".join(word[0] for word in re.split(r"[\s-]+", phrase) if word).lower()
    return len(heads) > 1 and heads in named.keys


def check_names(claim: Words, paper: Callable[[], Named]) -> list[str]:
    """Names that the paper (title, text, authors) does not have."""
    found = names(claim.text)
    if not found:
        return []
    named = paper()
    return [
        f"“{token}” is not named in the paper"
        for token, at in found
        if not named.holds(token) and not named.spells(token) and not acronym_of(token, at, claim, named)
    ]
