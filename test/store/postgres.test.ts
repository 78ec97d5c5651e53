import { databaseSuite } from '../support/database.ts';
import { storeTests } from './suite.ts';
import { openPostgres, type PostgresUnderTest } from './support/postgres.ts';

const test = databaseSuite('store in PostgreSQL');

let store: PostgresUnderTest | null = null;

const open = (): PostgresUnderTest => {
  if (store === null) throw new Error('no database');
  return store;
};

test.before(async () => {
  store = await openPostgres();
});

test.before.each(async () => {
  await store?.empty();
});

test.after(async () => {
  await store?.close();
});

storeTests(test, open);

test.run();
