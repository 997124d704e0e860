/** Forms: they send what was entered, and show what is wrong with it. */

import type {
  Answer,
  FieldError,
  RequestError,
  RequestOptions,
} from "generated/ts/buildamp-client.js";
import { element } from "./view.js";

/** What was entered, by the names of the fields. */
export type Entered = (name: string) => string;

/** Asks the server whenever the form is sent, and hands over what it answers. */
export function watchForm<T>(
  selector: string,
  ask: (entered: Entered, once: RequestOptions) => Promise<Answer<T>>,
  done: (answer: T) => void,
): void {
  const form = element(selector, HTMLFormElement);
  const button = element("button", HTMLButtonElement, form);
  // The same as long as the same is entered: what is sent once more, after nobody answered, has one effect.
  let idempotencyKey = crypto.randomUUID();
  const renew = () => (idempotencyKey = crypto.randomUUID());
  form.addEventListener("input", renew);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaDisabled === "true") {
      return;
    }
    // Not `disabled`, which would take the focus away.
    button.ariaDisabled = "true";
    const data = new FormData(form);
    const answer = await ask((name) => String(data.get(name)), {
      idempotencyKey,
    });
    button.ariaDisabled = null;
    showError(form, answer.ok ? null : answer.error);
    if (answer.ok) {
      form.reset();
      renew();
      done(answer.value);
    }
  });
}

/** Shows each error below its field, and what belongs to none below the button. */
function showError(form: HTMLFormElement, error: RequestError | null): void {
  const errors = error && "errors" in error ? error.errors : [];
  const fields = form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>(
    "input, textarea",
  );
  let isShown = false;
  for (const field of fields) {
    const own = errors.find((it) => it.field === field.name);
    isShown ||= own !== undefined;
    field.setAttribute("aria-invalid", String(own !== undefined));
    element(`#${field.id}-error`, HTMLElement, form).textContent = own
      ? text(own)
      : "";
  }
  element("[role=alert]", HTMLElement, form).textContent =
    error === null || isShown ? "" : says(error);
  form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}

/** A sentence for a person. */
export function says(error: RequestError): string {
  switch (error.kind) {
    case "invalid":
      return error.errors.map(text).join(" ");
    case "refused":
      return error.status === 401 ? "Sign up first." : sentence(error.detail);
    case "unreachable":
    case "aborted":
      return "The server cannot be reached. Try again in a moment.";
    case "unreadable":
      return `The server answered ${error.status}. Reload the page and try again.`;
  }
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function text({ code, params }: FieldError): string {
  switch (code) {
    case "required":
      return "Please fill this in.";
    case "max_length":
      return `This is too long: ${params["max"]} characters fit.`;
    case "email":
      return "This is not an e-mail address.";
    case "taken":
      return "Somebody has signed up with it. Is it you? Sign in.";
    case "unknown":
      return "Nobody has signed up with it.";
    default:
      return "This does not fit.";
  }
}
