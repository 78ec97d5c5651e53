import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { OtpInputError, readScenarios, readTrace } from '../../support/otp/scenario.ts';
import { playAll } from '../../support/otp.ts';

const fixture = (name: string): string =>
  gunzipSync(readFileSync(new URL(`../../fixtures/otp/${name}.gz`, import.meta.url))).toString();

const scenario = (name: string, changes: object = {}): string =>
  JSON.stringify([
    {
      name,
      sup: { strategy: 'one_for_one', intensity: 0, period: 10, auto: 'never' },
      children: ['a', 'b'].map((id) => ({
        id,
        restart: 'permanent',
        significant: false,
        shutdown: 1000,
        type: 'worker',
        behave: { trap: true, delay: 0, stopReason: 'shutdown' },
      })),
      plan: {},
      ops: [{ op: 'exit', id: 'a', how: 'error' }],
      ...changes,
    },
  ]);

const wanted = `
#a comment
@gives up
{start,a,1,ok}.
{start,b,1,ok}.
{result,start_link,ok}.
{op,{exit,a,error}}.
{stopped,a,1,error}.
{report,child_terminated,a,error}.
{report,shutdown,a,reached_max_restart_intensity}.
{stopped,b,1,shutdown}.
{sup_exit,shutdown}.
`;

const test = suite('conformance with OTP');

test('acts as the supervisor of OTP did in all 731 recorded scenarios', async () => {
  const verdict = await playAll(
    readScenarios(fixture('scenarios.json')),
    readTrace(fixture('trace.txt')),
  );
  assert.equal(verdict, { passed: 731, differences: [] });
});

test('a scenario that goes as its trace says passes', async () => {
  const verdict = await playAll(readScenarios(scenario('gives up')), readTrace(wanted));
  assert.equal(verdict, { passed: 1, differences: [] });
});

test('names the scenario and the first line that differs', async () => {
  const trace = readTrace(wanted.replace('{stopped,b,1,shutdown}', '{stopped,b,1,killed}'));
  const verdict = await playAll(readScenarios(scenario('gives up')), trace);
  assert.equal(verdict.differences, [
    {
      name: 'gives up',
      line: 8,
      expected: '{stopped,b,1,killed}',
      got: '{stopped,b,1,shutdown}',
    },
  ]);
});

test('a trace that is cut off differs', async () => {
  const trace = readTrace(wanted.replace('{sup_exit,shutdown}.', ''));
  const { differences } = await playAll(readScenarios(scenario('gives up')), trace);
  assert.equal(differences, [
    { name: 'gives up', line: 9, expected: 'the end', got: '{sup_exit,shutdown}' },
  ]);
});

test('a scenario without a trace fails, a trace without a scenario is ignored', async () => {
  const { passed, differences } = await playAll(
    readScenarios(scenario('another')),
    readTrace(wanted),
  );
  assert.equal([passed, differences.map(({ name }) => name)], [0, ['another']]);
});

test('where starts hang, only answers, lists, counts and ends are compared', async () => {
  const trace = wanted.replace('@gives', '@hang.gives').replace('{stopped,b,1,shutdown}', '{x}');
  const verdict = await playAll(readScenarios(scenario('hang.gives up')), readTrace(trace));
  assert.is(verdict.passed, 1);
});

const unreadable: [what: string, text: string, complaint: RegExp][] = [
  ['an unknown strategy', scenario('x').replace('one_for_one', 'none'), /scenario x: .*"none"/],
  ['an unknown outcome', scenario('x', { plan: { a: ['maybe'] } }), /outcome: "maybe"/],
  ['an unknown operation', scenario('x', { ops: [{ op: 'dance' }] }), /operation: "dance"/],
  ['an unknown exit', scenario('x', { ops: [{ op: 'exit', id: 'a', how: 'y' }] }), /how: "y"/],
  ['no JSON', '{', /not JSON/],
];

for (const [what, text, complaint] of unreadable) {
  test(`${what} is refused by name`, () => {
    assert.throws(
      () => readScenarios(text),
      (thrown: unknown) => thrown instanceof OtpInputError && complaint.test(thrown.message),
    );
  });
}

test.run();
