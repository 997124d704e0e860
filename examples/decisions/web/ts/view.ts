/** How the page shows what it knows. */

import type { ConnectionState } from "generated/ts/buildamp.js";
import type { Welcome } from "generated/ts/people.js";
import { lines, newest } from "./welcome.js";

const timeline = element(".timeline", HTMLElement);
const connection = element("[data-connection]", HTMLElement);
const toasts = element(".toasts", HTMLElement);
const template = element("#step", HTMLTemplateElement);
const who = element(".who", HTMLElement);

const CONNECTION: Record<ConnectionState, string> = {
  connecting: "Connecting",
  open: "Live",
  waiting: "Reconnecting",
  closed: "Offline",
};

export function showConnection(state: ConnectionState): void {
  connection.dataset["connection"] = state;
  connection.textContent = CONNECTION[state];
}

/** Shows who is signed in. */
export function showWho(name: string | null): void {
  who.hidden = name === null;
  write(element("span", HTMLElement, who), name ?? "");
}

/** Shows a sentence for a while. */
export function toast(text: string): void {
  const shown = document.createElement("p");
  shown.textContent = text;
  toasts.append(shown);
  setTimeout(() => shown.remove(), 6_000);
}

/** Shows the steps so far. A line that is there stays the same element, so that only what is new appears. */
export function showTimeline(welcome: Welcome | null): void {
  if (welcome === null) {
    timeline.replaceChildren();
    return;
  }
  const event = welcome.steps[0]?.event_id ?? "";
  if (timeline.dataset["event"] !== event) {
    timeline.replaceChildren();
    timeline.dataset["event"] = event;
  }
  timeline.dataset["state"] = newest(welcome).at(-1)?.state ?? "";
  const shown = lines(welcome);
  shown.forEach((line, index) => {
    const item = itemAt(index, line.key);
    item.dataset["step"] = line.state;
    write(element("h3", HTMLElement, item), line.title);
    write(element("p", HTMLElement, item), line.detail);
    const time = element("time", HTMLTimeElement, item);
    time.dateTime = line.at.toISOString();
    showTime(item);
  });
  while (timeline.children.length > shown.length) {
    timeline.lastElementChild?.remove();
  }
}

/** The line of this key at its place in the list. */
function itemAt(index: number, key: string): HTMLElement {
  const there = timeline.children[index];
  if (there instanceof HTMLElement && there.dataset["key"] === key) {
    return there;
  }
  const item = element(
    "li",
    HTMLElement,
    document.importNode(template.content, true),
  );
  item.dataset["key"] = key;
  timeline.insertBefore(item, there ?? null);
  return item;
}

/** When it happened or, of what is to come, how long that is. */
function showTime(item: HTMLElement): void {
  const time = element("time", HTMLTimeElement, item);
  const at = new Date(time.dateTime);
  if (item.dataset["step"] === "waiting") {
    const wait = at.getTime() - Date.now();
    const seconds = Math.max(1, Math.round(wait / 1_000));
    write(time, wait > 0 ? `in ${seconds} s` : "now");
  } else {
    write(time, at.toTimeString().slice(0, 8));
  }
}

setInterval(() => timeline.querySelectorAll("li").forEach(showTime), 250);

/** Leaves alone what is the same: a screen reader says what was written, whether or not it was new. */
export function write(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/** The element that the page has for this; a page without it is not this one. */
export function element<T extends Element>(
  selector: string,
  type: new () => T,
  within: ParentNode = document,
): T {
  const found = within.querySelector(selector);
  if (found instanceof type) {
    return found;
  }
  throw new Error(`the page has no ${selector}`);
}
