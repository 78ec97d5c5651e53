import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type DatabaseSettings, readDatabaseUrl } from '../../src/config/database.ts';

const test = suite('config/database');

const settingsOf = (url: string): DatabaseSettings => {
  const read = readDatabaseUrl(url);
  if (read.type === 'wrong') throw new Error(read.problems.join('; '));
  return read.settings;
};

const problemsOf = (url: string): readonly string[] => {
  const read = readDatabaseUrl(url);
  return read.type === 'wrong' ? read.problems : [];
};

const plain: DatabaseSettings = {
  host: 'db.example.org',
  port: 5432,
  user: 'paper',
  password: 'secret',
  database: 'scout',
  tls: { mode: 'prefer', rootCert: null },
};

const base = 'postgres://paper:secret@db.example.org/scout';

const good: readonly (readonly [string, string, Partial<DatabaseSettings>])[] = [
  ['the shortest form', base, {}],
  ['the long scheme', 'postgresql://paper:secret@db.example.org/scout', {}],
  ['spaces around it', `  ${base}\n`, {}],
  ['a port', 'postgres://paper:secret@db.example.org:6432/scout', { port: 6432 }],
  ['an IPv4 address', 'postgres://paper:secret@10.0.0.7/scout', { host: '10.0.0.7' }],
  [
    'an IPv6 address, without its brackets',
    'postgres://paper:secret@[::1]:5433/scout',
    { host: '::1', port: 5433 },
  ],
  ['no password', 'postgres://paper@db.example.org/scout', { password: '' }],
  [
    'a percent-encoded account',
    'postgres://pa%40per:s%3Ae%2Fc%25@db.example.org/s%20t',
    { user: 'pa@per', password: 's:e/c%', database: 's t' },
  ],
  [
    'an @ and a colon left in the password',
    'postgres://paper:a@b:c@db.example.org/scout',
    { password: 'a@b:c' },
  ],
  ['a mode of TLS', `${base}?sslmode=verify-ca`, { tls: { mode: 'verify-ca', rootCert: null } }],
  [
    'a file of certificates',
    `${base}?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem`,
    { tls: { mode: 'verify-full', rootCert: '/etc/ca.pem' } },
  ],
  [
    'the certificates of the system',
    `${base}?sslrootcert=system`,
    { tls: { mode: 'verify-full', rootCert: 'system' } },
  ],
  [
    'a socket directory, which wins',
    `${base}?host=/var/run/postgresql`,
    { host: '/var/run/postgresql' },
  ],
  ['a socket directory alone', 'postgres://paper:secret@/scout?host=/tmp', { host: '/tmp' }],
  ['words that have no effect', `${base}?channel_binding=prefer&target_session_attrs=any`, {}],
];

for (const [what, url, differs] of good)
  test(`reads ${what}`, () => {
    assert.equal(settingsOf(url), { ...plain, ...differs });
  });

const bad: readonly (readonly [string, string, string])[] = [
  ['another scheme', 'mysql://paper:hunter2@db.example.org/scout', 'not of the form'],
  ['no scheme', 'hunter2', 'not of the form'],
  ['a fragment', `${base}#hunter2`, 'not of the form'],
  ['no database', 'postgres://paper:hunter2@db.example.org', 'the database is missing'],
  ['an empty database', 'postgres://paper:hunter2@db.example.org/', 'the database is missing'],
  ['no user', 'postgres://db.example.org/scout', 'the user is missing'],
  ['no host', 'postgres://paper:hunter2@/scout', 'the host is missing'],
  ['two hosts', 'postgres://paper:hunter2@one,two/scout', 'more than one host'],
  ['two hosts with ports', 'postgres://paper:hunter2@one:1,two:2/scout', 'the port'],
  ['an odd host', 'postgres://paper:hunter2@hunter2!/scout', 'the host is not a name'],
  ['a wrong IPv6 address', 'postgres://paper:hunter2@[hunter2]/scout', 'the host is not a name'],
  ['a port that is no number', 'postgres://paper:hunter2@db:hunter2/scout', 'the port'],
  ['port 0', 'postgres://paper:hunter2@db:0/scout', 'the port'],
  ['port 65536', 'postgres://paper:hunter2@db:65536/scout', 'the port'],
  ['a broken escape', 'postgres://paper:hunter2%@db/scout', 'the password is not percent-encoded'],
  ['a NUL', 'postgres://paper:hunter2%00@db/scout', 'the password holds a NUL'],
  ['an unknown parameter', `${base}?hunter2=hunter2`, 'a parameter is not known'],
  [
    'a parameter that the server would get',
    `${base}?statement_timeout=1`,
    'a parameter is not known',
  ],
  ['a name of every object', `${base}?constructor=1`, 'a parameter is not known'],
  ['an unknown mode of TLS', `${base}?sslmode=hunter2`, 'the value of sslmode'],
  ['a host that is no directory', `${base}?host=hunter2`, 'the value of host'],
  ['a standby', `${base}?target_session_attrs=standby`, 'the value of target_session_attrs'],
  [
    'a parameter twice',
    `${base}?sslmode=require&sslmode=disable`,
    'the parameter sslmode stands twice',
  ],
  [
    'system certificates and no check of the name',
    `${base}?sslrootcert=system&sslmode=require`,
    'sslrootcert=system',
  ],
  [
    'an unescaped slash in the password',
    'postgres://paper:hun/hunter2@db/scout',
    'not of the form',
  ],
  [
    'an unescaped question mark in the password',
    'postgres://paper:hun?hunter2@db/scout',
    'a parameter is not known',
  ],
];

for (const [what, url, says] of bad)
  test(`refuses ${what}, and repeats no part of it`, () => {
    const problems = problemsOf(url);
    assert.ok(problems.length > 0);
    const text = problems.join('\n');
    assert.match(text, says);
    for (const line of problems) assert.match(line, /^DATABASE_URL: /);
    assert.not.match(text, /hunter2|hun\b|secret|paper:|scout|example/);
  });

test('says everything that is wrong at once', () => {
  assert.equal(problemsOf('postgres://one,two:99999?sslmode=x'), [
    'DATABASE_URL: the value of sslmode is not one of those allowed',
    'DATABASE_URL: the port is not a number from 1 to 65535',
    'DATABASE_URL: more than one host',
    'DATABASE_URL: the user is missing',
    'DATABASE_URL: the database is missing',
  ]);
});

test.run();
