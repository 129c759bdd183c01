"""How strongly a claim speaks: superlatives, comparisons, negation, direction, scope and hedges need a counterpart in the quote."""

from __future__ import annotations

import re

from bot.grounding.words import STOP, Words, stem

# Each class of strong words, and what in a quote carries it.
_STRONG: tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...] = tuple(
    (label, re.compile(claim, re.IGNORECASE), re.compile(quote, re.IGNORECASE))
    for label, claim, quote in (
        (
            "a first",
            r"\bfor the first time\b|\b(?:the|a|its|our|are|is|as) first(?! (?:step|stage|phase|part|half|author|layer|order|we|then|and|token|language|person|place|line|class|two|three))\b|\bfirst-ever\b|\bunprecedented\b|\bpioneer\w*|\bgroundbreaking\b|\brevolutionary\b|\bbreakthrough\b|\bfirst to\b",
            r"\bfirst\b|\bunprecedented\b|\bpioneer|\bgroundbreaking|\bbreakthrough|\bno (?:prior|previous|existing)\b|\bnever\b|\bunexplored\b|\brevolution|\bnot (?:yet )?been\b|\bunstudied\b",
        ),
        (
            "state of the art",
            r"\bstate[\s-]*of[\s-]*the[\s-]*art\w*|\bsota\b|\bcutting[\s-]edge\b|\brecord\b(?=-| (?:results?|accurac|performance|high|low))|\bworld[\s-]class\b|\bbest[\s-](?:known|in|ever|performing|results?|performance|published|reported)\b",
            r"\bstate[\s-]*of[\s-]*the[\s-]*art|\bsota\b|\bcutting[\s-]edge\b|\bnew record\b|\bbest\b|\bhighest\b|\ball (?:\w+ ){0,2}(?:baselines|methods|models|approaches|systems)\b|\bleading\b|\btop\b|\brank(?:s|ed)? first\b|\bfirst place\b|\blatest\b|\badvanced\b|\bstrongest\b",
        ),
        (
            "a superlative",
            r"\b(?:the|its|their|our) (?:very )?(?:best|worst|highest|lowest|largest|smallest|biggest|fastest|strongest|greatest|simplest|cheapest|ultimate|optimal|latest)\b|\bmost (?!of\b|likely\b|existing\b|common\b|recent\b|prior\b|previous\b|current\b|cases\b|state\b|work|model|method|approach|stud|system|language\b|languages\b|research|datasets?\b|popular\b|relevant\b)(?:\w+(?:ive|ful|ant|ent|ate|ous|able|ible|ed|al|ic|ult|ust|tle|ex|ise))\b|\bperfect(?:ly)?\b|\bflawless\w*|\bideal(?:ly)?\b|\bunmatched\b|\bunparall?eled\b|\bunrivall?ed\b|\bsuperior to (?:all|any|every)\b|\bby far\b",
            r"\bbest\b|\bworst\b|\bhighest\b|\blowest\b|\blargest\b|\bsmallest\b|\bbiggest\b|\bfastest\b|\bstrongest\b|\bgreatest\b|\bsimplest\b|\bcheapest\b|\bmost\b|\bmaxim|\bminim|\boptim|\bstate[\s-]*of[\s-]*the[\s-]*art|\bperfect|\bideal|\bunmatched|\bunparall?el|\btop\b|\bleast\b|\bfirst\b|\bfewest\b|\ball\b|\bevery\b|\bsota\b|\b\w{3,}est\b|\bleading\b",
        ),
        (
            "how large the effect is",
            r"\bsignifican(?:t|tly|ce)\b|\bsubstantial(?:ly)?\b|\bdramatic(?:ally)?\b|\bdrastic(?:ally)?\b|\bconsiderabl[ey]\b|\bremarkabl[ey]\b|\bvast(?:ly)?\b|\bmassive(?:ly)?\b|\bhuge(?:ly)?\b|\benormous(?:ly)?\b|\bgreatly\b|\bmarkedly\b|\bstrikingly\b|\btremendous(?:ly)?\b|\bexceptional(?:ly)?\b|\bextraordinar\w+|\bimpressive(?:ly)?\b|\bfar (?:better|worse|more|less|fewer|higher|lower|faster|larger|smaller|ahead|exceed\w*|outperform\w*|surpass\w*)|\bmuch (?:better|worse|more|less|fewer|higher|lower|faster|larger|smaller|stronger)\b|\blarge margins?\b|\bwide margins?\b|\boverwhelming(?:ly)?\b|\bhighly (?:effective|accurate|efficient)\b|\bextremely\b|\bsharply\b|\bstrongly\b|\bsignificantly\b|\bprofound(?:ly)?\b|\bheavily\b|\bincredibl[ey]\b|\bradical(?:ly)?\b",
            r"\bsignifican|\bsubstantial|\bdramatic|\bdrastic|\bconsiderabl|\bremarkabl|\bvast|\bmassive|\bhuge|\benormous|\bgreat(?:ly|er|est)?\b|\bmarked|\bstriking|\btremendous|\bexceptional|\bextraordinar|\bimpressive|\bfar\b|\bmuch\b|\blarge\b|\bwide\b|\boverwhelming|\bhighly\b|\bextremely\b|\bsharp|\bstrong|\bprofound|\bnotabl[ey]|\borders? of magnitude|\bheav(?:y|ily)\b|\bsevere|\bclear(?:ly)?\b|\bsteep|\bvery\b|\bsuperior\b|\bincredibl|\bradical|\bmajor\b|\bmeaningful|\bhigh\b|\bsizeable|\bsizable|\bthe margin|\bwell above\b|\bexponential|\bimmense|\b\d{2,}(?:\.\d+)?\s?(?:%|x\b|×|times|percent|points)|\b\d(?:\.\d+)?\s?(?:x\b|×|times)|\bpromising\b|\bcritical|\bprohibitive|\bexpensive\b|\bstate[\s-]*of[\s-]*the[\s-]*art",
        ),
        (
            "a proof",
            r"\bprov(?:e|es|ed|en|ing) (?!to be\b|useful|effective|hard|difficult|challeng|insufficient|crucial|costly|beneficial)|\bprovabl[ey]\b|\bguarantee\w*|\bdefinitive(?:ly)?\b|\bconclusive(?:ly)?\b|\bundeniabl[ey]\b|\bunquestionabl[ey]\b|\bindisputabl[ey]\b|\bcertain(?:ly)\b|\bundoubtedly\b|\bclearly (?:show|prov|demonstrat|establish|outperform|improv)\w*|\bwithout (?:any )?doubt\b|\bestablish(?:es|ed)? (?:that|beyond)\b|\bbeyond doubt\b|\birrefutabl\w+",
            r"\bprov(?:e|es|ed|en|ing|abl[ey])\b|\bproofs?\b|\bguarantee|\bdefinitive|\bconclusive|\bundeniabl|\bcertain|\bclear(?:ly)?\b|\bestablish|\bconfirm|\bverif|\btheorem|\btheoretical|\bensur|\bformal",
        ),
        (
            "that it holds for all",
            r"\balways\b|\ball (?!other\b|else\b|kinds\b)|\bevery\b|\bany(?! (?:additional|extra|further|prior|external|explicit|new|other|need|change|loss|more)\b)\b|\bin all cases\b|\buniversal(?:ly)?\b|\bentire(?:ly)?\b|\bcomplete(?:ly)\b|\bfully (?!connected|supervised|automat|convolutional|sharded)\b|\btotally\b|\bwithout exception\b|\binvariabl[ey]\b|\bregardless of\b|\bno matter\b|\beverywhere\b|\bacross the board\b|\bunconditional(?:ly)?\b|\beach and every\b|\balways\b|\bwhole\b|\bexclusively\b|\babsolute(?:ly)?\b|\bpermanently\b|\bcompletely\b|\beliminat(?:e|es|ed|ing)\b",
            r"\balways\b|\ball\b|\bevery\b|\bany\b|\beach\b|\buniversal|\bentire|\bcomplete|\bfull(?:y)?\b|\btotal|\bwhole\b|\binvariabl|\bregardless\b|\bno matter\b|\bexcept|\bboth\b|\bconsistent|\bacross\b|\barbitrary\b|\bindependent|\bunconditional|\beverywhere|\bno\b|\bwithout\b|\bcomprehensive|\bnever\b|\bexclusive|\bonly\b|\bsolely\b|\bpurely\b|\babsolute|\beliminat|\bremov|\boverall\b|\bthroughout\b|\bglobal|\bagnostic\b|\bwide range|\bvarious\b|\bgeneral(?:ly)?\b|\bavoid|\bnone\b|\bend-to-end\b|\bfour\b|\bthree\b|\bfive\b|\btwo\b|\bpermanent",
        ),
        (
            "that nothing else does",
            r"\bonly\b(?! (?:a|an|\d|few|one|two|three|by|\w+ly)\b)|\bsole(?:ly)?\b|\bunique(?:ly)?\b|\bexclusive(?:ly)?\b",
            r"\bonly\b|\bsole|\bunique|\bexclusive|\bjust\b|\bmerely\b|\bsimply\b|\bpure(?:ly)?\b|\balone\b|\bsingle\b|\bwithout\b|\bno\b|\blimited\b|\brestrict|\bunlike\b|\bentirely\b",
        ),
    )
)  # fmt: skip

_NOT = re.compile(
    r"\b(?:not|cannot|never|no|nor|neither|none|nothing|nobody|without|hardly|barely|scarcely|rarely|seldom)\b|n't\b",
    re.IGNORECASE,
)
# What makes a quote speak negatively, so that a claim may say it with "not".
_NEGATIVE = re.compile(
    r"\b(?:not|cannot|never|no|nor|neither|none|nothing|without|hardly|barely|scarcely|rarely|seldom|few|little|limit\w*|lack\w*|fail\w*|unable|absen\w+|"
    r"ignor\w*|neglect\w*|overlook\w*|miss(?:es|ing|ed)?|difficult\w*|challeng\w*|hard(?:er)?|avoid\w*|prevent\w*|eliminat\w*|remov\w*|free|instead|rather|unlike|"
    r"only|insufficient\w*|inadequat\w*|incapab\w*|impossib\w*|inab\w+|infeasib\w*|impractic\w*|struggl\w*|despite|independent\w*|regardless|less|zero|neither|refus\w*|"
    r"agnostic|exclud\w*|discard\w*|suffer\w*|insensitive|invariant|unsupervised|unlabel\w*|untrained|unseen|unknown|unclear|unexplored|underexplored|"
    r"under-explored|unaware|train(?:ing)?-free|non\w*|un\w{4,}|in(?:ability|capable|accurate|effective|efficient|consistent|correct|complete|flexible|accessible|applicable)\w*|"
    r"bypass\w*|obviat\w*|circumvent\w*|need(?:s|ed)? to be|scarce|scarcity|sparse|single|beyond|alone|zero-shot|remain\w*|poor\w*|worse\w*|rare|"
    r"contrary|against|reject\w*|neglig\w*|weak\w*|elusive|deficien\w*|degrad\w*|hinder\w*|reduc\w*|restrict\w*|omit\w*|mere(?:ly)?|\w+less(?:ly)?)\b|n't\b|-free\b",
    re.IGNORECASE,
)  # fmt: skip
_BREAK = re.compile(
    r"[.;:]|,|\b(?:but|while|whereas|although|though|however|and|or|which|because|when|if)\b", re.IGNORECASE
)

_PAIRS = """
increas rais ris grow gain boost enlarg up higher greater larger more high upward : decreas reduc lower drop fall declin shrink down smaller less fewer low diminish cut downward
improv enhanc better boost benefit strengthen outperform surpass exceed superior beat gain advanc help : degrad worsen worse hurt harm impair underperform deteriorat inferior weaken lag damag hinder
faster speed accelerat quick fast quicker : slow slower slowdown decelerat
easier simpler easy simple : harder difficult hard
stronger strong : weaker weak
longer long : shorter short
positiv : negativ
best highest : worst lowest
above over : below under
maximiz maxim : minimiz minim
encourag promot facilitat : discourag prevent inhibit hinder
cheaper : costlier
before : after
upper : lower
early earlier : late later
success succeed : fail failur
agree consist : disagree inconsist
robust : fragil brittl
accurat : inaccurat
sufficient : insufficient
efficient : inefficient
effectiv : ineffectiv
expand widen broaden : narrow shrink
allow enabl : prevent prohibit
support confirm : contradict refut
includ : exclud
rich : poor
richer : poorer
majority most : minority
""".strip()


def _polar() -> dict[str, list[tuple[int, int]]]:
    """Stem -> the dimensions in which it points, and which way."""
    table: dict[str, list[tuple[int, int]]] = {}
    for dimension, line in enumerate(_PAIRS.splitlines()):
        up, down = line.split(":")
        for side, words in ((1, up), (-1, down)):
            for word in words.split():
                for key in {word, stem(word)}:
                    table.setdefault(key, []).append((dimension, side))
    return table


_POLAR = _polar()
_COMPARED = frozenset(
    ["outperform", "surpass", "exceed", "beat", "underperform", "better", "worse", "faster", "slower", "higher", "lower", "larger", "smaller", "more", "less", "fewer", "superior", "inferior", "stronger", "weaker", "greater", "cheaper", "simpler", "easier", "harder", "longer", "shorter", "richer", "improv", "degrad", "than", "compet", "comparab", "par", "outdo", "match", "rival"]
)

_MUST = re.compile(r"\b(?:may|might|could|can|potential(?:ly)?|possibl[ey]|likely|suggest(?:s|ed|ing)?|appear(?:s|ed)?|seem(?:s|ed|ingly)?|tend(?:s|ed)?|perhaps|probabl[ey]|presumabl[ey]|preliminary|hypothesi[sz]e\w*|indicat(?:e|es|ed|ing)|believe|expect(?:s|ed)?|hope|aim|conjecture|speculate|initial|plausibl[ey]|often|sometimes|typically|usually|generally|in some cases|partial(?:ly)?|mostly|largely|approximately|about|around|promis(?:e|es|ing)|capable|able|would|should|attempt\w*|try|tries|feasib\w*|opportunit\w+|propens\w+|occasional\w*|many|some|several|most)\b", re.IGNORECASE)  # fmt: skip
_HEDGE = re.compile(r"\b(?:may|might|could|potentially|possibly|likely|suggest(?:s|ed|ing)?|appears? to|seems? to|tends? to|perhaps|probably|presumably|preliminary|hypothesi[sz]e\w*|conjecture\w*|speculate\w*|plausibly|sometimes|in some cases|in certain cases|partially|occasionally)\b", re.IGNORECASE)  # fmt: skip


def check_strength(claim: Words, quote: Words) -> list[str]:
    """Strong words of the claim that the quote does not carry."""
    reasons = []
    for label, stated, carried in _STRONG:
        match = stated.search(claim.text)
        if match and not carried.search(quote.text):
            reasons.append(f"“{match[0].strip()}” claims {label}, which the quote does not")
    return reasons


def _scope(words: Words, at: int) -> list[str]:
    """The stems that a negation at character `at` governs: up to three content words, within its clause."""
    out: list[str] = []
    for word, one, start in zip(words.lower, words.stems, words.starts, strict=True):
        if start <= at:
            continue
        if (stop := _BREAK.search(words.text, at + 1, start)) is not None and stop.start() > at + 2:
            break
        if word in STOP and word not in {
            "perform",
            "compare",
            "need",
            "use",
            "work",
            "provide",
            "require",
            "show",
            "help",
            "make",
            "performs",
            "works",
            "needs",
        }:
            continue
        if word[0].isalpha() and len(word) > 1:
            out.append(one)
        if len(out) == 3:
            break
    return out


def _denied(words: Words) -> list[tuple[str, list[str]]]:
    return [(match[0], _scope(words, match.end() - 1)) for match in _NOT.finditer(words.text)]


def check_negation(claim: Words, quote: Words) -> list[str]:
    """A "not" that the quote lacks, or one of the quote that the claim dropped."""
    ours, theirs = _denied(claim), _denied(quote)
    negative = bool(_NEGATIVE.search(quote.text))
    their_scope = {one for _, scope in theirs for one in scope}
    for word, scope in ours:
        head = scope[:1]
        affirmed = bool(head) and head[0] in quote.known and head[0] not in their_scope
        if not negative or (affirmed and not _negative_near(quote, head[0])):
            return [f"“{word} {' '.join(_printed(claim, scope[:1]))}” denies what the quote does not deny"]
    if any(_NEGATIVE.search(claim.text) for _ in (0,)):
        return []
    for word, scope in theirs:
        head = scope[:1]
        if head and head[0] in claim.known and head[0] not in _twice(quote):
            return [f"the quote says “{word} {' '.join(_printed(quote, head))}”, and the claim leaves the “{word}” out"]
    return []


def _printed(words: Words, stems: list[str]) -> list[str]:
    return [words.lower[words.stems.index(one)] for one in stems if one in words.stems]


def _twice(words: Words) -> frozenset[str]:
    return frozenset(one for one in words.stems if words.stems.count(one) > 1)


def _negative_near(quote: Words, one: str) -> bool:
    """Whether a negative word stands close before a stem of the quote, in its clause."""
    for word, start in zip(quote.stems, quote.starts, strict=True):
        if word != one:
            continue
        before = quote.text[max(0, start - 50) : start]
        if _NEGATIVE.search(before) or _NEGATIVE.search(quote.text[start : start + 30]):
            return True
    return False


def _directed(words: Words) -> list[tuple[int, int, int]]:
    """Each directional word: its token index, dimension and side."""
    return [
        (index, dimension, side)
        for index, (one, low) in enumerate(zip(words.stems, words.lower, strict=True))
        for dimension, side in _POLAR.get(low) or _POLAR.get(one) or ()
    ]


def _neighbours(words: Words, index: int, reach: int = 5) -> frozenset[str]:
    lo, hi = max(0, index - reach), index + reach + 1
    return frozenset(
        one
        for word, one in zip(words.lower[lo:hi], words.stems[lo:hi], strict=True)
        if one != words.stems[index] and word[0].isalpha() and len(word) > 2 and word not in STOP
    )


def check_direction(claim: Words, quote: Words) -> list[str]:
    """Up where the quote says down: the same thing moved the other way."""
    ours, theirs = _directed(claim), _directed(quote)
    for index, dimension, side in ours:
        rivals = [(at, other) for at, same, other in theirs if same == dimension]
        if not rivals or any(claim.stems[index] == quote.stems[at] for at, _ in rivals):
            continue
        sides = {other for _, other in rivals}
        if sides == {-side}:
            return [f"“{claim.lower[index]}” points the other way than “{quote.lower[rivals[0][0]]}” in the quote"]
        if side in sides and -side in sides:
            near = _neighbours(claim, index)
            best = max(rivals, key=lambda rival: (len(near & _neighbours(quote, rival[0])), rival[1] == side))
            if best[1] != side and near & _neighbours(quote, best[0]):
                return [f"“{claim.lower[index]}” points the other way than “{quote.lower[best[0]]}” in the quote"]
    return []


def check_hedge(claim: Words, quote: Words) -> list[str]:
    """A "may" or "suggests" of the quote that the claim states as fact."""
    if _MUST.search(claim.text):
        return []
    for match in _HEDGE.finditer(quote.text):
        after = [
            one
            for one, start in zip(quote.stems, quote.starts, strict=True)
            if match.end() <= start <= match.end() + 70
        ]
        words = [one for one in after if one in quote.content]
        if words and sum(one in claim.known for one in words) * 2 >= min(len(words), 4):
            return [f"the quote says “{match[0]}”, and the claim states it as fact"]
    return []
