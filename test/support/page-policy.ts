/** What a page may load and run: its own policy and its content, as parsed by a browser. */
import assert from "node:assert/strict";
import { type DefaultTreeAdapterTypes, parse } from "parse5";

type Node = DefaultTreeAdapterTypes.ChildNode;
type Element = DefaultTreeAdapterTypes.Element;

/** Elements that load, frame or send something, or run their content. */
const ACTIVE = ["script", "iframe", "object", "embed", "base", "form", "link", "img", "audio"];
ACTIVE.push("video", "source", "track", "portal", "frame", "frameset", "applet", "image", "use");
/** Attributes that contain an address. */
const ADDRESSES = ["src", "href", "srcset", "action", "formaction", "data", "poster", "ping"];
ADDRESSES.push("background", "xlink:href", "srcdoc", "manifest", "cite", "longdesc");

export interface ParsedPage {
  /** Directives of the content security policy, each with what it allows. */
  readonly policy: ReadonlyMap<string, readonly string[]>;
  readonly elements: readonly Element[];
  /** Elements that load, frame, send or run something. */
  readonly active: readonly Element[];
  /** Attributes that contain scripts or styles. */
  readonly inline: readonly string[];
  /** Addresses other than places on the page itself. */
  readonly addresses: readonly string[];
}

export function parsedPage(html: string): ParsedPage {
  const elements = elementsIn(parse(html).childNodes);
  const policies = elements.filter(
    (element) =>
      element.tagName === "meta" &&
      attribute(element, "http-equiv")?.toLowerCase() === "content-security-policy",
  );
  const [policy, ...others] = policies;
  assert.ok(policy && others.length === 0, "a page has one policy");
  assert.equal(policy.parentNode?.nodeName, "head");
  const before = elements.slice(0, elements.indexOf(policy)).map(({ tagName }) => tagName);
  // It applies only to what comes after it.
  assert.deepEqual(before, ["html", "head", "meta"]);
  const directives = (attribute(policy, "content") ?? "").split(";").map((one) => {
    const [name = "", ...values] = one.trim().split(/\s+/);
    return [name, values] as const;
  });
  const attributes = elements.flatMap(({ attrs }) => attrs);
  return {
    policy: new Map(directives),
    elements,
    active: elements.filter(({ tagName }) => ACTIVE.includes(tagName)),
    inline: attributes
      .filter(({ name }) => name === "style" || name.startsWith("on"))
      .map(({ name, value }) => `${name}="${value}"`),
    addresses: attributes
      .filter(({ name, value }) => ADDRESSES.includes(name) && !value.startsWith("#"))
      .map(({ value }) => value),
  };
}

export function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((one) => one.name === name)?.value;
}

function elementsIn(nodes: readonly Node[]): Element[] {
  return nodes.flatMap((node) => {
    if (!("tagName" in node)) return [];
    const content = "content" in node ? node.content.childNodes : node.childNodes;
    return [node, ...elementsIn(content)];
  });
}
