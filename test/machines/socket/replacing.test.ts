import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { connected, replacing, SECOND } from './support.ts';

const test = suite('slack socket machine, replacing');

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

test('delivery-17: twenty refreshes, one every ten seconds, and Slack closes no old one: never more than two at once', () => {
  const { notice, connect, pass, orders, pauses, link, told } = connected();
  pauses.backoff = 0;
  const open = new Set(['1']);
  let most = 0;
  let read = 0;
  for (let n = 1; n <= 20; n += 1) {
    notice(n, 'refresh_requested');
    pass(1);
    connect(n + 1);
    pass(10 * SECOND - 1);
    for (const order of orders.slice(read)) {
      const [what = '', which = ''] = order.split(' ');
      if (what === 'open') open.add(which);
      if (what === 'close') open.delete(which);
      most = Math.max(most, open.size);
    }
    read = orders.length;
  }
  pass(15 * SECOND);
  assert.equal([link(), orders.at(-1), most], ['connected.fresh', 'close 20', 2]);
  assert.is(told().filter((type) => type === 'slack.connected').length, 20);
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

test.run();
