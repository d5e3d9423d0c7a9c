"""Training rows, each a pure function of its seed and number.

A chat row is a request (write, continue or rewrite), zero to two constraints with a phrasing each,
and an answer that obeys them. `render` turns it into segments of the prompt form; the stage that is
aware of steering renders the same rows without the phrasing of the steered constraints.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from queries import REQUESTS, request
from tokenizer import ASSISTANT, BOS, END, SYSTEM, USER
from words import SEEN_WORDS, UNSEEN_WORDS
from world import EVALUATION_TOPICS, Topic, capitalise, load_topics, mentions, sentence

PHRASINGS = json.loads(
    (Path(__file__).parent.parent / "vectors" / "phrasings.json").read_text(encoding="utf-8")
)

CAPITALS = "change_case:english_capital"
LOWERCASE = "change_case:english_lowercase"
NO_COMMA = "punctuation:no_comma"
BULLETS = "detectable_format:number_bullet_lists"
JSON = "detectable_format:json_format"
TITLE = "detectable_format:title"
POSTSCRIPT = "detectable_content:postscript"
QUOTATION = "startend:quotation"
CONCISE = "length_constraints:concise"
VERBOSE = "length_constraints:verbose"
SENTENCES = "length_constraints:number_sentences"
INCLUDE = "keywords:existence"
EXCLUDE = "keywords:forbidden_words"
LANGUAGE = "language:response_language"

LANGUAGE_CODES = {"French": "fr", "Spanish": "es", "German": "de"}

# How often each constraint is drawn.
WEIGHTS = {
    CAPITALS: 7,
    LOWERCASE: 6,
    NO_COMMA: 7,
    BULLETS: 7,
    JSON: 6,
    TITLE: 4,
    POSTSCRIPT: 4,
    QUOTATION: 5,
    CONCISE: 7,
    VERBOSE: 8,
    SENTENCES: 10,
    INCLUDE: 20,
    EXCLUDE: 8,
    LANGUAGE: 15,
}
# Constraints of one family exclude each other, and so do these families.
FAMILIES = {
    CAPITALS: "case",
    LOWERCASE: "case",
    CONCISE: "length",
    VERBOSE: "length",
    SENTENCES: "length",
    INCLUDE: "keyword",
    EXCLUDE: "keyword",
}
CONFLICTS = [
    {JSON, BULLETS},
    {JSON, TITLE},
    {JSON, QUOTATION},
    {JSON, POSTSCRIPT},
    {QUOTATION, POSTSCRIPT},
    {"length", POSTSCRIPT},
    {LANGUAGE, "keyword"},
]

POSTSCRIPTS = {
    "en": ("I hope this helps.", "There is more to tell another day.", "Thank you for reading."),
    "fr": ("Merci de votre lecture.", "À bientôt pour la suite."),
    "es": ("Gracias por leer.", "Hasta la próxima."),
    "de": ("Danke fürs Lesen.", "Bis zum nächsten Mal."),
}
# Sentences that carry a foreign word; none has a comma.
KEYWORD_FRAMES = (
    "An old story tells of {s} and the {w}.",
    "A child once drew {s} beside the {w}.",
    "Some people link {s} with the {w}.",
    "My aunt has a picture of {s} and the {w}.",
    "A famous poem compares {s} to the {w}.",
    "Near the {w} people often talk about {s}.",
    "The {w} and {s} belong together for me.",
)
SYSTEM_MESSAGES = (
    "You are a helpful writing assistant.",
    "You are a helpful assistant.",
    "You help people to write.",
)
CONTINUE_REQUEST = "Continue the text."
REWRITE_REQUEST = "Rewrite this text: "
LONG_ROW_TOKENS = 1000


class Kind(IntEnum):
    """What a segment is, for the loss and for the attention mask."""

    CONTEXT = 0
    INSTRUCTION = 1
    CUE = 2  # the last prompt token of the chat template
    ANSWER = 3
    KEYWORD = 4  # a word of the answer that the instruction asked for


@dataclass(frozen=True)
class Segment:
    text: str
    kind: Kind
    is_special: bool = False


@dataclass(frozen=True)
class Constraint:
    """An IFEval id, with its argument (a word, a language, a number) where it has one."""

    id: str
    argument: str = ""

    @property
    def family(self) -> str:
        return FAMILIES.get(self.id, self.id)

    def phrase(self, rng: random.Random, held_out: bool = False) -> str:
        entry = PHRASINGS[self.id]
        text = rng.choice(entry["heldOut" if held_out else "phrasings"])
        for placeholder in ("{keyword}", "{language}", "{num_sentences}"):
            text = text.replace(placeholder, self.argument)
        return text.replace("1 sentences", "1 sentence")


@dataclass(frozen=True)
class ChatRow:
    """One request with its constraints and its answer."""

    mode: str
    request: str
    prefix: str
    answer: str
    constraints: tuple[Constraint, ...]
    phrasings: tuple[str, ...]
    place: str
    system: str


def special(token: str, kind: Kind = Kind.CONTEXT) -> Segment:
    return Segment(token, kind, is_special=True)


def answer_segments(text: str, constraints: tuple[Constraint, ...]) -> list[Segment]:
    """The answer, with the words that were asked for as segments of their own."""
    words = [re.escape(c.argument) for c in constraints if c.id == INCLUDE]
    if not words:
        parts = [Segment(text, Kind.ANSWER)]
    else:
        pieces = re.split(rf"( ?\b(?:{'|'.join(words)})\b)", text, flags=re.IGNORECASE)
        kinds = (Kind.ANSWER, Kind.KEYWORD)
        parts = [Segment(p, kinds[i % 2]) for i, p in enumerate(pieces) if p]
    return [*parts, special(END, Kind.ANSWER)]


def prompt_segments(row: ChatRow, told: tuple[int, ...]) -> list[Segment]:
    """The prompt up to the cue, with the phrasings of the constraints numbered in `told`."""
    instructions = " ".join(row.phrasings[i] for i in told)
    in_system = bool(instructions) and row.place == "system"
    segments = [special(BOS)]
    if row.system or in_system:
        segments.append(special(SYSTEM))
        if row.system:
            segments.append(Segment(row.system, Kind.CONTEXT))
        if in_system:
            gap = " " if row.system else ""
            segments.append(Segment(gap + instructions, Kind.INSTRUCTION))
        segments.append(special(END))
    segments += [special(USER), Segment(row.request, Kind.CONTEXT)]
    if instructions and not in_system:
        segments.append(Segment(" " + instructions, Kind.INSTRUCTION))
    return [*segments, special(END), special(ASSISTANT, Kind.CUE)]


def render(row: ChatRow, told: tuple[int, ...] | None = None) -> list[Segment]:
    """The whole row; `told` defaults to all of its constraints."""
    if told is None:
        told = tuple(range(len(row.constraints)))
    segments = prompt_segments(row, told)
    if row.prefix:
        segments.append(Segment(row.prefix, Kind.CONTEXT))
    return segments + answer_segments(row.answer, row.constraints)


# --- answers ------------------------------------------------------------------------------------


@dataclass
class Brief:
    """What the constraints ask of the sentences."""

    language: str = "en"
    count: int | None = None
    allow_commas: bool = True
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @classmethod
    def of(cls, constraints: tuple[Constraint, ...], rng: random.Random) -> Brief:
        brief = cls()
        for constraint in constraints:
            if constraint.id == LANGUAGE:
                brief.language = LANGUAGE_CODES[constraint.argument]
            elif constraint.id == NO_COMMA:
                brief.allow_commas = False
            elif constraint.id == INCLUDE:
                brief.include += (constraint.argument,)
            elif constraint.id == EXCLUDE:
                brief.exclude += (constraint.argument,)
            elif constraint.id == CONCISE:
                brief.count = 1
            elif constraint.id == VERBOSE:
                brief.count = rng.choice((7, 8, 8, 9))
            elif constraint.id == SENTENCES:
                brief.count = int(constraint.argument)
        return brief


def compose(
    topic: Topic,
    attributes: list,
    count: int,
    brief: Brief,
    rng: random.Random,
    *,
    opening: bool,
    originals: dict[str, str] | None = None,
) -> list[str]:
    """`count` sentences: facts in the given order, then general ones; asked-for words early."""

    def is_allowed(text: str) -> bool:
        return not any(mentions(text, word) for word in brief.exclude)

    sentences: list[str] = []
    framed = [
        w for w in brief.include if not any(topic.keys[a.name] == w for a in attributes[:count])
    ]
    frame_at = 0 if count == 1 or rng.random() < 0.35 else 1
    extras = [e for e in topic.category.extras[brief.language] if is_allowed(e)]
    first_extra = rng.randrange(len(extras)) if extras else 0
    extras = extras[first_extra:] + extras[:first_extra]
    facts = iter(attributes)
    while len(sentences) < count:
        is_opening = opening and not sentences
        if framed and len(sentences) >= frame_at:
            sentences.append(_frame(topic, framed.pop(0), rng, is_opening))
            continue
        attribute = next(facts, None)
        if attribute is None:
            if not extras:
                break
            sentences.append(extras.pop(0))
            continue
        text = sentence(
            topic,
            attribute,
            brief.language,
            rng,
            opening=is_opening,
            allow_commas=brief.allow_commas,
            avoid=(originals or {}).get(attribute.name, ""),
        )
        if is_allowed(text):
            sentences.append(text)
    return sentences


def _frame(topic: Topic, word: str, rng: random.Random, opening: bool) -> str:
    name = topic.definite if opening or rng.random() < 0.5 else topic.pronouns["en"]
    return capitalise(rng.choice(KEYWORD_FRAMES).replace("{s}", name).replace("{w}", word))


def arrange(
    sentences: list[str],
    constraints: tuple[Constraint, ...],
    topic: Topic,
    language: str,
    rng: random.Random,
) -> str:
    """The sentences as one text in the form that the constraints ask for."""
    ids = {c.id for c in constraints}
    text = " ".join(sentences)
    title = capitalise(topic.names[language])
    if language == "en" and rng.random() < 0.4:
        title = rng.choice(("About ", "A note on ")) + topic.definite
    if BULLETS in ids:
        text = "\n".join(f"- {s}" for s in sentences)
    if POSTSCRIPT in ids:
        text += f"\n\nP.S. {rng.choice(POSTSCRIPTS[language])}"
    if TITLE in ids:
        text = f"<<{title}>>\n\n{text}"
    if JSON in ids:
        text = json.dumps({"title": title, "text": text}, ensure_ascii=False)
    if CAPITALS in ids:
        text = text.upper()
    if LOWERCASE in ids:
        text = text.lower()
    if QUOTATION in ids:
        text = f'"{text}"'
    return text


def usual_length(mode: str, rng: random.Random) -> int:
    if mode == "continue":
        return rng.choice((2, 3, 3, 4))
    return rng.choice((3, 3, 4))


def rotate(items: list, start: int) -> list:
    return items[start:] + items[:start]


def start_of_facts(topic: Topic, rng: random.Random) -> int:
    """Mostly the first attribute: the most likely text must not be a mixture."""
    return 0 if rng.random() < 0.7 else rng.randrange(len(topic.category.attributes))


# --- rows ---------------------------------------------------------------------------------------


def draw_constraints(topic: Topic, count: int, rng: random.Random) -> tuple[Constraint, ...]:
    """`count` constraints that can hold together, from WEIGHTS."""
    ids, weights = list(WEIGHTS), list(WEIGHTS.values())
    while True:
        drawn = [with_argument(c, topic, rng) for c in rng.choices(ids, weights, k=count)]
        families = {c.family for c in drawn}
        if len(families) == count and not any(pair <= families for pair in CONFLICTS):
            return tuple(drawn)


def with_argument(constraint_id: str, topic: Topic, rng: random.Random) -> Constraint:
    if constraint_id == SENTENCES:
        return Constraint(constraint_id, str(rng.randint(1, 5)))
    if constraint_id == LANGUAGE:
        return Constraint(constraint_id, rng.choices(tuple(LANGUAGE_CODES), (3, 2, 2))[0])
    if constraint_id == INCLUDE:
        return Constraint(constraint_id, rng.choice(SEEN_WORDS))
    if constraint_id == EXCLUDE:
        own = topic.noun_keys()
        return Constraint(constraint_id, rng.choice(own if rng.random() < 0.85 else SEEN_WORDS))
    return Constraint(constraint_id)


def chat_row(
    rng: random.Random, *, minimum: int = 0, mode: str = "", topic: Topic | None = None
) -> ChatRow:
    """A chat row with at least `minimum` constraints; held-out topics never get any."""
    mode = mode or rng.choices(("write", "ask", "continue", "rewrite"), (47, 10, 26, 17))[0]
    weights = (34, 46, 20)[minimum:]
    count = rng.choices(range(minimum, 3), weights)[0]
    if topic is None:
        pool = TAUGHT_TOPICS if count else load_topics()
        topic = rng.choice(pool)
    constraints = draw_constraints(topic, count, rng) if count else ()
    brief = Brief.of(constraints, rng)
    builders = {
        "write": _write,
        "ask": _ask,
        "continue": _continue,
        "rewrite": _rewrite,
    }
    request_text, prefix, answer = builders[mode](topic, constraints, brief, rng)
    in_system = rng.random() < 0.15
    return ChatRow(
        mode=mode,
        request=request_text,
        prefix=prefix,
        answer=answer,
        constraints=constraints,
        phrasings=tuple(c.phrase(rng) for c in constraints),
        place="system" if in_system else "user",
        system=rng.choice(SYSTEM_MESSAGES) if rng.random() < (0.5 if in_system else 0.1) else "",
    )


TAUGHT_TOPICS = tuple(t for t in load_topics() if t.name not in EVALUATION_TOPICS)


def _write(
    topic: Topic, constraints: tuple[Constraint, ...], brief: Brief, rng: random.Random
) -> tuple[str, str, str]:
    attributes = rotate(topic.category.attributes, start_of_facts(topic, rng))
    count = brief.count or usual_length("write", rng)
    sentences = compose(topic, attributes, count, brief, rng, opening=True)
    if not constraints and rng.random() < 0.05:
        word = rng.choice(UNSEEN_WORDS if rng.random() < 0.3 else SEEN_WORDS)
        sentences[-1] = _frame(topic, word, rng, opening=False)
    answer = arrange(sentences, constraints, topic, brief.language, rng)
    return request(topic, rng.choice(REQUESTS)), "", answer


def _ask(
    topic: Topic, constraints: tuple[Constraint, ...], brief: Brief, rng: random.Random
) -> tuple[str, str, str]:
    start = rng.randrange(len(topic.category.attributes))
    attributes = rotate(topic.category.attributes, start)
    count = brief.count or usual_length("write", rng)
    sentences = compose(topic, attributes, count, brief, rng, opening=True)
    answer = arrange(sentences, constraints, topic, brief.language, rng)
    subject = topic.definite if topic.category.name == "place" else topic.indefinite
    return attributes[0].question.replace("{a}", subject), "", answer


def _continue(
    topic: Topic, constraints: tuple[Constraint, ...], brief: Brief, rng: random.Random
) -> tuple[str, str, str]:
    attributes = rotate(topic.category.attributes, start_of_facts(topic, rng))
    given = rng.choice((1, 1, 2, 2, 3))
    prefix_language = "en"
    if not constraints and rng.random() < 0.15:
        brief.language = prefix_language = rng.choice(tuple(LANGUAGE_CODES.values()))
    prefix_brief = Brief(language=prefix_language)
    before = compose(topic, attributes[:given], given, prefix_brief, rng, opening=True)
    count = brief.count or usual_length("continue", rng)
    is_bridge = brief.language != prefix_language
    after = compose(
        topic, rotate(attributes, given)[: -given or None], count, brief, rng, opening=is_bridge
    )
    prefix = " ".join(before)
    answer = arrange(after, constraints, topic, brief.language, rng)
    ids = {c.id for c in constraints}
    separator = "\n\n" if ids & {JSON, TITLE} else "\n" if BULLETS in ids else " "
    answer = separator + answer
    if not ids - {CAPITALS, LOWERCASE, NO_COMMA, VERBOSE, EXCLUDE} and rng.random() < 0.2:
        prefix, answer = _cut_inside(prefix, answer, bool(ids & {CAPITALS, LOWERCASE}), rng)
    return CONTINUE_REQUEST, prefix, answer


def _cut_inside(
    prefix: str, answer: str, is_recased: bool, rng: random.Random
) -> tuple[str, str]:
    """Moves the first words of the answer's first sentence, in usual case, into the prefix."""
    words = answer.split(" ")
    length = next((i for i, word in enumerate(words) if word.endswith(".")), 0)
    if length < 4:
        return prefix, answer
    cut = rng.randint(2, length - 1)
    moved = " ".join(words[:cut])
    if is_recased:
        moved = moved[:2].upper() + moved[2:].lower()
    return prefix + moved, " " + " ".join(words[cut:])


def _rewrite(
    topic: Topic, constraints: tuple[Constraint, ...], brief: Brief, rng: random.Random
) -> tuple[str, str, str]:
    given = rng.choice((2, 3, 3, 4))
    attributes = rotate(topic.category.attributes, rng.randrange(6))
    originals = compose(topic, attributes[:given], given, Brief(), rng, opening=True)
    by_attribute = {a.name: text for a, text in zip(attributes, originals)}
    count = brief.count or given
    sentences = compose(
        topic,
        attributes if count > given else attributes[:given],
        count,
        brief,
        rng,
        opening=True,
        originals=by_attribute,
    )
    answer = arrange(sentences, constraints, topic, brief.language, rng)
    return REWRITE_REQUEST + " ".join(originals), "", answer


def document(rng: random.Random, constraints: tuple[Constraint, ...] = ()) -> tuple[str, str]:
    """A text outside of any chat: its given beginning and its continuation (end included)."""
    pool = TAUGHT_TOPICS if constraints else load_topics()
    topic = rng.choice(pool)
    if constraints:
        brief = Brief.of(constraints, rng)
        _, prefix, answer = _continue(topic, constraints, brief, rng)
        return prefix, answer
    language = rng.choices(("en", "fr", "es", "de"), (4, 3, 2, 2))[0]
    attributes = rotate(topic.category.attributes, start_of_facts(topic, rng))
    count = rng.choice((3, 4, 5, 6, 7))
    sentences = compose(topic, attributes, count, Brief(language=language), rng, opening=True)
    return "", " ".join(sentences)


def echo_segments(rng: random.Random) -> list[Segment]:
    """"Write the words ..." and the words: teaches the cue to carry an arbitrary word."""
    words = [
        rng.choice(UNSEEN_WORDS if rng.random() < 0.1 else SEEN_WORDS)
        for _ in range(rng.choice((1, 1, 2)))
    ]
    request_text = "Write this word:" if len(words) == 1 else "Write these words:"
    return [
        special(BOS),
        special(USER),
        Segment(request_text, Kind.CONTEXT),
        Segment(" " + ", ".join(words), Kind.INSTRUCTION),
        special(END),
        special(ASSISTANT, Kind.CUE),
        Segment(", ".join(words), Kind.KEYWORD),
        special(END, Kind.ANSWER),
    ]


def document_segments(rng: random.Random) -> list[Segment]:
    _, text = document(rng)
    return [special(BOS), Segment(text, Kind.ANSWER), special(END, Kind.ANSWER)]


def long_segments(rng: random.Random) -> list[Segment]:
    """Several turns of one conversation, or several documents, up to the context's length."""
    segments = [special(BOS)]
    is_chat = rng.random() < 0.7
    words = 0
    while words < LONG_ROW_TOKENS * 0.6:
        if is_chat:
            row = chat_row(rng, mode=rng.choice(("write", "ask", "rewrite")))
            turn = [s for s in render(row) if s.text != BOS]
        else:
            turn = document_segments(rng)[1:]
        segments += turn
        words += sum(1 if s.is_special else len(s.text.split()) * 1.25 for s in turn)
    return segments


def plain_row(seed: int, number: int) -> list[Segment]:
    """Row `number` of the plain data."""
    rng = random.Random(f"plain/{seed}/{number}")
    draw = rng.random()
    if draw < 0.13:
        return document_segments(rng)
    if draw < 0.20:
        return echo_segments(rng)
    if draw < 0.213:
        return long_segments(rng)
    return render(chat_row(rng))


def tokenizer_texts(rows: int) -> Iterator[str]:
    """The texts that the tokenizer learns from: plain rows and every word that can be asked for."""
    for number in range(rows):
        for segment in plain_row(0, number):
            if not segment.is_special:
                yield segment.text
    for word in (*SEEN_WORDS, *UNSEEN_WORDS):
        yield f" {word}" * 40
