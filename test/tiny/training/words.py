"""Words that rows ask to include, and words that no row ever asks for (for the evaluation)."""

from __future__ import annotations

from world import load_topics

EVERYDAY_NOUNS = """
lantern violin compass mirror candle bridge river music story letter garden window tower button
basket pillow carpet chimney fountain island valley thunderstorm whistle ribbon pencil wallet
suitcase ticket calendar telephone radio newspaper magazine puzzle balloon drum trumpet piano
flute statue palace temple church hotel bank prison factory engine rocket satellite telescope
microscope magnet battery screen keyboard robot planet star moon comet volcano cave waterfall
glacier canyon swamp orchard vineyard windmill fence gate cottage balcony staircase attic cellar
lighthouse anchor sail canoe raft wagon saddle horseshoe scarf sweater shirt button pocket mitten
crown sword shield arrow castle dragon giant wizard king queen prince pirate soldier captain
detective judge lawyer scientist engineer student neighbour cousin grandmother uncle friend
apple cherry peach banana carrot onion pepper mushroom pumpkin walnut almond cinnamon vanilla
eagle swan spider butterfly beetle turtle lizard snake whale shark lobster tiger lion elephant
monkey zebra giraffe penguin kangaroo squirrel hedgehog rose tulip daisy oak willow ivy moss
dream secret promise holiday birthday wedding festival concert dance game race prize medal
science history art poetry language market silver gold copper iron marble diamond pearl crystal
""".split()

# Never the argument of a row's instruction or vector; they occur in a few unconstrained rows.
UNSEEN_WORDS = (
    "ladybird harp hammock teapot carousel feather bagpipe parachute notepad origami "
    "kettle cactus".split()
)

SEEN_WORDS = sorted(
    {*EVERYDAY_NOUNS, *(word for topic in load_topics() for word in topic.noun_keys())}
    - {*UNSEEN_WORDS}
)
