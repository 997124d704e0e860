/** The form: it sends what was entered, and shows what is wrong with it. */

import { isWelcome, type SignUp, type Welcome } from "generated/ts/people.js";
import {
  isProblem,
  type FieldError,
  type Problem,
} from "generated/ts/problem.js";
import { element } from "./view.js";

const form = element("form", HTMLFormElement);
const button = element("form button", HTMLButtonElement);
const alert = element("form [role=alert]", HTMLElement);

/** Signs up whoever fills in the form, and hands over what the server answers. */
export function watchForm(done: (welcome: Welcome) => void): void {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.ariaDisabled === "true") {
      return;
    }
    // Not `disabled`, which would take the focus away.
    button.ariaDisabled = "true";
    const data = new FormData(form);
    const answer = await signUp({
      name: String(data.get("name")),
      email: String(data.get("email")),
    });
    button.ariaDisabled = null;
    if (isWelcome(answer)) {
      form.reset();
      showProblem(null);
      done(answer);
    } else {
      showProblem(answer);
    }
  });
}

/** Never throws: what goes wrong on the way is a problem too. */
async function signUp(person: SignUp): Promise<Welcome | Problem> {
  try {
    const response = await fetch("/signup", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(person),
    });
    const body: unknown = await response.json();
    if (isWelcome(body) || isProblem(body)) {
      return body;
    }
    return failure(
      response.status,
      `The server answered ${response.status}. Reload the page and try again.`,
    );
  } catch {
    return failure(0, "The server cannot be reached. Try again in a moment.");
  }
}

function failure(status: number, title: string): Problem {
  return { status, title, detail: null, errors: [] };
}

/** Shows each error below its field, and what belongs to none below the button. */
function showProblem(problem: Problem | null): void {
  const errors = problem?.errors ?? [];
  for (const input of form.querySelectorAll("input")) {
    const error = errors.find(({ field }) => field === input.name);
    input.setAttribute("aria-invalid", String(error !== undefined));
    element(`#${input.name}-error`, HTMLElement).textContent = error
      ? text(error)
      : "";
  }
  alert.textContent =
    errors.length === 0 ? (problem?.detail ?? problem?.title ?? "") : "";
  form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}

function text({ code, params }: FieldError): string {
  switch (code) {
    case "required":
      return "Please fill this in.";
    case "too_long":
      return `This is too long: ${params["max"]} characters fit.`;
    case "email":
      return "This is not an e-mail address.";
  }
}
