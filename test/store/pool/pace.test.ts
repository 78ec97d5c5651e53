import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createPace, type Dialling } from '../../../src/store/pool/dial/pace.ts';

const test = suite('store/pool/pace');

/** A pace at a given moment; chance as given. */
const at = (chance = 1) => {
  const time = { now: 0 };
  return {
    time,
    pace: createPace(
      () => time.now,
      () => chance,
    ),
  };
};

const closeEarly = (dialling: Dialling | null): void => {
  assert.ok(dialling);
  dialling.ended(true);
};

test('one early close may be chance: the next dial goes out at once', () => {
  const { pace } = at();
  closeEarly(pace.start());
  assert.ok(pace.start());
  assert.is(pace.earlyCloses, 1);
});

test('from the second early close in a row the pauses double, up to a second', () => {
  const { pace, time } = at();
  closeEarly(pace.start());
  for (const pauseMs of [100, 200, 400, 800, 1_000, 1_000]) {
    closeEarly(pace.start());
    time.now += pauseMs - 1;
    assert.is(pace.start(), null, `${pauseMs} ms, one too early`);
    time.now += 1;
  }
  assert.ok(pace.start());
});

test('chance takes up to half of a pause away', () => {
  const { pace, time } = at(0);
  closeEarly(pace.start());
  closeEarly(pace.start());
  time.now = 49;
  assert.is(pace.start(), null);
  time.now = 50;
  assert.ok(pace.start());
});

test('after a pause one dial finds out for all', () => {
  const { pace, time } = at();
  closeEarly(pace.start());
  closeEarly(pace.start());
  time.now = 100;
  const probe = pace.start();
  assert.ok(probe);
  assert.is(pace.start(), null);
  probe.spoke();
  assert.ok(pace.start());
  assert.ok(pace.start());
});

test('any first byte ends it', () => {
  const { pace, time } = at();
  closeEarly(pace.start());
  closeEarly(pace.start());
  time.now = 100;
  pace.start()?.spoke();
  closeEarly(pace.start());
  assert.ok(pace.start());
});

test('a connection that ends after it spoke, or that we ended ourselves, is not early', () => {
  const { pace } = at();
  for (let n = 0; n < 5; n += 1) {
    const dialling = pace.start();
    dialling?.spoke();
    dialling?.ended(true);
    pace.start()?.ended(false);
  }
  assert.is(pace.earlyCloses, 0);
  assert.ok(pace.start());
});

test.run();
