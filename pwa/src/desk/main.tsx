/** The desk: one shell, a page a folder, each with an address of its own. */

import { render } from "preact";
import { useEffect } from "preact/hooks";
import "./desk.css";
import { resume, session } from "./api";
import { listen } from "./route";
import { Shell } from "./shell";
import { SignIn } from "./sign-in";
import { showPreferences, w } from "./words";

function Desk() {
  useEffect(() => {
    resume().catch(() => (session.value = "out"));
  }, []);
  if (session.value === "starting") return <p class="wait">{w().loading}</p>;
  return session.value === "in" ? <Shell /> : <SignIn />;
}

showPreferences();
listen();
render(<Desk />, document.getElementById("app")!);
