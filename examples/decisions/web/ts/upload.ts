/** What no form does: a file is sent as it is, and a webhook asked for. */

import { decode } from "generated/ts/buildamp.js";
import {
  isUploadProgressed,
  type UploadProgressed,
} from "generated/ts/sse/board.js";
import { element } from "./view.js";

const UNREACHABLE = "The server cannot be reached. Try again in a moment.";

/** Sends each file that is chosen, and hands over how far it is. */
export function watchUpload(done: (upload: UploadProgressed) => void): void {
  const input = element("#picture", HTMLInputElement);
  const error = element("#picture-error", HTMLElement);
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (file === undefined) {
      return;
    }
    const name = encodeURIComponent(file.name);
    const answer = await post(`/uploads?name=${name}`, file);
    input.value = "";
    const upload = answer.ok
      ? decode(isUploadProgressed, answer.text)
      : undefined;
    error.textContent = upload?.ok ? "" : answer.problem;
    if (upload?.ok) {
      done(upload.value);
    }
  });
}

/** Has the server send itself what Stripe would. What comes of it is told live. */
export function watchPay(): void {
  const button = element("#pay", HTMLButtonElement);
  const error = element("#pay-error", HTMLElement);
  button.addEventListener("click", async () => {
    const answer = await post("/demo/payment");
    error.textContent = answer.ok ? "" : answer.problem;
  });
}

async function post(
  url: string,
  body?: Blob,
): Promise<{ ok: boolean; text: string; problem: string }> {
  try {
    const response = await fetch(url, { method: "POST", body: body ?? null });
    const text = await response.text();
    const problem = {
      401: "Sign up first.",
      403: "Sign up first.",
      413: "This file is too large: 8 MiB fit.",
    }[response.status];
    return {
      ok: response.ok,
      text,
      problem: problem ?? `The server answered ${response.status}.`,
    };
  } catch {
    return { ok: false, text: "", problem: UNREACHABLE };
  }
}
