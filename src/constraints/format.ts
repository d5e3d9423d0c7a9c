/** Constraints on the format of the whole text. */
import { z } from "zod";
import { noArguments } from "./arguments.js";
import { defineConstraint, type Span } from "./constraint.js";
import { fillPhrasings } from "./phrasings.js";

const bulletArguments = z.strictObject({
  num_bullets: z.int().min(1).max(100).optional(),
});

const BULLET = /^\s*(?:[*+\-•‣◦]|\d{1,3}[.)])\s/u;

export const bulletList = defineConstraint({
  id: "detectable_format:number_bullet_lists",
  family: "format",
  label: "Bullet list",
  help: "Every line is a bullet point; with a number, exactly so many.",
  args: bulletArguments,
  said: () => fillPhrasings("detectable_format:number_bullet_lists", {}),
  claims: ({ num_bullets }) => [
    { kind: "part", what: "a bullet list" },
    {
      kind: "count",
      unit: "bullets",
      min: num_bullets ?? 1,
      max: num_bullets ?? Number.POSITIVE_INFINITY,
    },
  ],
  verify(text, { num_bullets }) {
    let bullets = 0;
    let prose: Span | undefined;
    let start = 0;
    for (const line of text.split("\n")) {
      if (BULLET.test(line)) bullets += 1;
      else if (line.trim() && !prose) prose = { start, end: start + line.length };
      start += line.length + 1;
    }
    const found = bullets === 1 ? "1 bullet" : `${bullets} bullets`;
    if (num_bullets !== undefined) {
      if (bullets === num_bullets) return { held: true, reason: `${found}.` };
      return { held: false, reason: `${found}, ${num_bullets} wanted.` };
    }
    if (bullets === 0) return { held: false, reason: "There is no bullet." };
    if (prose) return { held: false, reason: "A line is not a bullet.", span: prose };
    return { held: true, reason: `${found} and nothing else.` };
  },
});

export const json = defineConstraint({
  id: "detectable_format:json_format",
  family: "format",
  label: "JSON",
  help: "The whole text is one JSON value; a Markdown code fence around it is fine.",
  args: noArguments,
  said: () => fillPhrasings("detectable_format:json_format", {}),
  claims: () => [{ kind: "whole", what: "a JSON value" }],
  verify(text) {
    const body = text
      .trim()
      .replace(/^```(?:json)?/iu, "")
      .replace(/```$/u, "");
    try {
      JSON.parse(body);
    } catch (error) {
      return { held: false, reason: `Not JSON: ${(error as Error).message}.` };
    }
    return { held: true, reason: "Valid JSON." };
  },
});
