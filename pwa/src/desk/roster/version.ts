/** The versions of a policy, each in force from a day on. */

export interface Version {
  readonly version: number;
  readonly from: string;
}

/** The version that holds on a day: the last that has begun; none before the first. */
export function inForceOn(versions: readonly Version[], on: string): Version | undefined {
  return versions.filter((each) => each.from <= on).pop();
}
