/** The page: forms, a timeline that follows a welcome mail, and a board that everybody sees. */

import { board as askBoard, type BoardRes } from "generated/ts/api/board.js";
import { submitComment } from "generated/ts/api/comments.js";
import { signIn, signOut, signUp } from "generated/ts/api/people.js";
import {
  connect,
  match,
  type WorkflowProgress,
} from "generated/ts/buildamp.js";
import type { Client } from "generated/ts/buildamp-client.js";
import type { Welcome } from "generated/ts/people.js";
import { EMPTY, merge as mergeBoard } from "./board.js";
import { watchForm } from "./form.js";
import { showBoard } from "./lists.js";
import { watchPay, watchUpload } from "./upload.js";
import {
  element,
  showConnection,
  showTimeline,
  showWho,
  toast,
} from "./view.js";
import { merge as mergeWelcome } from "./welcome.js";

/** The page's own server. */
const SERVER: Client = {};

let welcome: Welcome | null = null;
let board = EMPTY;

function learn(more: Partial<BoardRes>): void {
  welcome = mergeWelcome(welcome, more.welcome ?? null);
  board = mergeBoard(board, more);
  showWho(welcome?.name ?? null);
  showTimeline(welcome);
  showBoard(board);
}

/** Loads what the server has on record. */
async function load(): Promise<void> {
  const answer = await askBoard(SERVER, {});
  // When the server is away the connection says so, and once it is open again, this is loaded again.
  if (answer.ok) {
    learn(answer.value);
  }
}

/** What was told live about the mail on this page is a step; about another one, it is a reason to load. */
function hear({ correlation_id, ...step }: WorkflowProgress): void {
  if (step.event_type !== "email.send_welcome_email") {
    return;
  }
  if (welcome?.correlation_id === correlation_id) {
    learn({ welcome: { ...welcome, steps: [step] } });
  } else {
    void load();
  }
}

watchForm(
  "#sign-up-form",
  (entered, once) =>
    signUp(SERVER, { name: entered("name"), email: entered("email") }, once),
  learn,
);
watchForm(
  "#sign-in-form",
  (entered, once) => signIn(SERVER, { email: entered("email") }, once),
  () => {
    welcome = null;
    board = { ...board, uploads: [] };
    void load();
  },
);
watchForm(
  "#comment-form",
  (entered, once) => submitComment(SERVER, { text: entered("text") }, once),
  ({ comment }) => learn({ comments: [comment] }),
);
element(".who button", HTMLButtonElement).addEventListener(
  "click",
  async () => {
    await signOut(SERVER, {});
    // A page that is opened begins another session.
    location.reload();
  },
);
watchUpload((upload) => learn({ uploads: [upload] }));
watchPay();

connect({
  onMessage: (message) =>
    match(message, {
      "board.comment_added": ({ comment }) => learn({ comments: [comment] }),
      "board.payment_received": ({ payment }) => learn({ payments: [payment] }),
      "board.picture_added": ({ picture }) => learn({ pictures: [picture] }),
      "board.upload_progressed": (upload) => learn({ uploads: [upload] }),
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
