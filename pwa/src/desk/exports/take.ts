/** A file that the server makes: fetched with the token, with its progress, and saved by its own name. */

import { Problem, stream } from "../api";

export interface Progress {
  readonly bytes: number;
  /** null while the size is not known: the file is made while it is sent. */
  readonly total: number | null;
}

/** What the file is called: the name for people where the browser understands it. */
export function nameOf(disposition: string | null, otherwise: string): string {
  const full = /filename\*=UTF-8''([^;]+)/.exec(disposition ?? "")?.[1];
  if (full) return decodeURIComponent(full);
  return /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? otherwise;
}

/** Fetches `path` and hands it to the browser as a download; rejects with Problem, and saves nothing half. */
export async function take(path: string, tell: (progress: Progress) => void, stop: AbortSignal): Promise<string> {
  const response = await stream(path, stop);
  const length = response.headers.get("Content-Length");
  const total = length && !response.headers.get("Content-Encoding") ? Number(length) : null;
  const pieces = await read(response, (bytes) => tell({ bytes, total })).catch((error: unknown) => {
    throw stop.aborted ? error : new Problem(0, "offline", "");
  });
  const name = nameOf(response.headers.get("Content-Disposition"), "export");
  save(new Blob(pieces, { type: response.headers.get("Content-Type") ?? "" }), name);
  return name;
}

async function read(response: Response, tell: (bytes: number) => void): Promise<BlobPart[]> {
  const reader = response.body?.getReader();
  const pieces: BlobPart[] = [];
  let bytes = 0;
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    pieces.push(piece.value);
    tell((bytes += piece.value.byteLength));
  }
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
