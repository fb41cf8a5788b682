#!/usr/bin/env python3
"""Hold the reader's numbers against developers' specifications: Recognizers-Text (MIT) and duckling (BSD).

usage: score_conformance.py SPECS.jsonl… [--reader COMMAND] [--misses N] [--language CODE]

SPECS.jsonl: either {"id", "lang", "text", "figures": [{"text", "type", "value", "unit", "resolution"}]} a line (the specs of
Recognizers-Text, one file a language), or {"lang", "dim", "text", "value"} (duckling's; only its numerals are asked).
The data stay outside the project. COMMAND is the reader of score_newsquant.py, see there.

A case is passed if every quantity of it was read with its value (as a figure, or as a number that is none: an age, a length
of time) and, for money, measures and temperatures, with its unit. A case without quantities is passed if nothing of its
kind was read. A case does not fit our definitions, and is listed by its reason, if it asks for
  rank        an ordinal: recognised as a rank, never a figure
  one         one or nothing: no figure to us
  arithmetic  a power, a number of a programmer (2^5, 1e10, 0x1F), a bare number below nothing, a fraction that is no share
              ("twenty-three fifths", "one over 20", "3/4" of nothing, "five billion and three quarters"): shares are per cent
              to us; "one of the three" ("1 van de 3") is one thing, and no third
  letters     a bare scale letter ("10G", "3M"): only k stands on digits in the press, M beside money or a noun; "30 l", "300 Kr"
  dictation   digits after a spoken mark ("five point five", "siete con cincuenta"), "15 dollars 50", "one twenty two" for 122,
              spaced-out signs ("10 - k")
  mixed       one number partly in digits and partly in words, beyond a scale word ("3 hundred and 21", "trente 3", "322 hundred")
  vague       "few", "a pair": no figures by our guide
  pounds      money or weight, where nothing in the sentence says which: money to us
  no number   a unit alone ("degrees Celsius")
  no quantity a case that says which digits are no number in general ("1995-01"): dates and labels are recognised otherwise
  bounds      an open interval ("equal to 5000 or more than", ">700"): figures have one nearness, not two
  sum         two amounts of one thing, read apart here ("thirteen euros and forty-five cents", "5 ft 2 in")
  format      digits grouped as in another country's press ("40 000", "12,34,567.89" in English)
  unit        money or a measure of which this language's file does not know ("markka", "kuai", an angle)
  misspelt    "farenheit", "dzs", accents left out, a compound written apart ("drie en dertig"), "nzd$"
  scale       "trillion" as 10^12 where the language has 10^18
  wrong       the value asked for is not that of the text (digits that say something else; duckling's Spanish set, whose
              values have slipped against its texts)
For a measure that is none of our units ("turn", "cord", "twip") only its number is asked. Mapped, since we write it otherwise:
shares are rounded to a tenth of a per cent, "miles an hour" is miles with their period beside them, and in "100 to 300
billion" the scale said once holds for both.
"""
import argparse
import json
import re
import shlex
import subprocess
import sys
from collections import Counter, defaultdict

CURRENCY = [
    (r"canad", "CAD"), (r"austral", "AUD"), (r"hong ?kong", "HKD"), (r"singap", "SGD"), (r"new zealand|neuseel", "NZD"),
    (r"united states|américain|estadounid|americano|us-dollar", "USD"),
    (r"\bdollar|\bdólar|\bdollaro|\bdollari", None), (r"^euro|^eur", "EUR"), (r"sterling|^pound|^pfund|^pond|^libra|^livre|^sterlina", None),
    (r"japan|japon|giappon|^yen|^jen|^iene", "JPY"), (r"yuan|renminbi", "CNY"), (r"ruble|rouble|rubel|rublo|roebel", "RUB"),
]
MEASURE = {
    "kilometer": "km", "meter": "m", "centimeter": "cm", "millimeter": "mm", "mile": "mi", "foot": "ft", "inch": "in",
    "yard": "yd", "kilogram": "kg", "gram": "g", "milligram": "mg", "ton": "t", "pound": "lb", "ounce": "oz", "liter": "l",
    "milliliter": "ml", "gallon": "gal", "barrel": "bbl", "acre": "acre", "square kilometer": "km2", "square meter": "m2",
    "square mile": "sq mi", "square foot": "sq ft", "hectare": "ha", "kilometer per hour": "km/h", "mile per hour": "mph",
    "megabyte": "MB", "gigabyte": "GB", "terabyte": "TB", "watt": "W",
}
KINDS = {"NumberModel", "NumberRangeModel", "OrdinalModel", "AgeModel", "CurrencyModel", "DimensionModel", "TemperatureModel"}


def number(text):
    """The value of a spec, which writes its decimal mark by its language."""
    try:
        return float(str(text).replace(",", "."))
    except ValueError:
        return None


SPOKEN = re.compile(
    r"\b(point|virgule|coma|virgola|vírgula|ponto|komma|Komma|точка|крапка|przecinek)\b \w|^one twenty|\b\w+ con (?!el|la|los)\w+"
    r"|(dollars?|dólar(es)?|dollari|euros?|euro|USD|usd|\$) (and |et |und |y |e |en |con |com )?\d+\b(?! ?(\$|USD|usd|%|mil|rmb))",
)
OTHER = {
    "sum": r"(euros?|dollars?|dólar\w*|dollari|€|\$) (and |et |und |y |e |en |con )?\w[\w-]*( (y|e|et|en|and) \w+)? (cents?|centavos|céntimos|centesimi|cent)\b"
    r"|(ft|feet|foot) (and )?\d+ in|(dollars?|euro|Euro) (forty|fifty|fünfzig|vijftig|cincuenta|cinquanta)",
    "format": r"^1 234 567|40 000 is|1 414 021|12,34,567|1\.111,11,? 1,111|number is 1,3|^4,800$",
    "unit": r"markka|mark finlandais|marco finland|marchi? finland|markkas|peseta|guilder|florin|florín|gulden|kuai|元|₡|₭|ரூ|satoshi|riel"
    r"|angle|winkel|ángulo|angolo|ângulo|hoek|rotat|rotate|ruota|gira|draai|drehen|(giro|volta|vuelta)$|pesewa|finnmark|\$ c\b|[({\[<]kg|tablespoon|points? of your",
    "misspelt": r"farenheit|celcius|\bdzs?\b|\bdozs\b|billonesim|\wieme|\bdolares\b|fuenf|zwoelf|penies|yenes|nzd\$|osiemdziesi[ae]|dziewiecdziesi|cincoenta|dvĕ"
    r"|\b(een|twee|drie|vier|vijf|zes|zeven|acht|negen|\d) en (twintig|dertig|veertig|vijftig|zestig|\d0)\b",
    "vague": r"^(a )?(few|pair)$|^para$|^pares de$",
    "letters": r"^\d+ l$|\bkoti\b|hundred Kr$",
}
HALVES = (2, 3, 4, 5, 6, 8, 10)


# "twenty twenty-fifths", "five billion and three quarters", "tre mezzi", "demi" of nothing, "1 van de 3".
NO_SHARE = (
    r"\b(twenty twenty|vingt vingt|veinte veinti|vinte vinte|venti venti|twintig vijven)"
    r"|(milliarde|miliardi|miljard|milliards)\b.*(viertel|quarti|kwart|quarts)|viertel (milliarde|million)"
    r"|\b(mezzi|halbe|einundhalb)\b|^demi$|\w / \w"
)
MANY_PARTS = r"(quinti|vijfde|fifths|cinquièmes|quintos)$"


def is_mixed(figure):
    """Whether one number is written partly in digits, partly in words."""
    text = figure["text"]
    return figure["type"] == "number" and re.search(r"[^\W\d]{2,}\W+\d|\d{3} (hundred|cents?)\b|\d (hundred|cent) (and|un)\b|\d cents\b", text, re.I) is not None


def is_wrong(lang, figures, text, is_duckling):
    """Whether the value asked for cannot be that of the text."""
    if is_duckling and lang == "es":
        return True
    asked = [(f["text"].strip(), number(f["value"])) for f in figures]
    digits = [(t, v) for t, v in asked if re.fullmatch(r"\d+\.\d+", t)]
    return any(v not in (None, float(t), float(t.replace(".", ""))) for t, v in digits)


def is_no_share(figure, text):
    """A number below nothing without a measure, or a fraction nobody writes as a share."""
    value = number(figure["value"])
    if value is None or figure["type"] != "number":
        return False
    if value < 0 or re.search(r"\d ?[/⁄] ?\d", figure["text"]) or re.search(NO_SHARE, text, re.I):
        return True
    if value > 1 and re.search(MANY_PARTS, figure["text"]) or value < 1 and re.search(r"\b(uit|van)\b", figure["text"]):
        return True
    if value.is_integer() and (figure.get("resolution") or {}).get("subtype") != "fraction":
        return False
    worded = not re.search(r"\d", figure["text"])
    if worded and not (value * 2).is_integer() and (value > 1 or value < 0.05):
        return True
    share = any(abs(value * k - round(value * k)) < 1e-6 for k in HALVES)
    is_fraction = (figure.get("resolution") or {}).get("subtype") == "fraction" or worded and value < 1.5
    return is_fraction and (value > 1 or not share or re.search(r"\b(over|sur|sobre|su|uit|van)\b", figure["text"]) is not None)


def reason(lang, kind, figures, text, is_duckling):
    if kind == "Ordinal" or text == "piętnasta":
        return "rank"
    if is_wrong(lang, figures, text, is_duckling):
        return "wrong"
    if lang == "pl" and re.search(r"\d,000|^\.\d", text):
        return "format"
    if lang == "fr" and re.search(r"\btrillions?\b", text):
        return "scale"
    if kind == "Dimension" and any((f.get("unit") or "") == "Pound" for f in figures):
        return "pounds"
    if any(f["type"].startswith("ordinal") for f in figures):
        return "rank"
    if any(f["type"] == "numberrange" for f in figures) or kind == "NumberRange":
        return "bounds"
    if any(is_no_share(f, text) for f in figures):
        return "arithmetic"
    if re.search(r"\d\s?[KMGTbКМГТ]\b|\d\s+k\b|\d ?MM\b", text) and kind == "Number" or re.search(r"\bM(USD|EUR|GBP|AUD)\b", text):
        return "letters"
    if any(is_mixed(f) for f in figures):
        return "mixed"
    said = text + " " + " ".join(f.get("unit") or "" for f in figures)
    for why, pattern in OTHER.items():
        if re.search(pattern, said if why == "unit" else text, re.I):
            return why
    asked = [f["text"] for f in figures]
    if any(SPOKEN.search(t) or re.search(r"\w - \w|^- \d|\d \. \d", t) for t in asked):
        return "dictation"
    if any((f.get("resolution") or {}).get("subtype") == "power" for f in figures) or re.search(r"\d[eE][+-]?\d|\^|0x|\d\*|×", text):
        return "arithmetic"
    if any(f["value"] is None for f in figures):
        return "no number"
    if not figures and kind == "Number":
        return "no quantity"
    if any(number(f["value"]) in (0.0, 1.0) for f in figures):
        return "one"
    return None


def same(a, b):
    return abs(a - b) <= 2e-3 * max(abs(a), abs(b))


def has_value(want, got, kind):
    low, high = got.get("low"), got.get("high")
    if low is None:
        return False
    if same(want, low) or high is not None and same(want, high):
        return True
    if got.get("approximation") == "range" and any(same(want * by, low) for by in (1e3, 1e6, 1e9)):
        return True
    if got.get("unit", "").isupper() and same(want, low * 100):
        return True  # cents are a part of their money here
    return got.get("unit") == "%" and abs(want) < 1 and (same(want * 100, low) or abs(want * 100 - low) <= 0.05)


def has_unit(figure, got):
    name = (figure.get("unit") or "").lower()
    unit = got.get("unit", "")
    if figure["type"] == "currency":
        for pattern, code in CURRENCY:
            if re.search(pattern, name):
                return unit == code if code else bool(re.fullmatch(r"[A-Z]{3}", unit))
        return bool(re.fullmatch(r"[A-Z]{3}", unit))
    if figure["type"] == "temperature":
        return unit in ("°C", "°F", "K") if name in ("degree", "") else unit == {"c": "°C", "f": "°F", "k": "K"}.get(name, unit)
    if figure["type"] == "dimension":
        return name not in MEASURE or unit == MEASURE[name] or (name, unit, got.get("per")) == ("mile per hour", "mi", "hour")
    return True


def passes(kind, figures, found):
    # Both ends of a range of ours can be asked for.
    rest = [dict(g) for g in found for _ in range(2 if g.get("approximation") == "range" else 1)]
    for f in figures:
        want = number(f["value"])
        fits = [g for g in rest if want is not None and has_value(want, g, kind) and has_unit(f, g)]
        if not fits:
            return False
        rest.remove(fits[0])
    if figures:
        return True
    money = {"Currency": r"[A-Z]{3}", "Temperature": r"°[CF]"}.get(kind)
    return money is None or not any(re.fullmatch(money, g.get("unit") or "") for g in found)


def cases(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                if "dim" in row:
                    value = re.fullmatch(r"NumeralValue ([-\d.e]+)", row["value"])
                    if row["dim"] == "Numeral" and value:
                        f = {"type": "number", "value": value[1], "unit": None, "text": row["text"]}
                        yield row["lang"], "Number", row["text"], [f], True
                    continue
                kind = row["id"].split("/")[-2]
                if kind in KINDS:
                    yield row["lang"], kind.removesuffix("Model"), row["text"], row["figures"], False


def main():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    a.add_argument("specs", nargs="+")
    a.add_argument("--reader", default="cargo run -q --profile fast -p depeche-report --example numbers")
    a.add_argument("--misses", type=int, default=0)
    a.add_argument("--language")
    args = a.parse_args()
    rows = [c for c in cases(args.specs) if args.language in (None, c[0])]
    asked = "".join(
        json.dumps({"source": str(i), "language": lang, "text": text, "statements": []}) + "\n"
        for i, (lang, _, text, *_) in enumerate(rows)
    )
    printed = subprocess.run(shlex.split(args.reader), input=asked, capture_output=True, text=True, check=True).stdout
    passed, fitting, out, misses = Counter(), Counter(), defaultdict(Counter), []
    for (lang, kind, text, figures, is_duckling), line in zip(rows, printed.splitlines()):
        read = json.loads(line)
        why = reason(lang, kind, figures, text, is_duckling)
        if why:
            out[lang][why] += 1
            continue
        found = read["figures"] + read["others"]
        ok = passes(kind, figures, found)
        for key in ((lang, kind), (lang, "all")):
            fitting[key] += 1
            passed[key] += ok
        if not ok:
            wanted = [(f["value"], f["unit"]) for f in figures]
            misses.append((lang, kind, text[:120], wanted, [(f.get("low"), f.get("unit"), f.get("used")) for f in found]))
    for lang in sorted({key[0] for key in fitting}):
        kinds = [f"{k} {passed[lang, k]}/{fitting[lang, k]}" for (l, k) in sorted(fitting) if l == lang and k != "all"]
        share = passed[lang, "all"] / fitting[lang, "all"]
        left = ", ".join(f"{n} {why}" for why, n in out[lang].most_common())
        print(f"{lang}  {share:.3f}  ({passed[lang, 'all']}/{fitting[lang, 'all']}: {', '.join(kinds)}; left out: {left or 'none'})")
    for m in misses[: args.misses]:
        print("   ", *m)


if __name__ == "__main__":
    sys.exit(main())
