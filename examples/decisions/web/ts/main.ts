/** The page: a form, and a timeline that follows what becomes of it. */

import {
  connect,
  match,
  type WorkflowProgress,
} from "generated/ts/buildamp.js";
import { isWelcome, type Welcome } from "generated/ts/people.js";
import { watchForm } from "./form.js";
import { showConnection, showTimeline, toast } from "./view.js";
import { merge } from "./welcome.js";

let welcome: Welcome | null = null;

function learn(more: Welcome | null): void {
  welcome = merge(welcome, more);
  showTimeline(welcome);
}

/** Loads what the server has on record. */
async function load(): Promise<void> {
  try {
    const response = await fetch("/welcome");
    const body: unknown = await response.json();
    if (response.ok && isWelcome(body)) {
      learn(body);
    }
  } catch {
    // The server is away. The connection says so, and once it is open again, this is loaded again.
  }
}

/** What was told live about the sign-up on this page is a step; about another one, it is a reason to load. */
function hear({ correlation_id, ...step }: WorkflowProgress): void {
  if (welcome?.correlation_id === correlation_id) {
    learn({ ...welcome, steps: [step] });
  } else {
    void load();
  }
}

watchForm(learn);
connect({
  onMessage: (message) =>
    match(message, {
      "email.welcome_email_sent": ({ email }) =>
        toast(`Welcome mail sent to ${email}`),
      "buildamp.workflow_progress": hear,
      "buildamp.resync": () => void load(),
      Unknown: () => {},
    }),
  onState: (state) => {
    showConnection(state);
    // From here on nothing is missed, so what is loaded now has no gap.
    if (state === "open") {
      void load();
    }
  },
});
void load();
