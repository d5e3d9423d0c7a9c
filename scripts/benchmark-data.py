#!/usr/bin/python3
"""
Writes the data that IFEval's own checkers read, in the compact form that Tiller ships:

  src/constraints/ifeval/langdetect.json   the language profiles of langdetect 1.0.9
  src/text/punkt.json                      NLTK's English Punkt model

Run on Debian with python3-langdetect and golang-gopkg-neurosnap-sentences.v1-dev (which carries
NLTK's model as JSON) installed. Needed again only if either model changes; neither has since 2014.
"""
import json
import os
from collections import defaultdict

from langdetect.utils import ngram

PROFILES = "/usr/lib/python3/dist-packages/langdetect/profiles"
PUNKT = "/usr/share/gocode/src/gopkg.in/neurosnap/sentences.v1/data/english.json"
SRC = os.path.join(os.path.dirname(__file__), "../src")

# Flags of NLTK's PunktParameters.ortho_context.
BEG_UC, MID_UC, UNK_UC, BEG_LC, MID_LC, UNK_LC = 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5, 1 << 6
UC, LC = BEG_UC | MID_UC | UNK_UC, BEG_LC | MID_LC | UNK_LC


def grouped(freq):
    """ "COUNT:gram,gram;COUNT:gram": grams hold no ASCII but letters and the space. """
    groups = defaultdict(list)
    for gram, count in freq.items():
        groups[count].append(gram)
    return ";".join(f"{count}:{','.join(sorted(grams))}" for count, grams in sorted(groups.items()))


def langdetect():
    profiles = {}
    for name in sorted(os.listdir(PROFILES)):
        with open(os.path.join(PROFILES, name), encoding="utf-8") as file:
            profile = json.load(file)
        profiles[name] = {"total": profile["n_words"], "grams": grouped(profile["freq"])}
    return {"profiles": profiles, "kanji": ngram.NGram.CJK_CLASS}


def punkt():
    with open(PUNKT, encoding="utf-8") as file:
        model = json.load(file)
    starts, never_starts, lowercase = [], [], []
    for word, flags in sorted(model["OrthoContext"].items()):
        if flags & LC and not flags & MID_UC:
            starts.append(word)
        elif flags & LC:
            lowercase.append(word)
        if flags & BEG_LC and not flags & UC:
            never_starts.append(word)
    words = {
        "abbreviations": sorted(model["AbbrevTypes"]),
        "collocations": sorted(model["Collocations"]),
        "sentenceStarters": sorted(model["SentStarters"]),
        "lowercaseNeverCapitalInside": starts,
        "lowercaseAndCapitalInside": lowercase,
        "lowercaseAtStartNeverCapital": never_starts,
    }
    # "|" because one abbreviation is ". .", of spaced ellipses.
    assert not any("|" in word for group in words.values() for word in group)
    return {name: "|".join(group) for name, group in words.items()}


for path, data in (
    ("constraints/ifeval/langdetect.json", langdetect()),
    ("text/punkt.json", punkt()),
):
    with open(os.path.join(SRC, path), "w", encoding="utf-8") as file:
        json.dump(data, file, ensure_ascii=False, indent=2)
        file.write("\n")
