import type { Knex } from 'knex';

/**
 * The one way into the ledger: a function that the application may call, and no table that it may write. It runs as
 * the owner, so that not even the heads are the application's to change (decisions.md H2).
 *
 * The order is that of decisions.md E5: lock the head, insert if absent, move the head. An effect that is already
 * recorded moves nothing. One round trip.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.raw(`
    -- The bytes that are hashed: the previous hash, then one line for each field. No field but the body may hold a line
    -- break (db/ledger.ts), and JSON text holds none, so that no two entries give the same bytes.
    CREATE FUNCTION ledger_append(
      in_chain text, in_kind text, in_at_ms bigint, in_body text, in_effect_key text
    ) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
    AS $$
    DECLARE
      head public.ledger_heads;
      entry_hash bytea;
    BEGIN
      SELECT * INTO head FROM public.ledger_heads WHERE chain = in_chain FOR UPDATE;
      IF NOT FOUND THEN
        -- two first entries at once: the second waits here and then finds the head of the first
        INSERT INTO public.ledger_heads (chain, seq, hash)
          VALUES (in_chain, 0, decode(repeat('00', 32), 'hex')) ON CONFLICT (chain) DO NOTHING;
        SELECT * INTO head FROM public.ledger_heads WHERE chain = in_chain FOR UPDATE;
      END IF;
      entry_hash := sha256(head.hash || convert_to(concat_ws(E'\\n',
        'fortyfive-ledger-1', in_chain, head.seq + 1, in_kind, in_at_ms, coalesce(in_effect_key, ''), in_body), 'UTF8'));
      INSERT INTO public.ledger_entries (chain, seq, kind, at, body, effect_key, previous, hash)
        VALUES (in_chain, head.seq + 1, in_kind, timestamptz 'epoch' + in_at_ms * interval '1 millisecond', in_body,
          in_effect_key, head.hash, entry_hash)
        ON CONFLICT (chain, effect_key) DO NOTHING;
      IF NOT FOUND THEN
        RETURN false;
      END IF;
      UPDATE public.ledger_heads SET seq = head.seq + 1, hash = entry_hash WHERE chain = in_chain;
      RETURN true;
    END
    $$;
    REVOKE ALL ON FUNCTION ledger_append FROM PUBLIC;
    GRANT EXECUTE ON FUNCTION ledger_append TO fortyfive_app;
    REVOKE INSERT ON ledger_entries FROM fortyfive_app;
    REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_heads FROM fortyfive_app;
  `);
}

/** A landed migration is never taken back; a later one mends it. */
export async function down(): Promise<void> {
  throw new Error('migrations go forward only: restore a backup instead');
}
