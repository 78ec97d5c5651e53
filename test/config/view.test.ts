import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { configView } from '../../src/config/view.ts';

const test = suite('the configuration as operators see it');

test('says of each variable what holds and where it came from', () => {
  const view = configView({ POLL_INTERVAL: '2m', HEALTH_PORT: '8081' });
  assert.equal(view['POLL_INTERVAL'], { value: '2m', from: 'environment' });
  assert.equal(view['PORT'], { value: '8081', from: 'HEALTH_PORT' });
  assert.equal(view['DATA_DIR'], { value: '.paperscout', from: 'default' });
  assert.equal(view['OPS_TOKEN'], { value: null, from: 'default' });
});

test('of a secret nothing but that it is set, also of one that is wrong', () => {
  const env = {
    DATABASE_URL: 'postgres://u:planted@h/d',
    SLACK_BOT_TOKEN: 'xoxb-planted',
    SLACK_APP_TOKEN: 'planted-wrong',
    NTFY_URL: 'https://ntfy.example/planted',
    OPS_TOKEN: 'planted',
    ALERT_WEBHOOK_SECRET: 'planted',
  };
  const view = configView(env);
  for (const name of Object.keys(env))
    assert.equal(view[name], { value: 'set', from: 'environment' });
  assert.not.match(JSON.stringify(view), 'planted');
});

test.run();
