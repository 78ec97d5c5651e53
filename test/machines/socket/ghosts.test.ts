import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { MINUTE, startSocket } from './support.ts';

const test = suite('slack socket machine, ghosts');

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
