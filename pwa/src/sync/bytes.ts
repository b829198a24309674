/** Bytes as the wire writes them: base64url without padding, big-endian numbers, UTF-8. */

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const encoder = new TextEncoder();

/** Lone surrogates become U+FFFD; a body made by JSON.stringify holds none. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

export function bytesToB64url(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    for (let k = 0; k <= Math.min(left, 3); k++) text += ALPHABET[(word >> (18 - 6 * k)) & 63];
  }
  return text;
}

/** Throws RangeError on anything that is not base64url without padding. */
export function b64urlToBytes(text: string): Uint8Array {
  if (text.length % 4 === 1) throw new RangeError(`not base64url: length ${text.length}`);
  const bytes = new Uint8Array((text.length * 3) >> 2);
  let word = 0;
  let bits = 0;
  let at = 0;
  for (const letter of text) {
    const six = ALPHABET.indexOf(letter);
    if (six < 0) throw new RangeError(`not base64url: ${JSON.stringify(letter)}`);
    word = ((word << 6) | six) & 0xffffff;
    bits += 6;
    if (bits >= 8) bytes[at++] = (word >> (bits -= 8)) & 255;
  }
  return bytes;
}

/** A whole number below 2^53 as eight bytes. */
export function u64be(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(value / 2 ** 32));
  view.setUint32(4, value % 2 ** 32);
  return bytes;
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

/** `length` unpredictable bytes; getRandomValues also exists on plain http pages, randomUUID does not. */
export function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}
