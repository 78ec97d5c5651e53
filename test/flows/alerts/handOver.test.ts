import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { takeOver } from '../../../src/flows/alerts/handOver.ts';
import { createMemoryStore } from '../../../src/store/memory/memory.ts';
import { keeperOf, simulatedRules } from '../../support/alerts/world.ts';

const test = suite('what another process left');

const NOW = 1_790_000_000_000;
const clock = { now: () => NOW, elapsed: () => NOW };
const nothing = { instances: [], episodes: [], events: [], notices: [], rows: [] };

test('what can never be taken is let go and counted, and takes nothing else along', async () => {
  const store = createMemoryStore(clock);
  const leadership = store.leadership({ instance: 'i', holder: 'h', alone: true });
  await leadership.bid(true);
  const epoch = await leadership.take('alerts');
  if (epoch === null) throw new Error('nobody else leads');
  const instance = {
    key: 'quiet',
    rule: 'quiet',
    labels: {},
    state: 'inactive',
    t0: null,
    tk: null,
    unknownSince: null,
    value: null,
    suppression: 'none',
    handling: 'open',
    seenAt: NOW,
  } as const;
  const good = { ...nothing, instances: [instance] };
  const bad = { ...nothing, notices: [null] } as never; // as a torn disk may give it
  await store.alerts.handOver([good, bad]);
  let refused = 0;
  const spool = {
    refused: (lines: number) => {
      refused += lines;
    },
  };
  const keeper = keeperOf(clock, simulatedRules);
  assert.is(await takeOver({ keeper, store: store.alerts, spool }, epoch), 'done');
  assert.is(refused, 1);
  assert.equal(await store.alerts.handedOver(), []);
});

test.run();
