import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { checkRules } from '../../src/domain/alerts/check.ts';
import { selfRules } from '../../src/domain/alerts/selfRules.ts';

const test = suite('runbook');

const text = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8');
const rules = selfRules({ pollIntervalMs: 1_800_000, threshold: 100 });

/** The sections about rules, by heading. */
const sections = new Map(
  text
    .split(/^### /m)
    .slice(1)
    .map((part) => [part.slice(0, part.indexOf('\n')), part]),
);

/** How a page of GitHub names a heading. */
const anchorOf = (heading: string): string => heading.toLowerCase().replace(/[^a-z0-9-]/g, '');

test('each rule has a section, and each section a rule', () => {
  const named = [...sections.keys()].filter((heading) => heading.startsWith('self.'));
  assert.equal(named.sort(), rules.map(({ id }) => id).sort());
});

test('a section says what it means, where to look and what to do', () => {
  for (const { id, severity, runbook } of rules) {
    const section = sections.get(id) ?? '';
    assert.match(section, new RegExp(`^${severity}\\. `, 'm'), id);
    assert.match(section, /^- Where to look: .+$/m, id);
    assert.match(section, /^- What to do: .+$/m, id);
    assert.is(anchorOf(id), runbook);
  }
});

test('the rules can work together', () => {
  assert.equal(checkRules(rules), []);
});

test.run();
