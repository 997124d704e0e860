/** How the page shows the board. */

import { toDate } from "generated/ts/buildamp.js";
import type { Comment, Payment, Picture } from "generated/ts/board.js";
import type { UploadProgressed } from "generated/ts/sse/board.js";
import { DONE, STAGE, unfinished, type Board } from "./board.js";
import { element, write } from "./view.js";

const comments = element(".comments", HTMLElement);
const payments = element(".payments", HTMLElement);
const pictures = element(".pictures", HTMLElement);
const uploads = element(".uploads", HTMLElement);

export function showBoard(board: Board): void {
  const before = comments.childElementCount;
  show(comments, board.comments, commentItem);
  if (comments.childElementCount > before) {
    comments.scrollTop = comments.scrollHeight;
  }
  show(payments, [...board.payments].reverse(), paymentItem);
  show(pictures, [...board.pictures].reverse(), pictureItem);
  show(uploads, unfinished(board).reverse(), uploadItem);
}

/** A line that is there stays the same element, so that only what is new appears. */
function show<T extends { id: string }>(
  list: HTMLElement,
  all: T[],
  fill: (item: HTMLElement, one: T) => void,
): void {
  all.forEach((one, index) => {
    const there = list.children[index];
    if (there instanceof HTMLElement && there.dataset["key"] === one.id) {
      fill(there, one);
      return;
    }
    const item = document.createElement("li");
    item.dataset["key"] = one.id;
    fill(item, one);
    list.insertBefore(item, there ?? null);
  });
  while (list.children.length > all.length) {
    list.lastElementChild?.remove();
  }
}

function commentItem(item: HTMLElement, { author, text, at }: Comment): void {
  if (item.childElementCount > 0) {
    return;
  }
  const by = child(item, "p", "");
  by.className = "by";
  child(by, "b", author);
  const time = document.createElement("time");
  time.dateTime = at;
  time.textContent = (toDate(at) ?? new Date()).toTimeString().slice(0, 5);
  by.append(time);
  child(item, "p", text);
}

function paymentItem(item: HTMLElement, payment: Payment): void {
  if (item.childElementCount > 0) {
    return;
  }
  child(item, "span", payment.invoice);
  child(item, "b", money(payment));
}

/** As Stripe has it: in hundredths. */
function money({ amount, currency }: Payment): string {
  const whole = Math.floor(amount / 100);
  const rest = String(amount % 100).padStart(2, "0");
  return `${whole}.${rest} ${currency.toUpperCase()}`;
}

function pictureItem(item: HTMLElement, { id, name, author }: Picture): void {
  if (item.childElementCount > 0) {
    return;
  }
  const image = document.createElement("img");
  image.src = `/pictures/${id}`;
  image.alt = `${name}, by ${author}`;
  image.title = image.alt;
  item.append(image);
}

function uploadItem(
  item: HTMLElement,
  { name, stage, problem }: UploadProgressed,
): void {
  if (item.dataset["stage"] === stage) {
    return;
  }
  item.dataset["stage"] = stage;
  item.replaceChildren();
  child(item, "b", name);
  const says = child(item, "span", STAGE[stage]);
  if (stage === "failed") {
    write(says, problem ?? STAGE.failed);
    says.title = says.textContent ?? "";
    return;
  }
  const bar = document.createElement("progress");
  bar.max = 3;
  bar.value = DONE[stage];
  item.append(bar);
}

function child(of: HTMLElement, tag: string, text: string): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  of.append(made);
  return made;
}
