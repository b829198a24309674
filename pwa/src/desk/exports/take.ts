/** A file that the server makes: fetched with the token, with its progress, and saved by its own name. */

import { Problem, stream } from "../api";

export interface Progress {
  readonly bytes: number;
  /** null while the size is not known: the file is made while it is sent. */
  readonly total: number | null;
  /** How many rows are written by now, and of how many; null where nobody counted them before. */
  readonly rows: number;
  readonly all: number | null;
}

type Tell = (progress: Progress) => void;
export const NOTHING_YET: Progress = { bytes: 0, total: null, rows: 0, all: null };
const FRAMES = "application/x-six-frames";
const NEWLINE = 10;

/** What the file is called: the name for people where the browser understands it. */
export function nameOf(disposition: string | null, otherwise: string): string {
  const full = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? "")?.[1];
  if (full) return decodeURIComponent(full);
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? otherwise;
}

/** Fetches `path` and hands it to the browser as a download; rejects with Problem, and saves nothing half. */
export async function take(path: string, tell: Tell, stop: AbortSignal, body?: FormData): Promise<string> {
  const response = await stream(path, stop, body);
  const type = response.headers.get("Content-Type") ?? "";
  const read = type.startsWith(FRAMES) ? readFrames : readWhole;
  const pieces = await read(response, tell).catch((error: unknown) => {
    throw stop.aborted ? error : new Problem(0, "broken", "");
  });
  const name = nameOf(response.headers.get("Content-Disposition"), "export");
  save(new Blob(pieces, { type: type.startsWith(FRAMES) ? "application/octet-stream" : type }), name);
  return name;
}

async function* piecesOf(response: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) yield piece.value;
}

async function readWhole(response: Response, tell: Tell): Promise<BlobPart[]> {
  const length = response.headers.get("Content-Length");
  const total = length && !response.headers.get("Content-Encoding") ? Number(length) : null;
  const pieces: BlobPart[] = [];
  let bytes = 0;
  for await (const piece of piecesOf(response)) {
    pieces.push(piece);
    tell({ bytes: (bytes += piece.byteLength), total, rows: 0, all: null });
  }
  return pieces;
}

/** Frames of `server/reports/frames.py`; one that does not say at its end that it is whole is broken. */
async function readFrames(response: Response, tell: Tell): Promise<BlobPart[]> {
  const said = response.headers.get("Six-Rows");
  const all = said === null ? null : Number(said);
  const pieces: BlobPart[] = [];
  let [bytes, rows, due, line, whole] = [0, 0, 0, "", false];
  const obey = (words: string): void => {
    const [what, count] = words.split(" ");
    if (what === "r") rows = Number(count);
    else if (what === "b") due = Number(count);
    else whole = what === "e";
  };
  for await (let piece of piecesOf(response)) {
    while (piece.byteLength > 0) {
      if (due > 0) {
        const part = piece.subarray(0, due);
        pieces.push(part);
        due -= part.byteLength;
        bytes += part.byteLength;
        piece = piece.subarray(part.byteLength);
      } else {
        const end = piece.indexOf(NEWLINE);
        line += new TextDecoder().decode(end < 0 ? piece : piece.subarray(0, end));
        piece = end < 0 ? piece.subarray(piece.byteLength) : piece.subarray(end + 1);
        if (end >= 0) [, line] = [obey(line), ""];
      }
    }
    tell({ bytes, total: null, rows, all });
  }
  if (!whole) throw new Error("the end is missing");
  return pieces;
}

function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser reads the address after this turn.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
