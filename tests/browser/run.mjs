// node run.mjs FOLDER SCENARIO [PAGE]: plays one scenario; the exit status says whether it holds.
import { scene } from "./harness.mjs";

const [folder, name, page] = process.argv.slice(2);
const scenarios = { ...(await import("./decisions.mjs")), ...(await import("./live.mjs")) };
await scene(folder, (stage) => scenarios[name](stage, page));
