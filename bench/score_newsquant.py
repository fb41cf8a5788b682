#!/usr/bin/env python3
"""Score the reader's numbers on NewsQuant (English news sentences; measure only, nothing is learned from it).

usage: score_newsquant.py NEWSQUANT.jsonl [--reader COMMAND] [--misses N]

NEWSQUANT.jsonl: {"id", "text", "figures": [{"change", "value", "unit", "normalized_unit"}]} a line. COMMAND reads lines
{"source", "language", "text"} and prints a line each with `figures` and `others`
(default: cargo run --release -p depeche-report --example numbers).

NewsQuant also counts ages and lengths of time, which are no figures to us; so the numbers the reader recognises as such
take part ("others" whose use is age or duration). Values are matched one to one within a sentence, as sets without offsets:
  value            the number, or both ends of a range (their mean is accepted too)
  value + unit     and the unit: ISO money, per cent, SI; for counts, a word of the unit stands in the counted noun
  value + change   and the class of change: = ~ < > up down
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
    "indian rupee": "INR", "swiss franc": "CHF",
}
UNITS = {
    "percentage": "%", "basis point": "bp", "point": "points", "mile per hour": "mph", "kilometre per hour": "km/h",
    "mile": "mi", "inch": "in", "yard": "yd", "foot": "ft", "horsepower": "hp", "brake horsepower": "hp",
    "kilometre": "km", "metre": "m", "centimetre": "cm", "millimetre": "mm", "micrometre": "µm", "square metre": "m2",
    "litre": "l", "millilitre": "ml", "gigabyte": "GB", "hertz": "Hz", "celsius": "°C", "fahrenheit": "°F",
    "degree": "°C", "kilowatt": "kW", "megawatt": "MW", "gigawatt": "GW", "watt": "W", "ton": "t", "gigaton": "Gt",
    "kilogram": "kg", "gram": "g", "milligram": "mg", "pound-mass": "lb", "gigapascal": "GPa", "volt": "V",
    "metre per second": "m/s", "milliampere-hour": "mAh", "revolutions per minute": "rpm", "mile per gallon": "mpg",
}
PERIODS = {"year", "month", "week", "day", "hour", "minute", "second", "decade", "century"}
CHANGE = {
    "exact": "=", "range": "=", "vague": "~", "about": "~",
    "at_least": ">", "more_than": ">", "at_most": "<", "less_than": "<",
}


def stem(word):
    return re.sub(r"(ies|es|s|y)$", "", word.lower())


def ends(text):
    parts = [float(x) for x in re.split(r"(?<=\d)\s*-\s*", text)]
    return parts[0], parts[-1]


def same_value(gold, found):
    low, high = found["low"], found["high"]
    if low is None:
        return False
    close = lambda a, b, by=1e-6: abs(a - b) <= by * max(1.0, abs(a), abs(b))
    first, last = ends(gold["value"])
    if high is None:
        # "thousands": they write 1000-10000, we write 2000 and open.
        return first <= low <= last
    if close(first, low) and close(last, high) or close((first + last) / 2, (low + high) / 2):
        return True
    if found["unit"] == "%" and last <= 1:
        # A share is a fraction there and per cent here.
        return close(first * 100, low, 2e-3) and close(last * 100, high, 2e-3)
    # Cents and pence are kept as such there.
    return gold["normalized_unit"].startswith(("cent", "sen", "penny", "pence")) and close(first / 100, low) and close(last / 100, high)


def same_unit(gold, found):
    unit = gold["normalized_unit"]
    if " per " in unit and unit not in UNITS:
        unit = unit.split(" per ", 1)[0]
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
    return found["unit"] in ("count", "") and bool(nouns & wanted)


def same_change(gold, found):
    return gold["change"] == (found.get("change") or CHANGE[found.get("approximation", "exact")])


def prf(hits, found, gold):
    p, r = hits / max(found, 1), hits / max(gold, 1)
    return p, r, 2 * p * r / max(p + r, 1e-9)


def score(rows, lines):
    hits, found_all, gold_all, misses = [0, 0, 0], 0, 0, []
    for row, line in zip(rows, lines):
        read = json.loads(line)
        free = read["figures"] + [o for o in read["others"] if o["used"] in ("age", "duration")]
        gold_all += len(row["figures"])
        found_all += len(free)
        for g in row["figures"]:
            fits = [f for f in free if same_value(g, f)]
            if not fits:
                misses.append(("missed", g["value"], g["unit"], row["text"]))
                continue
            best = max(fits, key=lambda f: (same_unit(g, f), same_change(g, f)))
            free.remove(best)
            hits[0] += 1
            hits[1] += same_unit(g, best)
            hits[2] += same_change(g, best)
            if not same_unit(g, best):
                misses.append(("unit", g["normalized_unit"], best["unit"], best.get("of"), row["text"]))
            if not same_change(g, best):
                misses.append(("change", g["change"], best.get("change") or best.get("approximation"), g["value"], row["text"]))
        misses += [("extra", f["low"], f["unit"], row["text"]) for f in free]
    return hits, found_all, gold_all, misses


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("newsquant")
    a.add_argument("--reader", default="cargo run -q --release -p depeche-report --example numbers")
    a.add_argument("--misses", type=int, default=0)
    args = a.parse_args()
    with open(args.newsquant, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file if line.strip()]
    asked = "".join(
        json.dumps({"source": r["id"], "language": "en", "text": r["text"], "statements": []}) + "\n" for r in rows
    )
    printed = subprocess.run(shlex.split(args.reader), input=asked, capture_output=True, text=True, check=True).stdout
    hits, found, gold, misses = score(rows, printed.splitlines())
    print(f"{len(rows)} sentences, {gold} quantities, {found} found")
    for name, n in zip(("value", "value + unit", "value + change"), hits):
        print("  {:16} P {:.3f}  R {:.3f}  F1 {:.3f}".format(name, *prf(n, found, gold)))
    for m in misses[: args.misses]:
        print("   ", *m)


if __name__ == "__main__":
    sys.exit(main())
