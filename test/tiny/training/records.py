"""Sentences with made-up names and numbers: what a rewriting has to keep was never seen before."""

from __future__ import annotations

import random

ONSETS = "B C D F G H J K L M N P R S T V W Br Dr Fl Gr Kr St Tr Sch".split()
MIDDLES = "a e i o u an el in or um ar en il ol us".split()
ENDS = "a e o n l m s ra ka lo na ter son ven dor mann berg ell ina ette".split()
MONTHS = {
    "en": "January February March April May June July August September October".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober".split(),
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro".split(),
}
FRAMES = {
    "en": (
        "{n} came from {p} on {d} {m} / On {d} {m}, {n} came from {p}",
        "{n} sold {k} tickets in {p} / In {p}, {n} sold {k} tickets",
        "The house of {n} has {k} windows / With {k} windows, the house of {n} is large",
        "{n} paid {k} euros to {o} / To {o}, {n} paid {k} euros",
        "The train to {p} leaves at {h} / At {h}, the train to {p} leaves",
        "{n} and {o} walked {k} miles to {p} / Together, {n} and {o} walked {k} miles to {p}",
        "The shop in {p} sells {k} books a day / Every day, the shop in {p} sells {k} books",
        "{n} wrote to {o} on {d} {m} / On {d} {m}, {n} wrote to {o}",
        "{k} people live in {p} / As we know, {k} people live in {p}",
        "{n} works for {o} in room {k} / In room {k}, {n} works for {o}",
        "{n} was born in {p} in {y} / In {y}, {n} was born in {p}",
        "The bridge near {p} is {k} metres long / Near {p}, the bridge is {k} metres long",
    ),
    "fr": (
        "{n} est venu de {p} le {d} {m} / Le {d} {m}, {n} est venu de {p}",
        "{n} a vendu {k} billets à {p} / À {p}, {n} a vendu {k} billets",
        "{n} habite à {p} depuis {y} / Depuis {y}, {n} habite à {p}",
        "{n} a payé {k} euros à {o} / Hier, {n} a payé {k} euros à {o}",
    ),
    "es": (
        "{n} llegó de {p} el {d} de {m} / El {d} de {m}, {n} llegó de {p}",
        "{n} vendió {k} entradas en {p} / En {p}, {n} vendió {k} entradas",
        "{n} vive en {p} desde {y} / Desde {y}, {n} vive en {p}",
        "{n} pagó {k} euros a {o} / Ayer, {n} pagó {k} euros a {o}",
    ),
    "de": (
        "{n} kam im {m} {y} aus {p} / Wie bekannt, kam {n} im {m} {y} aus {p}",
        "{n} verkaufte in {p} {k} Karten / In {p}, so heißt es, verkaufte {n} {k} Karten",
        "{n} wohnt seit {y} in {p} / Seit {y}, glaube ich, wohnt {n} in {p}",
        "{n} zahlte {k} Euro an {o} / Gestern, am Abend, zahlte {n} {k} Euro an {o}",
    ),
    "pt": (
        "{n} chegou de {p} em {d} de {m} / Em {d} de {m}, {n} chegou de {p}",
        "{n} vendeu {k} bilhetes em {p} / Em {p}, {n} vendeu {k} bilhetes",
        "{n} vive em {p} desde {y} / Desde {y}, {n} vive em {p}",
        "{n} pagou {k} euros a {o} / Ontem, {n} pagou {k} euros a {o}",
    ),
}


def made_up_name(rng: random.Random) -> str:
    return rng.choice(ONSETS) + rng.choice(MIDDLES) + rng.choice(ENDS)


def record(rng: random.Random, language: str = "en", commas: bool = True) -> tuple[str, str]:
    """One fact said in two ways; neither has a comma unless `commas`."""
    with_comma = rng.choice(FRAMES[language]).split(" / ")
    values = {
        "n": made_up_name(rng),
        "o": made_up_name(rng),
        "p": made_up_name(rng),
        "d": str(rng.randint(1, 28)),
        "m": rng.choice(MONTHS[language]),
        "k": str(rng.choice((rng.randint(2, 99), rng.randint(100, 999), rng.randint(1000, 9999)))),
        "h": f"{rng.randint(1, 23)}:{rng.randint(10, 59)}",
        "y": str(rng.randint(1700, 2024)),
    }
    ways = [way.format(**values) + "." for way in with_comma]
    return (ways[0], ways[rng.random() < 0.5]) if commas else (ways[0], ways[0])
