#!/usr/bin/env python3
"""Score the reader's numbers on NewsQuant (English news sentences; measure only, nothing is learned from it).

usage: score_newsquant.py NEWSQUANT.jsonl [--reader COMMAND] [--as-written] [--misses N]

NEWSQUANT.jsonl: {"id", "text", "figures": [{"change", "value", "unit", "normalized_unit"}]} a line. COMMAND reads lines
{"source", "language", "text"} and prints a line each with `figures` and `others`
(default: cargo run --profile fast -p depeche-report --example numbers).

NewsQuant also counts ages and lengths of time, which are no figures to us; so the numbers the reader recognises as such
take part ("others" whose use is age or duration; all of them, also where NewsQuant passes one over). Values are matched
one to one within a sentence, as sets without offsets:
  value            the number, or both ends of a range (their mean is accepted too)
  value + unit     and the unit: ISO money, per cent, SI; for counts, a word of the unit stands in the counted noun
  value + change   and the class of change: = ~ < > up down

The two write some quantities differently; each is mapped, and nothing else is forgiven (--as-written turns this off):
  - "from 240 to 273" is one quantity there, two figures here; "8 or 9" is two there and one range here: these answer each other
  - "dozens" is 12 or 12-120 there, from 24 here; its class is "=" there, vague here
  - a share in words ("a third") is near here, by our guide, and "=" there
  - a range is one here, however near its ends are said to be ("about 14-18"), and "~" there
  - a figure can be both near and moving here ("up about 19 %"), there it has one class: either answers it
  - a change said by a noun or a comparative ("a 19 % drop", "a cut of 800", "34 % higher") has no class there, up or down here
  - "dollar" there is the dollar of any country, "p" is a point
  - where the texts were cut down to ASCII, the sign is put back: PS for the pound, Y= for the yen, deg for the degree
A second table leaves out, on both sides, what is no figure by our definition and was recognised as that: "one", "the
two", results of games, labels ("5G").
"""
import argparse
import json
import re
import shlex
import subprocess
import sys

MONEY = {
    "dollar": "USD", "euro": "EUR", "pound sterling": "GBP", "japanese yen": "JPY", "chinese yuan": "CNY",
    "australian dollar": "AUD", "shekel": "ILS", "malaysian ringgit": "MYR", "hong kong dollar": "HKD",
    "danish krone": "DKK", "sen": "MYR", "cent": "USD", "canadian dollar": "CAD", "singapore dollar": "SGD",
    "indian rupee": "INR", "swiss franc": "CHF", "new zealand dollar": "NZD", "united states dollar": "USD",
}
UNITS = {
    "percentage": "%", "basis point": "bp", "point": "points", "mile per hour": "mph", "kilometre per hour": "km/h",
    "mile": "mi", "inch": "in", "yard": "yd", "foot": "ft", "horsepower": "hp", "brake horsepower": "hp",
    "kilometre": "km", "metre": "m", "centimetre": "cm", "millimetre": "mm", "micrometre": "µm", "square metre": "m2",
    "litre": "l", "millilitre": "ml", "gigabyte": "GB", "hertz": "Hz", "celsius": "°C", "fahrenheit": "°F",
    "degree": "°C", "kilowatt": "kW", "megawatt": "MW", "gigawatt": "GW", "watt": "W", "ton": "t", "gigaton": "Gt",
    "kilogram": "kg", "gram": "g", "milligram": "mg", "pound-mass": "lb", "gigapascal": "GPa", "volt": "V",
    "kilohertz": "kHz", "newton metre": "Nm", "decibel": "dB", "kilowatt hour": "kWh", "gigawatt hour": "GWh",
    "square mile": "sq mi", "megapascal": "MPa", "knot": "kt", "pound-foot": "lb ft", "foot pound-force": "lb ft",
    "part per million": "ppm", "parts-per-billion": "ppb", "metric ton": "t", "barrel": "bbl", "barrel of oil": "bbl",
    "hour per week": "h/week", "megabit per second": "Mbit/s", "kilovolt per centimetre": "kV", "square foot": "sq ft", "square feet": "sq ft",
    "metre per second": "m/s", "milliampere-hour": "mAh", "revolutions per minute": "rpm", "mile per gallon": "mpg",
}
PERIODS = {"year", "month", "week", "day", "hour", "minute", "second", "decade", "century"}
CHANGE = {
    "exact": "=", "range": "=", "vague": "~", "about": "~",
    "at_least": ">", "more_than": ">", "at_most": "<", "less_than": "<",
}


# Several figures to a unit: a rate of ours keeps the bare unit, and its period stands beside it.
RATES = {"kilometre per hour": ("km", "hour"), "metre per second": ("m", "second"), "mile per hour": ("mi", "hour")}


def stem(word):
    return re.sub(r"(ies|es|s|y|e)$", "", word.lower())


def close(a, b, by=1e-6):
    return abs(a - b) <= by * max(1.0, abs(a), abs(b))


def ends(text):
    parts = [float(x) for x in re.split(r"(?<=\d)\s*-\s*", text)]
    return parts[0], parts[-1]


def restored(text):
    text = re.sub(r"\bPS(?=\d)", "£", text)
    text = re.sub(r"\bY=(?=\d)", "¥", text)
    return re.sub(r"(?<=\d)deg ?(?=[CF]\b)", "°", text)


def same_value(gold, found, mapped):
    low, high = found["low"], found["high"]
    if low is None:
        return False
    first, last = ends(gold["value"])
    if high is None:
        # "thousands": they write 1000-10000, we write 2000 and open.
        return first <= low <= last or mapped and close(low, 2 * first)
    if close(first, low) and close(last, high) or close((first + last) / 2, (low + high) / 2):
        return True
    if found["unit"] == "%" and last <= 1:
        # A share is a fraction there and per cent here.
        return close(first * 100, low, 2e-3) and close(last * 100, high, 2e-3)
    # Cents and pence are kept as such there.
    parts = gold["normalized_unit"].startswith(("cent", "sen", "penny", "pence")) or mapped and gold["unit"] == "p"
    return parts and close(first / 100, low) and close(last / 100, high)


def same_unit(gold, found, mapped):
    unit, full = gold["normalized_unit"], gold["normalized_unit"]
    if " per " in unit and unit not in UNITS:
        unit = unit.split(" per ", 1)[0]
    if mapped and unit == "dollar" and re.fullmatch(r"(US|AU|CA|NZ|SG|HK)D", found["unit"]):
        return True
    if mapped and full in RATES and (found["unit"], found.get("per")) == RATES[full]:
        return True
    if mapped and gold["unit"] == "p" and found["unit"] == "GBP":
        return True
    if unit in MONEY:
        return found["unit"] == MONEY[unit]
    if unit == "point":
        return found["unit"] in ("pp", "points")
    if unit == "degree":
        return found["unit"] in ("°C", "°F")
    if unit in UNITS:
        return found["unit"] == UNITS[unit]
    if unit == "year of age":
        return found.get("used") == "age" or found["unit"] == "year"
    if unit in PERIODS:
        return found["unit"] == unit
    if unit in ("-", "count", ""):
        return found["unit"] in ("count", "") and not found.get("used")
    nouns = {stem(w) for w in re.findall(r"\w+", found.get("of") or "")}
    wanted = {stem(w) for w in re.findall(r"\w+", gold["unit"] + " " + unit)}
    # A share is of a thing: the unit there is the thing, here per cent of it.
    counts = found["unit"] in ("count", "") or mapped and unit.startswith("% ")
    return counts and bool(nouns & wanted)


# "a 19 % drop", "34 % higher", "a cut of 800,000": a change here, a plain quantity there (22 of 24 such quantities).
NEAR = re.compile(r"(about|around|some|roughly|approximately|nearly|almost|~)\b|~", re.I)
NOUN = r"(increases?|drops?|rises?|gains?|falls?|declines?|cuts?|decreases?|rebound|boost|growth)"
SAID_BEHIND = re.compile(rf"^\W*(\w+\W+){{0,2}}?({NOUN}|higher|lower|more|less|fewer|cheaper)\b")
SAID_BEFORE = re.compile(rf"\b{NOUN} of (\w+ )?\W*$")


def same_change(gold, found, mapped):
    near = CHANGE[found.get("approximation") or "exact"]
    moved = found.get("change")
    if not mapped:
        return gold["change"] == (moved or near)
    classes = {moved or near} | ({near} if near != "=" else set())
    if near == "=" and found.get("approximation") == "range" and NEAR.match(found.get("text", "")):
        classes |= {"~"}
    if found["unit"] == "%" and near == "~" and not re.search(r"\d", found.get("number") or "1"):
        classes |= {"="}
    said = SAID_BEHIND.search(found.get("behind", "")) or SAID_BEFORE.search(found.get("before", ""))
    if found.get("approximation") == "vague" or moved and said:
        classes |= {"="}
    return gold["change"] in classes


def prf(hits, found, gold):
    p, r = hits / max(found, 1), hits / max(gold, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def joined(free, gold):
    """Two figures that are the ends of one change there, as one."""
    first, last = ends(gold["value"])
    if first == last or not re.search(r"\d-", gold["value"]):
        return None
    for one in free:
        for other in free:
            by_order = {one["low"], other["low"]} == {first, last} and one is not other
            if by_order and one["high"] == one["low"] and other["high"] == other["low"]:
                return one, other
    return None


def parted(free, gold, rest):
    """A range of ours whose ends are two quantities there; the other of them, too."""
    for f in free:
        if f["high"] is None or f["low"] == f["high"] or f.get("approximation") != "range":
            continue
        for other in rest:
            if sorted((ends(gold["value"]), ends(other["value"]))) == [(f["low"],) * 2, (f["high"],) * 2]:
                return f, other
    return None


def match(gold, free, mapped):
    """Pairs of a gold quantity and a figure, the gold left over, and how many figures were found in all."""
    pairs, left, found = [], [], len(free)
    gold, free = list(gold), list(free)
    while gold:
        g = gold.pop(0)
        fits = [f for f in free if same_value(g, f, mapped)]
        if fits:
            best = max(fits, key=lambda f: (same_unit(g, f, mapped), same_change(g, f, mapped)))
            free.remove(best)
            pairs.append((g, best))
        elif mapped and (two := joined(free, g)):
            free = [f for f in free if f is not two[0] and f is not two[1]]
            found -= 1
            pairs.append((g, max(two, key=lambda f: (same_unit(g, f, mapped), same_change(g, f, mapped)))))
        elif mapped and (half := parted(free, g, gold)):
            free.remove(half[0])
            gold.remove(half[1])
            found += 1
            pairs += [(g, dict(half[0], approximation="exact")), (half[1], dict(half[0], approximation="exact"))]
        else:
            left.append(g)
    return pairs, left, free, found


NO_FIGURE = ("one", "reference", "score", "name")


def recognised(gold, others):
    """The gold quantities that were read and are no figure by our definition, and the rest."""
    out, others = [], [o for o in others if o["used"] in NO_FIGURE]
    for g in gold:
        first, last = ends(g["value"])
        own = next((o for o in others if (o["low"], o["high"]) == (first, last)), None)
        is_one = (first, last) == (1.0, 1.0) and g["normalized_unit"] not in MONEY.keys() | UNITS.keys()
        if own is None and not is_one:
            out.append(g)
        elif own is not None:
            others.remove(own)
    return out


def score(rows, lines, mapped, ours):
    hits, found_all, gold_all, misses = [0, 0, 0], 0, 0, []
    for row, line in zip(rows, lines):
        read = json.loads(line)
        free = read["figures"] + [o for o in read["others"] if o["used"] in ("age", "duration")]
        written = (restored(row["text"]) if mapped else row["text"]).encode()
        for f in free:
            end = written.find(f.get("number", "\0").encode(), f["at"][0]) + len(f.get("number", "\0").encode())
            f["before"] = written[max(0, f["at"][0] - 60) : f["at"][0]].decode(errors="ignore")
            f["behind"] = written[end : end + 60].decode(errors="ignore")
        pairs, left, rest, found = match(row["figures"], free, mapped)
        if ours:
            left = recognised(left, read["others"])
        gold_all += len(pairs) + len(left)
        found_all += found
        misses += [("missed", g["value"], g["unit"], row["text"]) for g in left]
        misses += [("extra", f["low"], f["unit"], row["text"]) for f in rest]
        for g, best in pairs:
            hits[0] += 1
            hits[1] += same_unit(g, best, mapped)
            hits[2] += same_change(g, best, mapped)
            if not same_unit(g, best, mapped):
                misses.append(("unit", g["normalized_unit"], best["unit"], best.get("of"), row["text"]))
            if not same_change(g, best, mapped):
                moved = best.get("change") or best.get("approximation")
                misses.append(("change", g["change"], moved, g["value"], row["text"]))
    return hits, found_all, gold_all, misses


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("newsquant")
    a.add_argument("--reader", default="cargo run -q --profile fast -p depeche-report --example numbers")
    a.add_argument("--misses", type=int, default=0)
    a.add_argument("--as-written", action="store_true", help="without the mapping of definitions")
    args = a.parse_args()
    with open(args.newsquant, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    mapped = not args.as_written
    asked = "".join(
        json.dumps({
            "source": r["id"], "language": "en", "text": restored(r["text"]) if mapped else r["text"], "statements": [],
        }) + "\n"
        for r in rows
    )
    printed = subprocess.run(shlex.split(args.reader), input=asked, capture_output=True, text=True, check=True).stdout
    lines = printed.splitlines()
    misses = []
    for what, ours in (("all of theirs", False), ("of these, what is a figure here", True)):
        hits, found, gold, misses = score(rows, lines, mapped, ours)
        print(f"{what}: {len(rows)} sentences, {gold} quantities, {found} found")
        for name, n in zip(("value", "value + unit", "value + change"), hits):
            print("  {:16} P {:.3f}  R {:.3f}  F1 {:.3f}".format(name, *prf(n, found, gold)))
        if args.as_written:
            break
    for m in misses[: args.misses]:
        print("   ", *m)


if __name__ == "__main__":
    sys.exit(main())
