/** The same keys in every language: texts stay texts, sentences with figures stay functions of the same figures. */
export type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] extends (...figures: infer A) => string ? (...figures: A) => string : Shape<T[K]> };

/** "1 door", "2 doors": English counts. */
export const count = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;
