import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { follows, leads, MINUTE, SECOND, startSocket } from './support.ts';

const test = suite('slack socket machine, opening');

test('without tokens it ends at once, and that is no failure', () => {
  const { actor, said, orders } = startSocket({ enabled: false });
  const { status, output } = actor.getSnapshot();
  assert.equal([status, output, said, orders], ['done', { exit: { kind: 'ignore' } }, [], []]);
});

test('a process that does not lead has no socket until it leads', () => {
  const { actor, link, orders, said, pass } = startSocket({ leading: false });
  assert.equal([link(), said], ['standby', ['ready']]);
  pass(30 * SECOND);
  assert.equal([link(), said, orders], ['standby', ['ready', 'beat'], []]);
  actor.send(leads);
  pass(1);
  assert.equal([link(), orders], ['opening.asking', ['pause pace 0 null', 'open 1']]);
});

test('opens, is greeted, and says how many connections there are', () => {
  const { link, tell, reports, orders } = startSocket();
  assert.equal([link(), orders], ['opening.asking', ['pause pace 0 null', 'open 1']]);
  tell({ type: 'link.authenticated', n: 1 });
  assert.is(link(), 'greeting');
  tell({ type: 'link.connected', n: 1, connections: 2 });
  assert.is(link(), 'connected.fresh');
  assert.equal(reports, [
    {
      type: 'slack.connected',
      component: 'slack-socket',
      at: null,
      connections: 2,
      replaces: false,
    },
  ]);
});

test('words of another connection than the one that is coming change nothing', () => {
  const { link, connect, close, tell, orders } = startSocket();
  connect(7);
  close(7);
  assert.is(link(), 'opening.asking');
  tell({ type: 'link.authenticated', n: 1 });
  connect(7);
  close(7);
  assert.equal([link(), orders.length], ['greeting', 2]);
});

test('no address within 12 s: given up, and tried again after a pause', () => {
  const { link, pass, orders, reports } = startSocket();
  pass(12 * SECOND - 2);
  assert.is(link(), 'opening.asking');
  pass(2);
  assert.is(link(), 'backingOff.resting');
  assert.equal(orders.slice(2), ['close 1', 'pause backoff 1 null']);
  const [fact] = reports;
  assert.is(fact?.type, 'slack.disconnected');
  assert.equal(fact?.type === 'slack.disconnected' && [fact.failure.reason, fact.failure.attempt], [
    'open',
    1,
  ]);
  pass(2 * SECOND);
  assert.equal([link(), orders.at(-1)], ['opening.asking', 'open 2']);
});

test('no greeting within 15 s: given up, and tried again after a pause', () => {
  const { link, pass, orders, tell, reports } = startSocket();
  tell({ type: 'link.authenticated', n: 1 });
  pass(15 * SECOND - 1);
  assert.is(link(), 'greeting');
  pass(1);
  assert.equal(
    [link(), orders.slice(2)],
    ['backingOff.resting', ['close 1', 'pause backoff 1 null']],
  );
  const [fact] = reports;
  assert.is(fact?.type === 'slack.disconnected' ? fact.failure.reason : '', 'no_hello');
});

for (const stage of ['opening', 'greeting'] as const)
  test(`a failure while ${stage} leads to a pause that grows, and minds what Slack asked`, () => {
    const { link, close, tell, orders, pass, told } = startSocket();
    for (const n of [1, 2, 3]) {
      if (stage === 'greeting') tell({ type: 'link.authenticated', n });
      close(
        n,
        n === 2 ? { category: 'RATE_LIMIT', reason: 'retry_after', retryAfterMs: 4_000 } : {},
      );
      assert.is(link(), 'backingOff.resting');
      pass(2 * SECOND);
    }
    assert.equal(
      orders.filter((order) => order.startsWith('pause b')),
      ['pause backoff 1 null', 'pause backoff 2 4000', 'pause backoff 3 null'],
    );
    assert.equal(told(), ['slack.disconnected', 'slack.disconnected', 'slack.disconnected']);
  });

for (const stage of ['opening', 'greeting'] as const)
  test(`refused for good while ${stage}: parked, one try in five minutes, said at once`, () => {
    const { link, close, tell, orders, pass, reports, said } = startSocket();
    if (stage === 'greeting') tell({ type: 'link.authenticated', n: 1 });
    close(1, { category: 'SLACK', reason: 'invalid_auth' }, true);
    assert.is(link(), 'parked.resting');
    assert.equal(
      reports.map(({ type }) => type),
      ['slack.disconnected', 'slack.parked'],
    );
    assert.is(orders.at(-1), 'closeAll');
    const beats = said.length;
    pass(5 * MINUTE - 1);
    assert.equal([link(), said.length - beats], ['parked.resting', 9]);
    pass(1);
    pass(1);
    assert.equal([link(), orders.at(-1)], ['opening.asking', 'open 2']);
  });

test('too many connections, said before the greeting: a pause of over a minute', () => {
  const { link, notice, tell, orders, pass, said } = startSocket();
  notice(1, 'too_many_websockets');
  assert.is(link(), 'opening.asking'); // nobody speaks before there is an address
  tell({ type: 'link.authenticated', n: 1 });
  notice(1, 'too_many_websockets');
  assert.equal(orders.slice(2), ['closeAll', 'pause crowded 0 null']);
  pass(75 * SECOND - 1);
  assert.is(link(), 'backingOff.resting');
  assert.ok(said.filter((word) => word === 'beat').length >= 2);
  pass(1);
  assert.equal([link(), orders.at(-1)], ['opening.asking', 'open 2']);
});

test('a link that was disabled before the greeting: parked', () => {
  const { link, notice, tell, told } = startSocket();
  tell({ type: 'link.authenticated', n: 1 });
  notice(1, 'warning'); // nothing to replace yet
  assert.is(link(), 'greeting');
  notice(1, 'link_disabled');
  assert.equal([link(), told()], ['parked.resting', ['slack.notice', 'slack.parked']]);
});

test('whoever leads no more lets go of everything, and asked to stop it stops', () => {
  const { actor, link, orders, connect } = startSocket();
  connect(1);
  actor.send(follows);
  assert.equal([link(), orders.at(-1)], ['standby', 'closeAll']);
  actor.send({ type: 'sup.stop' });
  assert.equal(actor.getSnapshot().output, { exit: { kind: 'shutdown', term: false } });
  assert.is(orders.at(-1), 'closeAll');
});

test('what the connections report goes up as it is', () => {
  const { tell, reports } = startSocket();
  const fact = { type: 'slack.duplicate', component: 'slack-socket', at: 7, kind: 'ev' } as const;
  tell({ type: 'link.fact', fact });
  assert.equal(reports, [fact]);
});

test('a bug of whoever holds the connections is a crash', () => {
  const { actor, breaks } = startSocket();
  breaks();
  const { status, output } = actor.getSnapshot();
  assert.is(status, 'done');
  assert.match(JSON.stringify(output), /"kind":"failure".*"category":"UNKNOWN".*"a bug"/);
});

test.run();
