import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connected, MINUTE, replacing, SECOND, startSocket } from './support.ts';

const test = suite('slack socket machine, connected');

test('beats while it is quiet, and forgets failures after a minute, not before', () => {
  const { link, pass, said, actor, close, connect } = startSocket();
  close(1);
  pass(2 * SECOND);
  connect(2);
  const tries = () => actor.getSnapshot().context.tries;
  pass(30 * SECOND);
  assert.is(link(), 'connected.proving');
  pass(30 * SECOND - 1);
  assert.is(tries(), 1);
  pass(1);
  assert.equal([tries(), link()], [0, 'connected.settled']);
  const beats = said.length;
  pass(5 * MINUTE);
  assert.is(said.length - beats, 10);
});

test('a lost connection is made again after a pause', () => {
  const { link, close, orders, reports, pass } = connected();
  close(1);
  assert.equal([link(), orders], ['backingOff.resting', ['pause backoff 1 null']]);
  const [fact] = reports;
  assert.equal(fact?.type === 'slack.disconnected' && fact.served, true);
  pass(2 * SECOND);
  assert.is(orders.at(-1), 'open 2');
});

test('too many connections: closed, and a pause of over a minute', () => {
  const { link, notice, orders } = connected();
  notice(1, 'too_many_websockets');
  assert.equal([link(), orders], ['backingOff.resting', ['closeAll', 'pause crowded 0 null']]);
});

test('a link that was disabled: parked', () => {
  const { link, notice, orders, told } = connected();
  notice(1, 'link_disabled');
  assert.equal([link(), orders], ['parked.resting', ['closeAll']]);
  assert.equal(told(), ['slack.notice', 'slack.parked']);
});

for (const reason of ['warning', 'refresh_requested', 'unknown', 'something_new'])
  test(`${reason}: the next connection is made before the old one goes`, () => {
    const { link, notice, orders, connect, pass, pauses, reports } = connected();
    pauses.backoff = 0;
    notice(1, reason);
    notice(1, reason); // said twice
    pass(1);
    assert.equal([link(), orders], ['replacing.asking', ['pause backoff 0 null', 'open 2']]);
    connect(2);
    assert.is(link(), 'connected.lingering');
    pass(15 * SECOND - 1);
    assert.is(orders.at(-1), 'open 2');
    pass(1);
    assert.equal([link(), orders.at(-1)], ['connected.fresh', 'close 1']);
    assert.equal(
      reports.map((fact) => (fact.type === 'slack.connected' ? fact.replaces : fact.type)),
      ['slack.notice', true],
    );
  });

test('Slack closes the old one itself: that is no failure, and the next one serves on', () => {
  const { link, connect, close, told } = replacing();
  connect(2);
  close(1);
  assert.equal([link(), told()], ['connected.fresh', ['slack.notice', 'slack.connected']]);
});

test('the new one is lost while the old one lingers: both go', () => {
  const { link, connect, close, orders } = replacing();
  connect(2);
  close(2);
  assert.equal(
    [link(), orders.slice(-2)],
    ['backingOff.resting', ['close 1', 'pause backoff 1 null']],
  );
});

test('a notice for the new one while the old one lingers: the old one goes at once', () => {
  const { link, notice, orders, connect, pass } = replacing();
  connect(2);
  notice(2, 'warning');
  assert.equal([link(), orders.at(-2)], ['replacing.resting', 'close 1']);
  pass(1);
  assert.is(orders.at(-1), 'open 3');
});

test.run();
