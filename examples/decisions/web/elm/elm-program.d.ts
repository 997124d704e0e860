/** What `elm make` writes. */
declare module "elm-program" {
  import type { ElmApp } from "generated/elm/buildamp-ports.js";

  export const Elm: {
    Main: { init(options: { node: Element | null; flags: string }): ElmApp };
  };
}
