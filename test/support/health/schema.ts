import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';

const schema: object = JSON.parse(
  readFileSync(new URL('../../../docs/health.schema.json', import.meta.url), 'utf8'),
);
const check = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** What is wrong with a health document; empty when it matches its schema. */
export const problemsOf = (document: unknown): string[] =>
  check(document)
    ? []
    : (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
