/** From what a writer asks for to what a server is sent: tried in order, the most seamless way first. */
import * as l10n from "@vscode/l10n";
import { withInstructions } from "../../steering/contrast.js";
import type { ChatMessage, Prompt } from "../api/protocol.js";
import {
  CONTINUE_REQUEST,
  refuseEmpty,
  withInstructionsAtEnd,
  withoutEndSpace,
} from "../prompting/asked-text.js";
import { endOf } from "../prompting/shortened-text.js";
import type { Manner, Way } from "./manner.js";
import type { Continuing, ServerFacts } from "./server-facts.js";

/** The text's own end has the space that the answer begins with, or the answer lacks one. */
export type Join = "drop-space" | "add-space";

/** One way to ask; another server may know the next one only. */
export interface Asking {
  way: Way;
  path: "chat/completions" | "completions";
  /** What the request's body says beside the model and how to sample. */
  body: Record<string, unknown>;
  /** How the answer's beginning is fitted to the text that it continues; absent: not at all. */
  join?: Join;
  /** One sentence about this way, for a person. */
  note?: string;
}

export interface ServerPrompt {
  /** At least one. */
  askings: Asking[];
  /** One sentence when only a part of the text was used. */
  note?: string;
}

const CONTINUE_INSTRUCTION =
  "Continue this text. Write only what comes next, without repeating or explaining anything.";
const REWRITE_INSTRUCTION =
  "Rewrite this text. Write only the new text, without explaining anything.";

/**
 * @param instructions phrasings that tell the model the constraints
 * @param room most characters that a text to continue may have; a longer one loses its beginning
 * @throws RequestFailure for an empty prompt
 */
export function serverPrompt(
  prompt: Prompt,
  instructions: readonly string[],
  facts: Pick<ServerFacts, "continuing">,
  { hasListContent }: Pick<Manner, "hasListContent">,
  room: number,
): ServerPrompt {
  refuseEmpty(prompt);
  const chat = (messages: readonly ChatMessage[], more: object = {}) => ({
    way: "ask" as const,
    path: "chat/completions" as const,
    body: {
      messages: messages.map(({ role, text }) => ({
        role,
        content: hasListContent ? [{ type: "text", text }] : text,
      })),
      ...more,
    },
  });
  const asking = (text: string) => [{ role: "user" as const, text }];
  switch (prompt.mode) {
    case "write":
      return { askings: [chat(asking(withInstructions(prompt.instruction, instructions)))] };
    case "rewrite": {
      const request = withInstructions(REWRITE_INSTRUCTION, instructions);
      return { askings: [chat(asking(`${request}\n\n${prompt.text.trim()}`))] };
    }
    case "chat":
      return { askings: [chat(withInstructionsAtEnd(prompt.messages, instructions))] };
    case "continue":
    case "raw": {
      // What the model is told takes room, too.
      const spoken = instructions.join(" ").length;
      const { text, note } = endOf(prompt.text, Math.max(Math.ceil(room / 2), room - spoken));
      const { kept, hasSpace } = withoutEndSpace(text);
      const join = hasSpace ? { join: "drop-space" as const } : {};
      const completion: Asking = {
        way: "complete",
        path: "completions",
        body: { prompt: kept },
        ...join,
      };
      if (prompt.mode === "raw") return { askings: [completion], ...(note && { note }) };
      const told = withInstructions(CONTINUE_REQUEST, instructions);
      const beginning = { role: "assistant" as const, text: kept };
      const continued: Asking[] = facts.continuing
        ? [
            {
              ...chat([...asking(told), beginning], continuingFields(facts.continuing)),
              ...join,
              way: "begin",
            },
          ]
        : [];
      const asked: Asking = {
        ...chat(asking(`${withInstructions(CONTINUE_INSTRUCTION, instructions)}\n\n${kept}`)),
        join: hasSpace ? "drop-space" : "add-space",
        note: l10n.t(
          "This server cannot continue in the middle of a text, so its model was asked to continue it instead.",
        ),
      };
      // A completion of the text has no place for what the model is told.
      const askings =
        instructions.length === 0 ? [completion, ...continued, asked] : [...continued, asked];
      return { askings, ...(note && { note }) };
    }
  }
}

function continuingFields(continuing: Continuing): object {
  return continuing === "continue-field"
    ? { continue_final_message: true, add_generation_prompt: false }
    : {};
}
