/**
 * `npm run rules -- list`: every rule with its numbers, as the configuration makes them.
 * `npm run rules -- explain ID`: all of one rule.
 * `npm run rules -- test FILE`: plays the series of a file to its rules, or to ours, and says what
 * changed and which expectations did not hold. Exit code 0 when all held, 1 for wrong input or a
 * wrong expectation.
 */

import { readFileSync } from 'node:fs';
import { loadConfig } from '../config/config.ts';
import { ConfigError } from '../config/env.ts';
import { checkRules } from '../domain/alerts/check.ts';
import type { Rule } from '../domain/alerts/rule.ts';
import { selfRules } from '../domain/alerts/selfRules.ts';
import { readRulesFile } from './rules/file.ts';
import { play } from './rules/play.ts';
import { ruleInLine, ruleInWords } from './rules/words.ts';

const USAGE = 'usage: npm run rules -- list | explain ID | test FILE';

interface Said {
  readonly code: 0 | 1;
  readonly text: string;
}

const ok = (text: string): Said => ({ code: 0, text });
const wrong = (text: string): Said => ({ code: 1, text });

function explain(rules: readonly Rule[], id: string | undefined): Said {
  const rule = rules.find((one) => one.id === id);
  if (rule !== undefined) return ok(ruleInWords(rule));
  const ids = rules.map((one) => one.id).join(', ');
  return wrong(`there is no rule ${id ?? ''}; there are ${ids}`);
}

function test(ours: readonly Rule[], path: string | undefined): Said {
  if (path === undefined) return wrong(USAGE);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (thrown) {
    return wrong(`${path} cannot be read: ${(thrown as NodeJS.ErrnoException).code}`);
  }
  const read = readRulesFile(text);
  if (read.type === 'wrong') return wrong(read.problems.map((one) => `${path}: ${one}`).join('\n'));
  const rules = read.file.rules ?? ours;
  const problems = checkRules(rules);
  if (problems.length > 0) return wrong(problems.map((one) => `${path}: ${one}`).join('\n'));
  const { changes, wrong: failed, checked } = play(rules, read.file);
  const sum = `${checked - failed.length} of ${checked} expectations held`;
  return { code: failed.length === 0 ? 0 : 1, text: [...changes, ...failed, sum].join('\n') };
}

function run([command, argument]: readonly string[]): Said {
  const { poller, queue } = loadConfig(process.env);
  const rules = selfRules({ pollIntervalMs: poller.intervalMs, threshold: queue.threshold });
  switch (command) {
    case 'list':
      return ok(rules.map(ruleInLine).join('\n'));
    case 'explain':
      return explain(rules, argument);
    case 'test':
      return test(rules, argument);
    default:
      return wrong(USAGE);
  }
}

try {
  const { code, text } = run(process.argv.slice(2));
  (code === 0 ? console.log : console.error)(text);
  process.exitCode = code;
} catch (thrown) {
  if (!(thrown instanceof ConfigError)) throw thrown;
  console.error(thrown.message);
  process.exitCode = 1;
}
