import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MINUTE, SECOND, startSocket } from './support.ts';

/** A socket whose first connection serves. */
function connected() {
  const socket = startSocket();
  socket.connect(1);
  socket.orders.length = 0;
  socket.reports.length = 0;
  return socket;
}

/** …and that connects anew, as Slack asked; the second connection asks for its address. */
function replacing() {
  const socket = connected();
  socket.pauses.backoff = 0;
  socket.notice(1, 'refresh_requested');
  socket.pass(1);
  assert.is(socket.link(), 'replacing.asking');
  return socket;
}

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
    pass(SECOND - 1);
    assert.is(orders.at(-1), 'open 2');
    pass(1);
    assert.equal([link(), orders.at(-1)], ['connected.fresh', 'close 1']);
    assert.equal(
      reports.map((fact) => (fact.type === 'slack.connected' ? fact.replaces : fact.type)),
      ['slack.notice', true],
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

test('the old one goes before there is an address: the next one goes on where it is', () => {
  const { link, close, connect, orders } = replacing();
  close(1);
  assert.is(link(), 'opening.asking');
  connect(2);
  assert.is(link(), 'connected.fresh');
  assert.equal(
    orders.filter((order) => order.startsWith('open')),
    ['open 2'],
  );
});

test('the old one goes before the greeting: the next one goes on where it is', () => {
  const { link, tell, close, connect } = replacing();
  tell({ type: 'link.authenticated', n: 2 });
  assert.is(link(), 'replacing.greeting');
  close(1);
  assert.is(link(), 'greeting');
  connect(2);
  assert.is(link(), 'connected.fresh');
});

for (const stage of ['pacing', 'resting'] as const)
  test(`the old one goes while ${stage}: the next one is opened as the first was`, () => {
    const { link, notice, close, pauses, pass, orders } = connected();
    pauses.backoff = stage === 'pacing' ? null : 3 * SECOND;
    notice(1, 'warning');
    assert.is(link(), `replacing.${stage}`);
    close(1);
    pass(1);
    assert.equal([link(), orders.at(-1)], ['opening.asking', 'open 2']);
  });

for (const stage of ['asking', 'greeting'] as const) {
  test(`the next one fails while ${stage}: it is tried again while the old one serves`, () => {
    const { link, tell, close, pass, orders } = replacing();
    if (stage === 'greeting') tell({ type: 'link.authenticated', n: 2 });
    close(2);
    pass(1);
    assert.equal(
      [link(), orders.slice(-2)],
      ['replacing.asking', ['pause backoff 1 null', 'open 3']],
    );
  });

  test(`the next one is refused for good while ${stage}: parked`, () => {
    const { link, tell, close, orders } = replacing();
    if (stage === 'greeting') tell({ type: 'link.authenticated', n: 2 });
    close(2, { category: 'SLACK', reason: 'token_revoked' }, true);
    assert.equal([link(), orders.at(-1)], ['parked.resting', 'closeAll']);
  });
}

test('the next one gets no address in 12 s, no greeting in 15 s: another try each', () => {
  const { link, tell, pass, orders, pauses } = replacing();
  pauses.backoff = SECOND;
  pass(12 * SECOND);
  assert.equal(
    [link(), orders.slice(-2)],
    ['replacing.resting', ['close 2', 'pause backoff 1 null']],
  );
  pass(SECOND);
  tell({ type: 'link.authenticated', n: 3 });
  pass(15 * SECOND);
  assert.equal(
    [link(), orders.slice(-2)],
    ['replacing.resting', ['close 3', 'pause backoff 2 null']],
  );
});

test('no next one within 30 s: the old one is closed, and all begins anew', () => {
  const { link, pass, orders, pauses } = replacing();
  pauses.backoff = 20 * SECOND;
  pass(30 * SECOND);
  assert.equal(
    [link(), orders.slice(-2)],
    ['backingOff.resting', ['closeAll', 'pause backoff 2 null']],
  );
});

test('the next one is one too many: everything is closed for over a minute', () => {
  const { link, tell, notice, orders } = replacing();
  tell({ type: 'link.authenticated', n: 2 });
  notice(2, 'too_many_websockets');
  assert.equal(
    [link(), orders.slice(-2)],
    ['backingOff.resting', ['closeAll', 'pause crowded 0 null']],
  );
});

for (const n of [1, 2])
  test(`connection ${n} of two is disabled: parked`, () => {
    const { link, tell, notice } = replacing();
    tell({ type: 'link.authenticated', n: 2 });
    notice(n, 'link_disabled');
    assert.is(link(), 'parked.resting');
  });

test('more connections than ours: said at once, looked at again after ten minutes', () => {
  const { ghosts, reports, connect, pass, pauses, link } = startSocket();
  pauses.backoff = 0;
  connect(1, 3);
  assert.is(ghosts(), 'suspected');
  pass(10 * MINUTE - 1);
  assert.is(link(), 'connected.settled');
  pass(2);
  assert.equal([link(), ghosts()], ['replacing.asking', 'checking']);
  connect(2, 3);
  assert.is(ghosts(), 'haunted');
  assert.equal(
    reports.flatMap((fact) => (fact.type === 'slack.ghosts' ? [fact.confirmed] : [])),
    [false, true],
  );
});

test('what was left behind goes by itself: no alarm', () => {
  for (const whenAsked of [false, true]) {
    const { ghosts, told, connect, notice, pass, pauses } = startSocket();
    pauses.backoff = 0;
    connect(1, 3);
    if (whenAsked) pass(10 * MINUTE + 2);
    else notice(1, 'warning');
    pass(1);
    connect(2, 2);
    assert.is(ghosts(), 'none');
    assert.equal(
      told().filter((type) => type.startsWith('slack.ghosts')),
      ['slack.ghosts'],
    );
  }
});

test('seen again before we asked, it is still only suspected; gone, it is said', () => {
  const { ghosts, told, connect, notice, pass, pauses, actor } = startSocket();
  pauses.backoff = 0;
  connect(1, 3);
  notice(1, 'warning');
  pass(1);
  connect(2, 4);
  assert.is(ghosts(), 'suspected');
  pass(10 * MINUTE);
  connect(3, 3);
  notice(3, 'warning');
  pass(1);
  connect(4, 3);
  assert.is(ghosts(), 'haunted');
  notice(4, 'warning');
  pass(1);
  connect(5, 2);
  assert.equal([ghosts(), told().at(-1)], ['none', 'slack.ghosts_gone']);
  actor.send({ type: 'sup.stop' });
  assert.is(ghosts(), 'closed');
});

test.run();
