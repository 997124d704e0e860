/** Starts the Elm program, and gives it the connection that its ports talk to. */

import { attach } from "generated/elm/buildamp-ports.js";
import { Elm } from "elm-program";

attach(
  Elm.Main.init({
    node: document.querySelector("#elm"),
    // Elm has no chance of its own: what requests are known by begins with this.
    flags: crypto.randomUUID(),
  }),
);
