/** The few names of a service worker's global scope that sw.ts uses; the page's own types know none of them. */

interface LifeEvent extends Event {
  waitUntil(done: Promise<unknown>): void;
}

interface FetchLike extends LifeEvent {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface MessageLike extends LifeEvent {
  readonly data: unknown;
}

interface SyncLike extends LifeEvent {
  readonly tag: string;
}

export interface Page {
  postMessage(message: unknown): void;
}

export interface WorkerScope {
  readonly location: Location;
  readonly clients: {
    matchAll(options: { type: "window"; includeUncontrolled: boolean }): Promise<readonly Page[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: FetchLike) => void): void;
  addEventListener(type: "message", listener: (event: MessageLike) => void): void;
  addEventListener(type: "sync", listener: (event: SyncLike) => void): void;
}
