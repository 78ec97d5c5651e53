import { type Actor, fromPromise, type SimulatedClock } from 'xstate';
import { watchdogMachine } from '../../../machines/watchdog.ts';
import type { FactDraft } from '../../../src/domain/health/fact.ts';
import type { Checked, Leased, Pruned } from '../../../src/domain/watchdog/steps.ts';
import { settle } from '../settle.ts';
import { start } from '../start.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

/** What the steps come to at a moment; they may change while the watchdog runs. */
export interface World {
  bid: (nowMs: number) => Promise<Leased>;
  check: (nowMs: number) => Promise<Checked>;
  release: () => Promise<void>;
  prune: (nowMs: number) => Promise<Pruned>;
}

export const leading = (epoch: string, fresh: boolean, beside: string | null = null): Leased => ({
  type: 'leading',
  epoch,
  fresh,
  beside,
  random: 0,
});

export const standby: Leased = { type: 'standby', holder: 'other', random: 0 };

/** A watchdog on a clock of its own; polls every half hour. */
export function startWatchdog(own: Partial<World> = {}, given = {}) {
  const facts: FactDraft[] = [];
  const at: Record<keyof World, number[]> = { bid: [], check: [], release: [], prune: [] };
  const said = { ready: 0, beats: 0 };
  const world: World = {
    bid: async () => leading('3', false),
    check: async (nowMs) => ({ tookMs: 2, at: nowMs }),
    release: async () => {},
    prune: async () => ({ type: 'not_due', dueInMs: 24 * 60 * MINUTE }),
    ...own,
  };
  /** Notes the time of a step; the first ones begin before there is a clock in our hands. */
  async function seen(step: keyof World): Promise<number> {
    await null;
    at[step].push(clock.now());
    return clock.now();
  }
  const {
    actor,
    clock,
  }: { readonly actor: Actor<typeof watchdogMachine>; readonly clock: SimulatedClock } = start(
    watchdogMachine.provide({
      actors: {
        bid: fromPromise<Leased, undefined>(async () => world.bid(await seen('bid'))),
        check: fromPromise<Checked, undefined>(async () => world.check(await seen('check'))),
        prune: fromPromise<Pruned, undefined>(async () => world.prune(await seen('prune'))),
        release: fromPromise<void, undefined>(async () => {
          await seen('release');
          await world.release();
        }),
      },
      actions: {
        ready: () => void said.ready++,
        beat: () => void said.beats++,
        report: (_, fact) => void facts.push(fact),
      },
    }),
    {
      input: {
        id: 'watchdog',
        incarnation: 1,
        lastExit: null,
        staleAfterMs: 60 * MINUTE,
        staleInMs: 60 * MINUTE,
        sinceMs: 0,
        leading: true,
        ...given,
      },
    },
  );

  /** Lets time go by in steps of a second. */
  async function pass(ms: number): Promise<void> {
    await settle();
    for (let left = ms; left > 0; left -= SECOND) {
      clock.increment(Math.min(left, SECOND));
      await settle();
    }
  }

  return {
    actor,
    world,
    at,
    said,
    facts,
    pass,
    is: (state: Record<string, unknown>) => actor.getSnapshot().matches(state as never),
    told: (...types: FactDraft['type'][]) =>
      facts
        .filter(({ type }) => types.length === 0 || types.includes(type))
        .map(({ type }) => type),
  };
}
