import { databaseSuite } from '../support/database.ts';
import { storeTests } from './suite.ts';
import { withPostgres } from './support/suite.ts';

const test = databaseSuite('store in PostgreSQL');

const open = withPostgres(test);

storeTests(test, open);

test.run();
