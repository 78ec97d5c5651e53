/**
 * Random lives of alerts: series, silences, acknowledgements, channels that fail, crashes at any
 * await, databases that go, a second machine. The same seed gives the same life.
 */

import { Life } from './life.ts';
import { simulatedRules } from './world.ts';

/**
 * One life; `looks` of ten seconds each, then an hour of calm in which everything answers. A quiet one
 * has nothing but series.
 */
export async function simulate(seed: number, looks: number, rules = simulatedRules, quiet = false) {
  const life = new Life(seed, rules, quiet);
  await life.boot();
  for (let n = 0; n < looks; n++) await life.round();
  life.calm();
  for (let n = 0; n < 360; n++) await life.round();
  return life;
}
