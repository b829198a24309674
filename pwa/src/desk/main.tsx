/** The desk: one shell, a page a folder, each with an address of its own. */

import { render } from "preact";
import { useEffect } from "preact/hooks";
import "./desk.css";
import { codeAsked, resume, session } from "./api";
import { FirstSignIn, tokenInAddress } from "./first-sign-in";
import { listen } from "./route";
import { Shell } from "./shell";
import { SignIn } from "./sign-in";
import { showPreferences, w } from "./words";

function Desk() {
  // A link opens the account that it names, whoever is signed in here.
  useEffect(() => {
    resume().catch(() => (session.value = "out"));
  }, []);
  useEffect(() => {
    const followed = () => {
      if (tokenInAddress() !== null) codeAsked.value = true;
    };
    addEventListener("hashchange", followed);
    return () => removeEventListener("hashchange", followed);
  }, []);
  if (codeAsked.value) return <FirstSignIn key={location.hash} done={() => (codeAsked.value = false)} />;
  if (session.value === "starting") return <p class="wait">{w().loading}</p>;
  return session.value === "in" ? <Shell /> : <SignIn first={() => (codeAsked.value = true)} />;
}

showPreferences();
listen();
codeAsked.value = tokenInAddress() !== null;
render(<Desk />, document.getElementById("app")!);
