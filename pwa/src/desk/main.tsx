/** The desk: one shell, a page a folder, each with an address of its own. */

import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import "./desk.css";
import { Again } from "./again";
import { changedHands, codeAsked, Problem, reader, resume, sentOut, session } from "./api";
import { FirstSignIn, tokenInAddress } from "./first-sign-in";
import { ProblemNote } from "./problem";
import { listen } from "./route";
import { Shell } from "./shell";
import { SignIn } from "./sign-in";
import { showPreferences, w } from "./words";

function Desk() {
  // A link opens the account that it names, whoever is signed in here.
  const [problem, setProblem] = useState<Problem | null>(null);
  const begin = () => {
    setProblem(null);
    // Who was signed in still is: only the server was not there to say so.
    resume().catch((error: Problem) => setProblem(error.status === 0 ? new Problem(0, "unreachable", "") : error));
  };
  useEffect(begin, []);
  useEffect(() => {
    const followed = () => {
      if (tokenInAddress() !== null) codeAsked.value = true;
    };
    addEventListener("hashchange", followed);
    return () => removeEventListener("hashchange", followed);
  }, []);
  if (codeAsked.value) return <FirstSignIn key={location.hash} done={() => (codeAsked.value = false)} />;
  if (session.value === "starting") return <main class="sign-in" id="main">{problem ? <ProblemNote problem={problem} again={begin} /> : <p class="wait">{w().loading}</p>}</main>;
  const first = () => (codeAsked.value = true);
  // A session that ended by itself takes nothing from the page: what was being written waits, unseen, for its writer.
  const over = session.value === "out" && sentOut.value === "over" && reader.value !== null;
  if (session.value !== "in" && !over) return <SignIn first={first} />;
  return (
    <>
      <div class={over ? "covered" : "plain"}>
        <Shell key={changedHands.value} />
      </div>
      {over && <Again first={first} />}
    </>
  );
}

showPreferences();
listen();
codeAsked.value = tokenInAddress() !== null;
render(<Desk />, document.getElementById("app")!);
