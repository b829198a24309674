/** The outbox in a file, for a colleague to carry to the desk when this phone finds no network. Pure, as `rescue.py`. */

import { bytesToB64url } from "./bytes";
import type { OwnOp, State } from "./outbox";
import { elementOf, nextRequest, PROTO } from "./replica";
import { sha256 } from "./sha256";

const MAX_OPS = 5000;
const MAX_TEXT = 4 * 1024 * 1024;

/** The text of the file; `outbox` is the ops after `acked`, oldest first. What is beyond the limits needs another file. */
export function writeRescue(state: State, outbox: readonly OwnOp[], now: number, label: string, app: string | null): string {
  const ops = fitting(outbox);
  const asked = nextRequest(state, ops.slice(0, 1), now, { kept: null, persist: null, free: null, app });
  const push = { ...asked.push, link: bytesToB64url(ops[ops.length - 1]?.link ?? state.ackedLink), ops: ops.map(elementOf) };
  const { proto, replica, epoch, sealed, oldest, clk, lost, sv, sent } = asked;
  const contents = JSON.stringify({ user: state.user, label, proto, app, replica, epoch, sealed, oldest, clk, lost, push, sv, sent, cur: {} });
  const sha = bytesToB64url(sha256(new TextEncoder().encode(contents)));
  return JSON.stringify({ six: "rescue", proto: PROTO, sha, contents });
}

/** What one file takes of an outbox, oldest first. */
export function fitting(outbox: readonly OwnOp[]): readonly OwnOp[] {
  let size = 0;
  const few = outbox.slice(0, MAX_OPS);
  const over = few.findIndex((op) => (size += op.body?.length ?? 0) > MAX_TEXT);
  return over < 0 ? few : few.slice(0, over);
}
