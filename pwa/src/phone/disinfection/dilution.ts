/** How much product and water make a working solution, and what must never be done with it. */

interface Mix {
  /** Parts of water to one part of product. */
  readonly waterParts: number;
  readonly productMl: number;
  readonly waterMl: number;
}

/** A product's available chlorine in mg/L: 5 % (mass by volume) is 50,000 mg/L. */
const MG_PER_L_PER_PERCENT = 10_000;

/**
 * The mix for a bucket: 10 L at 500 mg/L from a 5 % product is 100 ml of it.
 * Null when the product is not stronger than the target, or an argument is not positive.
 */
export function mix(productPercent: number, targetMgL: number, bucketLitres: number): Mix | null {
  const strength = productPercent * MG_PER_L_PER_PERCENT;
  if (!(productPercent > 0 && targetMgL > 0 && bucketLitres > 0) || strength <= targetMgL) return null;
  const productMl = Math.round((bucketLitres * 1000 * targetMgL) / strength);
  return { waterParts: Math.round(strength / targetMgL) - 1, productMl, waterMl: bucketLitres * 1000 - productMl };
}

/** alcohol_fire: ethanol sprayed, or used over a corridor · none: nothing against it */
type Danger = "alcohol_fire" | "none";

/** 75 % alcohol is wiped on small surfaces only: sprayed in the air of a stairwell it burns. */
export function danger(agent: string, method: readonly string[], areaKind: string | null): Danger {
  const wide = method.includes("spray") || areaKind === "corridor";
  return agent === "alcohol75" && wide ? "alcohol_fire" : "none";
}

/** Bleach and acid cleaners give off chlorine: the warning stands beside every chlorine agent. */
export function mustNotMeetAcid(agent: string): boolean {
  return agent === "chlorine";
}
