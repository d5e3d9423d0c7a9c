/** Plain prose of several lengths, languages and habits, for what makes texts hold constraints. */
export const plainTexts: Readonly<Record<string, string>> = {
  "one short sentence": "The boats lie in the harbour.",
  "one long sentence with many commas":
    "In the old town, where the streets are narrow and the houses lean towards each other, bakers, smiths, weavers, dyers and booksellers have had their shops for centuries, and although most of them have moved to the outskirts, where rents are low, a few families still open their doors every morning, sweep the stones, greet their neighbours, and wait for people who come because their grandparents came, rather than for the visitors.",
  "two sentences": "Rain fell all night. By morning the river had reached the lower bridge.",
  "a paragraph":
    "Trees make streets cooler in summer. Their leaves catch dust, and their roots drink the rain that would flood the gutters. People walk more slowly under them, talk to each other, and stay longer in front of shops. Towns that plant trees therefore gain more than shade.",
  "three paragraphs":
    "The library opened in 1907. It had two rooms and one stove.\n\nThe first librarian, a retired teacher, bought books from her own pension. She lent them to anybody who could spell their name.\n\nToday it holds 40,000 volumes; the stove is still there. Nobody lights it, but everybody wants to sit beside it.",
  "quotations and questions":
    'She asked, "Is the ferry late?" The man shrugged. "It is always late," he said, "and it always comes." They waited on the pier until dusk.',
  "numbers and abbreviations":
    "Dr. Lind weighed 3.5 kg of copper and 1,200 g of tin, i.e. about 4,7 kg in all. NASA and the U.S. Navy had ordered it on Jan. 5 at 9 a.m. for approx. $12,000. It was never paid for.",
  German:
    "Der Hafen liegt still, weil am Sonntag niemand arbeitet. Über dem Wasser kreisen Möwen, und auf der Mole sitzen zwei Angler. Einer von ihnen heißt Weiß; der andere schweigt.",
  French:
    "Le marché ouvre à six heures, avant que la ville ne s'éveille. Les marchands crient « Trois pour deux ! » et rient. À midi, tout est vendu.",
  Greek: "Ο δρόμος ανεβαίνει αργά. Στην κορυφή, ένας φούρνος μυρίζει ψωμί. Κανείς δεν βιάζεται.",
  Japanese: "港には船が並んでいる。朝、漁師たちは網を直し、静かに話す。やがて太陽が昇る。",
  "seven sentences, over lines":
    "We left early.\nThe road was empty and white with frost.\nNobody spoke for an hour.\nThen the sun came over the hill.\nSomebody began to sing.\nThe others joined in, one after the other.\nWe arrived before noon.",
};
