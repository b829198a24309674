/** The desk: one shell, a page a folder, each with an address of its own. */

import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./desk.css";
import { resume, session } from "./api";
import { FirstSignIn, tokenInAddress } from "./first-sign-in";
import { listen } from "./route";
import { Shell } from "./shell";
import { SignIn } from "./sign-in";
import { showPreferences, w } from "./words";

function Desk() {
  // A link opens the account that it names, whoever is signed in here.
  const [first, setFirst] = useState(tokenInAddress() !== null);
  useEffect(() => {
    resume().catch(() => (session.value = "out"));
  }, []);
  useEffect(() => {
    const followed = () => tokenInAddress() !== null && setFirst(true);
    addEventListener("hashchange", followed);
    return () => removeEventListener("hashchange", followed);
  }, []);
  if (first) return <FirstSignIn key={location.hash} done={() => setFirst(false)} />;
  if (session.value === "starting") return <p class="wait">{w().loading}</p>;
  return session.value === "in" ? <Shell /> : <SignIn first={() => setFirst(true)} />;
}

showPreferences();
listen();
render(<Desk />, document.getElementById("app")!);
