/** What everybody sees, and the page's own uploads. Nothing here touches the page. */

import type { BoardRes } from "generated/ts/api/board.js";
import type { Comment, Payment, Picture, Stage } from "generated/ts/board.js";
import type { UploadProgressed } from "generated/ts/sse/board.js";

export interface Board {
  comments: Comment[];
  payments: Payment[];
  pictures: Picture[];
  uploads: UploadProgressed[];
}

export const EMPTY: Board = {
  comments: [],
  payments: [],
  pictures: [],
  uploads: [],
};

/**
 * What was known, and what was loaded or told since. It is a union, so that it does not matter in which order they come,
 * or how often. The newest are at the end.
 */
export function merge(board: Board, more: Partial<BoardRes>): Board {
  return {
    comments: union(board.comments, more.comments, byId),
    payments: union(board.payments, more.payments, byTime),
    pictures: union(board.pictures, more.pictures, byId),
    uploads: union(board.uploads, more.uploads, byId, later),
  };
}

/** Those that are worth a line: the others are pictures. */
export function unfinished({ uploads }: Board): UploadProgressed[] {
  return uploads.filter(({ stage }) => stage !== "ready");
}

/** How far an upload is, of three. */
export const DONE: Record<Stage, number> = {
  received: 1,
  checked: 2,
  ready: 3,
  failed: 3,
};

/** In words. */
export const STAGE: Record<Stage, string> = {
  received: "Stored",
  checked: "Checked",
  ready: "Done",
  failed: "Failed",
};

function union<T extends { id: string }>(
  known: T[],
  more: T[] = [],
  order: (one: T, other: T) => number,
  choose = (_: T, other: T): T => other,
): T[] {
  const all = new Map(known.map((each) => [each.id, each]));
  for (const each of more) {
    const one = all.get(each.id);
    all.set(each.id, one === undefined ? each : choose(one, each));
  }
  return [...all.values()].sort(order);
}

/** A stage is never taken back. */
function later(
  one: UploadProgressed,
  other: UploadProgressed,
): UploadProgressed {
  return DONE[one.stage] > DONE[other.stage] ? one : other;
}

/** The server's ids are in the order of time. */
function byId(one: { id: string }, other: { id: string }): number {
  return one.id < other.id ? -1 : Number(one.id > other.id);
}

function byTime(one: Payment, other: Payment): number {
  return one.at < other.at ? -1 : Number(one.at > other.at);
}
