import { setTimeout as pause } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createActor, type InspectionEvent, StateMachine } from 'xstate';
import { proberWorker } from '../../../src/app/workers/prober.ts';
import { startDraftsWorld } from '../../../src/commands/world/drafts/server.ts';
import type { Fact } from '../../../src/domain/health/fact.ts';
import { createDraftProbe } from '../../../src/sources/draftProbe.ts';
import { HALF_HOUR, probeWorld } from '../../support/probing/world.ts';

const test = suite('what a cycle costs in events');

const clock = { now: () => Date.now(), elapsed: () => performance.now() };

/** Young papers, each with two URLs that are due at once. */
const young = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `P${String(n + 1).padStart(4, '0')}R0`,
      { type: 'paper', date: new Date().toISOString().slice(0, 10) },
    ]),
  );

test('performance-4: a cycle of 2,000 probes is at most 20 events of actors, over 20 connections', async () => {
  const server = await startDraftsWorld();
  const pool = { connections: 20, connectMs: 10_000 };
  const probe = createDraftProbe({ clock, userAgent: 'test', url: server.url, ...pool });
  const fast = { concurrency: 20, rate: 0, budget: 0 };
  const { needs } = await probeWorld(young(800), { probe, clock, base: server.url, ...fast });
  const facts: Pick<Fact, 'type'>[] = [];
  let events = 0;
  const { logic } = proberWorker(needs);
  if (!(logic instanceof StateMachine)) throw new Error('the prober is a machine');
  const actor = createActor(
    logic.provide({
      actions: { ready() {}, beat() {}, report: (_: unknown, fact: Fact) => void facts.push(fact) },
    }),
    {
      input: { id: 'prober', incarnation: 1, lastExit: null, intervalMs: HALF_HOUR, leading: true },
      inspect: ({ type }: InspectionEvent) => {
        if (type === '@xstate.event') events += 1;
      },
    },
  ).start();
  while (!facts.some(({ type }) => type === 'probe.cycle')) await pause(10);
  actor.stop();
  await probe.close();
  await server.close();
  assert.ok(server.requests.length >= 2_000, `${server.requests.length} requests`);
  assert.ok(events <= 20, `${events} events`);
  assert.ok(server.connections() <= 20, `${server.connections()} connections`);
  assert.ok(server.mostInFlight() <= 20, `${server.mostInFlight()} in flight`);
});

test.run();
