import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { loadConfig } from '../../src/config/config.ts';
import { ConfigError } from '../../src/config/env.ts';
import { keys } from '../../src/config/keys.ts';
import { parseId } from '../../src/domain/papers/id/id.ts';
import { parse } from '../../src/domain/talk/grammar/parse.ts';
import { always, anyText, wordsFrom } from './support.ts';

const words = [
  'watch',
  'unwatch',
  'paper',
  'search',
  'mute',
  'quiet',
  'digest',
  'ops',
  'recent',
  'help',
  'P2300',
  'P2300R10',
  'LWG4500',
  'SG9',
  'P4000-P4100',
  'author:',
  'kinds:issue',
  '-word',
  '"',
  '“',
  '3d',
  '22-07',
  'Europe/Berlin',
  'daily',
  '09:00',
  'all:yes',
  'since:2025',
  '<@U123|x>',
  '`',
  '\u202e',
];

const test = suite('any words');

test('a command or one line that says what is wrong, whatever is typed', () => {
  always(fc.tuple(wordsFrom(words), fc.constantFrom('paperscout', 'paper')), ([text, way]) => {
    const read = parse(text, way as 'paperscout' | 'paper');
    if (read.type !== 'problem') return;
    assert.not.match(read.text, /\n/);
    assert.ok(read.text.length > 0 && read.text.length <= 400, read.text);
    assert.not.match(read.text, /undefined|\[object|Error:/);
  });
});

test('an id reads as itself, and everything else as none', () => {
  always(fc.oneof(anyText, wordsFrom(['P', 'D', '1234', 'R', '5', 'SD', '-', 'LWG'])), (text) => {
    const id = parseId(text);
    if (id !== null) assert.equal(parseId(id.key), id);
  });
});

const secret = 'sEcReT-0123456789';

test('a configuration or all its problems, and no value is repeated', () => {
  const names = Object.keys(keys);
  const value = fc.oneof(
    anyText,
    fc.constantFrom(
      '30m',
      '0',
      '-1',
      'on',
      'C0PAPERS',
      'U0ADA',
      'postgres://a:b@h/d?x=1',
      '1e9',
      '99999h',
    ),
  );
  const env = fc.dictionary(
    fc.oneof(fc.constantFrom(...names), fc.constantFrom('PAPERSCOUT_X')),
    value.map((text) => `${text}${secret}`),
    { maxKeys: 6 },
  );
  always(env, (given) => {
    try {
      loadConfig(given);
    } catch (thrown) {
      if (!(thrown instanceof ConfigError)) throw thrown;
      assert.ok(thrown.problems.length > 0);
      assert.not.match(thrown.message, new RegExp(secret));
    }
  });
});

test.run();
