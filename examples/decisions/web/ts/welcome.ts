/** What the page knows, and the lines that it shows of it. Nothing here touches the page. */

import { toDate } from "generated/ts/buildamp.js";
import type { Step, StepState, Welcome } from "generated/ts/people.js";

/** A line of the timeline. */
export interface Line {
  /** Stays the same while the line changes. */
  key: string;
  state: StepState | "waiting" | "done";
  title: string;
  detail: string;
  /** When it happened or, of one that waits, when it will. */
  at: Date;
}

/**
 * What two sources say together: what was loaded, and what was told live. It is a union, so that it does not matter in
 * which order they come, or how often.
 */
export function merge(
  one: Welcome | null,
  other: Welcome | null,
): Welcome | null {
  if (one === null || other === null) {
    return one ?? other;
  }
  if (one.correlation_id !== other.correlation_id) {
    return time(one.signed_up_at) < time(other.signed_up_at) ? other : one;
  }
  const steps = new Map<string, Step>();
  for (const step of [...one.steps, ...other.steps]) {
    const key = `${step.event_id} ${step.attempt} ${step.state}`;
    const known = steps.get(key);
    if (known === undefined || time(known.at) < time(step.at)) {
      steps.set(key, step);
    }
  }
  return { ...one, steps: [...steps.values()] };
}

/** The newest step of each attempt, the first attempt on top. */
export function newest(welcome: Welcome): Step[] {
  const attempts = new Map<number, Step>();
  for (const step of [...welcome.steps].sort(inOrder)) {
    attempts.set(step.attempt, step);
  }
  return [...attempts.values()];
}

/** The lines of the timeline, the first on top. */
export function lines(welcome: Welcome): Line[] {
  const steps = newest(welcome);
  const last = steps.at(-1);
  const next = last ? follow(last, welcome) : null;
  return [...steps.map(line), ...(next ? [next] : [])];
}

/** By attempt, and within one as they happened. */
function inOrder(one: Step, other: Step): number {
  const hasEnded = (step: Step) => Number(step.state !== "running");
  return (
    one.attempt - other.attempt ||
    hasEnded(one) - hasEnded(other) ||
    time(one.at) - time(other.at)
  );
}

function line(step: Step): Line {
  const { attempt, state, error } = step;
  const [title, detail] = text();
  const key = attempt === 0 ? "queued" : `attempt-${attempt}`;
  return { key, state, title, detail, at: new Date(time(step.at)) };

  function text(): [title: string, detail: string] {
    switch (state) {
      case "queued":
        return attempt === 0
          ? ["Queued", "Stored together with you, in one transaction."]
          : [`Attempt ${attempt} put off`, "It runs again later."];
      case "running":
        return [`Attempt ${attempt}`, "Handing the mail to the mail service …"];
      case "retrying":
        return [`Attempt ${attempt} failed`, sentence(error)];
      case "succeeded":
        return [
          `Attempt ${attempt} succeeded`,
          "The mail service has taken the mail.",
        ];
      case "dead":
        return [`Attempt ${attempt} failed for good`, sentence(error)];
      case "cancelled":
        return ["Cancelled", "Somebody called it off."];
    }
  }
}

/** What comes after the last step, if anything does. */
function follow(last: Step, welcome: Welcome): Line | null {
  const next = last.attempt + 1;
  switch (last.state) {
    case "queued":
    case "retrying":
      return {
        key: `attempt-${next}`,
        state: "waiting",
        title: `Attempt ${next}`,
        detail: "Waiting for its time.",
        at: new Date(time(last.run_at ?? last.at)),
      };
    case "succeeded":
      return {
        key: "done",
        state: "done",
        title: "Done",
        detail: `The mail is on its way to ${welcome.email}.`,
        at: new Date(time(last.at)),
      };
    case "running":
    case "dead":
    case "cancelled":
      return null;
  }
}

/** A handler's error as a sentence. */
function sentence(error: string | null): string {
  const text = error ?? "it is not known why";
  return (
    text.charAt(0).toUpperCase() +
    text.slice(1) +
    (/[.!?]$/.test(text) ? "" : ".")
  );
}

function time(timestamp: string): number {
  return toDate(timestamp)?.getTime() ?? 0;
}
