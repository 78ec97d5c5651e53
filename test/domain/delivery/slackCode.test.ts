import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OutboxKind } from '../../../src/domain/delivery/outbox.ts';
import { classifySlackCode, verdictOfCode } from '../../../src/domain/delivery/slackCode.ts';
import type { Refusal } from '../../../src/domain/delivery/verdict.ts';

const test = suite('slack codes');

/** A meaning in one line: `destination SLACK/is_archived`. */
const said = (code: string, kind: OutboxKind = 'post'): string => {
  const meaning = classifySlackCode(code, kind);
  if (meaning.type === 'sent') return 'sent';
  const word = meaning.type === 'refused' ? meaning.kind : meaning.type;
  return `${word} ${meaning.category}/${meaning.reason}`;
};

const refusals: readonly (readonly [Refusal, string])[] = [
  [
    'transient',
    `service_unavailable request_timeout update_failed team_added_to_org
     external_channel_migrating streaming_state_conflict`,
  ],
  [
    'auth',
    `invalid_auth not_authed token_revoked token_expired account_inactive user_removed_from_team
     team_disabled not_allowed_token_type org_login_required ekm_access_denied
     app_access_restricted accesslimited access_denied enterprise_is_restricted
     two_factor_setup_required no_permission`,
  ],
  ['scope', 'missing_scope'],
  [
    'destination',
    `channel_not_found is_archived is_inactive not_in_channel restricted_action
     restricted_action_read_only_channel restricted_action_thread_only_channel user_disabled
     user_not_found user_not_visible users_not_found cannot_dm_bot messages_tab_disabled
     method_not_supported_for_channel_type team_not_found slack_connect_file_link_sharing_blocked`,
  ],
  [
    'payload',
    `invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text
     invalid_attachments too_many_attachments attachment_payload_limit_exceeded
     markdown_text_conflict metadata_too_large metadata_must_be_sent_from_app
     invalid_metadata_format invalid_metadata_schema invalid_arguments invalid_arg_name
     invalid_array_arg invalid_charset invalid_form_data invalid_json json_not_object
     invalid_post_type missing_post_type view_too_large duplicate_external_id`,
  ],
  [
    'thread',
    `thread_not_found invalid_thread_ts cannot_reply_to_message restricted_action_thread_locked
     restricted_action_non_threadable_channel`,
  ],
  [
    'bug',
    `unknown_method method_deprecated deprecated_endpoint message_not_found cant_update_message
     edit_window_closed block_mismatch`,
  ],
];

for (const [kind, codes] of refusals)
  for (const code of codes.split(/\s+/))
    test(`${code} is a refusal: ${kind}`, () => {
      assert.is(said(code), `${kind} SLACK/${code}`);
    });

test('a limit is RATE_LIMIT, and without a header it means 30 s', () => {
  for (const code of ['ratelimited', 'rate_limited']) {
    const meaning = classifySlackCode(code, 'post');
    assert.equal(meaning, {
      type: 'limited',
      scope: 'destination',
      retryAfterMs: 30_000,
      category: 'RATE_LIMIT',
      reason: 'retry_after',
    });
  }
});

test('a workspace that has had too many messages is left alone for 15 minutes', () => {
  assert.equal(classifySlackCode('message_limit_exceeded', 'post'), {
    type: 'limited',
    scope: 'workspace',
    retryAfterMs: 900_000,
    category: 'RATE_LIMIT',
    reason: 'message_limit',
  });
});

test('an internal error may have done part of the work', () => {
  assert.is(said('internal_error'), 'ambiguous SLACK/internal_error');
  assert.is(said('fatal_error'), 'ambiguous SLACK/fatal_error');
});

test('a code that nobody has heard of is UNKNOWN under its own name', () => {
  assert.is(said('never_heard_of_it'), 'unknown UNKNOWN/never_heard_of_it');
});

test('what does not look like a code is a bad answer, and nobody knows what was done', () => {
  for (const text of ['', 'a', 'Not A Code', '<html>', 'x'.repeat(65)])
    assert.is(said(text), 'ambiguous NETWORK/bad_body', text);
});

test('an update whose message is gone or closed has lost its anchor', () => {
  for (const code of ['message_not_found', 'cant_update_message', 'edit_window_closed'])
    assert.is(said(code, 'update'), `anchor SLACK/${code}`);
  assert.is(said('block_mismatch', 'update'), 'anchor SLACK/block_mismatch');
  assert.is(said('block_mismatch', 'post'), 'bug SLACK/block_mismatch');
});

test('what is so already counts as sent', () => {
  for (const code of ['already_reacted', 'no_reaction'])
    assert.is(said(code, 'react'), 'sent', code);
  for (const code of ['already_open', 'already_in_channel']) assert.is(said(code), 'sent', code);
  assert.is(said('message_not_found', 'delete'), 'sent');
  assert.is(said('hash_conflict', 'home'), 'sent');
});

test('an ephemeral message whose reader is not there suspends no channel', () => {
  for (const code of ['user_not_in_channel', 'not_in_channel', 'channel_not_found'])
    assert.is(said(code, 'ephemeral'), `unseen SLACK/${code}`);
});

test('a home tab that is switched off is configuration, and not tried again', () => {
  assert.is(said('not_enabled', 'home'), 'bug CONFIG/not_enabled');
});

const call = { operation: 'chat.postMessage', message: 'refused' };

test('the verdict on a call carries a failure with category, reason and operation', () => {
  const verdict = verdictOfCode('is_archived', 'post', call);
  assert.is(verdict.type, 'refused');
  if (verdict.type !== 'refused') return;
  assert.is(verdict.kind, 'destination');
  const { category, reason, operation } = verdict.failure;
  assert.equal([category, reason, operation], ['SLACK', 'is_archived', 'chat.postMessage']);
});

test('the verdict on a limit says how long to wait, in the failure too', () => {
  const verdict = verdictOfCode('ratelimited', 'post', call);
  assert.is(verdict.type, 'limited');
  if (verdict.type !== 'limited') return;
  assert.equal([verdict.retryAfterMs, verdict.failure.retryAfterMs], [30_000, 30_000]);
});

test.run();
