/** Loading for pages: what is shown stays on screen while something newer is fetched. */

import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { load, type Problem, session } from "./api";

export interface Loaded<T> {
  readonly data: T | null;
  readonly problem: Problem | null;
  readonly loading: boolean;
  /** When the server last said that this is how it is (ms), even if nothing had changed. */
  readonly heardAt: number | null;
  readonly again: () => void;
}

/** How soon something that the server did not answer is asked for again, whether or not its page polls. */
const RETRY_MS = 15_000;

/** How many parts of the page have nothing to show yet because their first answer is on its way. */
export const waiting = signal(0);

/** Loads `path` and, where `every` (ms) is given, asks again by ETag while the page is visible. */
export function useLoad<T>(path: string | null, every = 0): Loaded<T> {
  const [data, setData] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [loading, setLoading] = useState(true);
  const [heardAt, setHeardAt] = useState<number | null>(null);
  const [turn, setTurn] = useState(0);
  const out = session.value === "out";
  const etag = useRef<{ path: string; tag: string | null } | null>(null);

  useEffect(() => {
    // Whoever was signed out by time asks again for all that is shown once they are in again.
    if (path === null || out) return undefined;
    let current = true;
    const ask = async (): Promise<void> => {
      const known = etag.current?.path === path ? etag.current.tag : null;
      if (!known) setLoading(true);
      try {
        const answer = await load<T>(path, known);
        if (!current) return;
        if (answer) {
          setData(answer.data);
          etag.current = { path, tag: answer.etag };
        }
        setProblem(null);
        if (every) setHeardAt(Date.now());
      } catch (error) {
        if (current) setProblem(error as Problem);
      }
      if (current) setLoading(false);
    };
    void ask();
    const timer = every && setInterval(() => document.visibilityState === "visible" && void ask(), every);
    return () => {
      current = false;
      if (timer) clearInterval(timer);
    };
  }, [path, every, turn, out]);

  const unanswered = problem !== null && (problem.status === 0 || problem.status >= 500);
  useEffect(() => {
    if (!unanswered) return undefined;
    const retry = () => setTurn((before) => before + 1);
    const timer = setInterval(() => document.visibilityState === "visible" && retry(), RETRY_MS);
    addEventListener("online", retry);
    return () => {
      clearInterval(timer);
      removeEventListener("online", retry);
    };
  }, [unanswered]);

  const empty = path !== null && data === null && problem === null;
  useLayoutEffect(() => {
    if (!empty) return undefined;
    waiting.value += 1;
    return () => {
      waiting.value -= 1;
    };
  }, [empty]);

  return { data, problem, loading, heardAt, again: () => setTurn(turn + 1) };
}
