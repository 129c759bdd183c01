"""Words and signs for amounts: number words, scales and units, and what a unit is a multiple of."""

from __future__ import annotations

_ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty
"""
_TENS = "thirty forty fifty sixty seventy eighty ninety"


def _amounts(lines: str) -> dict[str, float]:
    """`2 twice double` on a line makes both words 2."""
    table: dict[str, float] = {}
    for line in lines.strip().splitlines():
        amount, *words = line.split()
        table.update(dict.fromkeys(words, float(amount)))
    return table


#: Number words.
COUNTS: dict[str, float] = {word: float(value) for value, word in enumerate(_ONES.split())}
COUNTS |= {word: 10.0 * tens for tens, word in enumerate(_TENS.split(), start=3)}
COUNTS |= {"dozen": 12.0, "hundred": 100.0}
#: Words that say how many times.
TIMES = _amounts("""
2 twice double doubles doubled doubling twofold
3 triple triples tripled threefold
4 quadruple quadruples fourfold
5 fivefold
10 tenfold
""")
#: Words for a share, in percent.
SHARES = _amounts("""
50 half halves halved halving
25 quarter
33.3333333333 third
""")
#: Words and letters that multiply the number before them.
SCALES = _amounts("""
1e2 hundred hundreds
1e3 thousand thousands k K
1e6 million millions mn M
1e9 billion billions bn B
1e12 trillion trillions T
""")
_NAMES = """
percent: % percent pct
points: points point pp pts pt percentage-points percentage-point
times: x × times fold -fold
ns: ns nanoseconds nanosecond
us: μs us microseconds microsecond
ms: ms milliseconds millisecond
s: s sec secs seconds second
min: min mins minutes minute
h: h hr hrs hours hour
d: days day
wk: weeks week
mo: months month
yr: yr yrs years year
kb: kb kib kilobytes
mb: mb mib megabytes
gb: gb gib gigabytes gigabyte
tb: tb tib terabytes terabyte
nm: nm nanometers nanometres
um: μm um micrometers microns
mm: mm millimeters millimetres
cm: cm centimeters centimetres
m: m meters metres meter metre
km: km kilometers kilometres
hz: hz
khz: khz
mhz: mhz
ghz: ghz
thz: thz
ev: ev
mev: mev
kev: kev
gev: gev
tev: tev
j: joules joule
w: watts watt
kw: kw kilowatts
mw: mw
db: db decibels
fps: fps
kg: kg kilograms
g: grams
deg: degrees degree °
k: kelvin
"""
_MULTIPLES = """
time 1e-9 ns
time 1e-6 us
time 1e-3 ms
time 1 s
time 60 min
time 3600 h
time 86400 d
time 604800 wk
bytes 1e3 kb
bytes 1e6 mb
bytes 1e9 gb
bytes 1e12 tb
length 1e-9 nm
length 1e-6 um
length 1e-3 mm
length 1e-2 cm
length 1 m
length 1e3 km
frequency 1 hz
frequency 1e3 khz
frequency 1e6 mhz
frequency 1e9 ghz
frequency 1e12 thz
months 1 mo
months 12 yr
"""


def _units() -> dict[str, str]:
    table: dict[str, str] = {}
    for line in _NAMES.strip().splitlines():
        unit, _, names = line.partition(": ")
        table.update(dict.fromkeys(names.split(), unit))
    return table


def _multiples() -> dict[str, tuple[str, float]]:
    rows = (line.split() for line in _MULTIPLES.strip().splitlines())
    return {unit: (family, float(factor)) for family, factor, unit in rows}


#: Every way in which a unit is printed -> the unit.
UNITS = _units()
_BASE = _multiples()


def unit_of(name: str) -> str | None:
    """The unit that is printed as `name` after a number; a single letter is one only as it is usually printed."""
    return UNITS.get(name) or (UNITS.get(name.lower()) if len(name) > 1 else None)


def is_measure(tail: str) -> bool:
    """Whether letters that touch a number are a scale or a unit, and not part of a name (3D, 7B-chat)."""
    return tail in SCALES or tail[:1] in "%×" or tail.lower() in UNITS or tail.lower() in SCALES


def in_base(value: float, step: float, unit: str | None) -> tuple[float, float, str | None]:
    """The same amount in the unit that its family is measured in: 5 ms are 0.005 of `time`."""
    if unit in _BASE:
        family, factor = _BASE[unit]
        return value * factor, step * factor, family
    return value, step, unit
