import type { Db } from '../pool/db.ts';

/**
 * Deletes every row of a person but those of `ops_log`: what hangs on the recipient goes with it.
 * Twice: whoever writes a result of a message that is under way holds the conversation's row, so
 * the first time waits for it, and the second time sees what it wrote.
 */
export async function forget(db: Db, slackId: string): Promise<void> {
  await forgetSeen(db, slackId);
  await forgetSeen(db, slackId);
}

async function forgetSeen(db: Db, slackId: string): Promise<void> {
  await db.run(
    { name: 'people.forget', repeatable: true },
    (sql) => sql`
      with person as materialized (
        select ${slackId}::text as id, '(^|[^A-Z0-9])' || ${slackId}::text || '($|[^A-Z0-9])' as named
      ),
      recipient as (delete from recipients r using person p where r.slack_id = p.id),
      message as (
        delete from outbox o using person p where o.dest = p.id or o."user" = p.id
        returning o.dedupe_key
      ),
      conversation as (delete from destination d using person p where d.dest = p.id),
      thread as (delete from anchor a using person p where a.dest = p.id),
      gate as (delete from slack_gate g using person p where g.dest = p.id),
      click as (delete from seen_envelope s using person p where s.key ~ p.named)
      delete from announced a using person p
      where a.dedupe_key ~ p.named
        or a.dedupe_key in (select dedupe_key from message)`,
  );
}
