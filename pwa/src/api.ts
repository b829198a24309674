/** One HTTP call to our own server, and every way in which it can fail told apart. */

export type Answer =
  | { readonly is: "ok"; readonly status: number; readonly body: unknown; readonly etag: string | null; readonly sentAt: number; readonly gotAt: number }
  | { readonly is: "unchanged" }
  | { readonly is: "problem"; readonly status: number; readonly code: string; readonly retryAfterMs: number | null; readonly body: Problem }
  | { readonly is: "captive" }
  | { readonly is: "offline" }
  | { readonly is: "timeout" };

export interface Problem {
  readonly code?: string;
  readonly detail?: string;
  readonly max?: number;
  readonly [key: string]: unknown;
}

export interface Call {
  readonly method?: "GET" | "POST";
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export const API = "/api/v1";

/** A slow line is no error: 20 s and as long as the body takes at 2 KB/s. */
export function timeoutMs(bytes: number): number {
  return 20_000 + bytes / 2;
}

function isJson(response: Response): boolean {
  return /^application\/([\w.]+\+)?json/.test(response.headers.get("content-type") ?? "");
}

function retryAfterMs(response: Response): number | null {
  const seconds = Number(response.headers.get("retry-after") ?? "x");
  return Number.isFinite(seconds) ? seconds * 1000 : null;
}

async function problem(response: Response): Promise<Answer> {
  const body = (isJson(response) ? await response.json().catch(() => ({})) : {}) as Problem;
  const code = typeof body.code === "string" ? body.code : "";
  return { is: "problem", status: response.status, code, retryAfterMs: retryAfterMs(response), body };
}

async function classify(response: Response, sentAt: number): Promise<Answer> {
  if (response.status === 304) return { is: "unchanged" };
  // Our API never redirects and always speaks JSON: a Wi-Fi's log-in page does the one, or not the other.
  if (response.type === "opaqueredirect" || response.status === 511) return { is: "captive" };
  if (!response.ok) return response.status < 500 && !isJson(response) ? { is: "captive" } : problem(response);
  if (response.status === 204) return { is: "ok", status: 204, body: null, etag: null, sentAt, gotAt: Date.now() };
  if (!isJson(response)) return { is: "captive" };
  const body: unknown = await response.json();
  return { is: "ok", status: response.status, body, etag: response.headers.get("etag"), sentAt, gotAt: Date.now() };
}

/** Never throws: a call that got no answer is "offline" or "timeout". */
export async function call(path: string, { method = "GET", body, headers = {} }: Call = {}): Promise<Answer> {
  const text = body === undefined ? null : JSON.stringify(body);
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeoutMs(text?.length ?? 0));
  const sentAt = Date.now();
  try {
    const response = await fetch(API + path, {
      method,
      body: text,
      headers: { accept: "application/json", ...(text === null ? {} : { "content-type": "application/json" }), ...headers },
      redirect: "manual",
      credentials: "same-origin",
      cache: "no-store",
      signal: abort.signal,
    });
    return await classify(response, sentAt);
  } catch {
    // A cut body also lands here; what the server did is told by its next receipt, not by this answer.
    return { is: abort.signal.aborted ? "timeout" : "offline" };
  } finally {
    clearTimeout(timer);
  }
}
