/** The same keys in every language: texts stay texts, sentences with figures stay functions of the same figures. */
export type Shape<T> = { readonly [K in keyof T]: T[K] extends string ? string : T[K] extends (...figures: infer A) => string ? (...figures: A) => string : Shape<T[K]> };
