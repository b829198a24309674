/** Whether a round went faster than anyone can walk; the answer only leads to one polite question. */

interface Tempo {
  readonly doors: number;
  readonly seconds: number;
  readonly askWhether: boolean;
}

/** Above this many doors a minute, nobody stood at them. */
const WALKABLE_PER_MINUTE = 20;
/** Below this many doors a burst says nothing: a floor can be done in one glance. */
const ENOUGH_DOORS = 20;

/** Judges the moments (ms) at which doors tagged 上门 were recorded by this person in this round. */
export function tempo(recordedAt: readonly number[]): Tempo {
  const doors = recordedAt.length;
  if (doors === 0) return { doors: 0, seconds: 0, askWhether: false };
  const seconds = Math.round((Math.max(...recordedAt) - Math.min(...recordedAt)) / 1000);
  const perMinute = (doors * 60) / Math.max(seconds, 1);
  return { doors, seconds, askWhether: doors >= ENOUGH_DOORS && perMinute > WALKABLE_PER_MINUTE };
}
