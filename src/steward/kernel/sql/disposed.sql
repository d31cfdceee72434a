-- A record is disposed of: its contents go, and a stub stays of number, kind, states, times and relations (2.2.4).

-- Beside scope and redaction: a disposal empties what the entries and decisions of its record say. The leaves are
-- salted hashes, so that the proof stays whole; which entries were emptied is told by an entry of the record itself.
create or replace function steward.keep_timeline() returns trigger language plpgsql as $$
declare
    free text[] := array['customer_id', 'project_id', 'supplier_id', 'audience', 'restriction'];
    payload text[] := array['body', 'changes'];
    disposing text := current_setting('steward.disposing', true);
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - free = to_jsonb(old) - free and pg_trigger_depth() > 1 then
        return new;
    end if;
    if tg_op = 'UPDATE' and tg_table_name = 'kernel_timelineentry'
        and (current_setting('steward.redacting', true) = old.id::text or disposing = old.record_id::text)
        and to_jsonb(new) - payload = to_jsonb(old) - payload
        and to_jsonb(new) ->> 'body' = '' and to_jsonb(new) -> 'changes' = '{}' then
        return new;
    end if;
    if tg_op = 'UPDATE' and tg_table_name = 'kernel_decision' and disposing = old.record_id::text
        and to_jsonb(new) - 'comment' = to_jsonb(old) - 'comment' and to_jsonb(new) ->> 'comment' = '' then
        return new;
    end if;
    raise exception 'the timeline is append-only' using errcode = 'insufficient_privilege';
end $$;

-- The history of plain rows that hang on the record is emptied with them, and is append-only for all else.
create function steward.keep_history() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' and coalesce(current_setting('steward.disposing', true), '') <> '' and new.changes = '{}'
        and to_jsonb(new) - 'changes' = to_jsonb(old) - 'changes' then
        return new;
    end if;
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
create or replace trigger append_only before update or delete on people_rowhistory
    for each row execute function steward.keep_history();

-- Whether a table tells of one record, by `record_id`.
create function steward.tells_of_record(name text) returns boolean language sql stable as $$
select exists (select 1 from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.conrelid = to_regclass('public.' || quote_ident(name)) and c.conname = 'scope_of_record'
    and a.attname = 'record_id')
$$;

-- Empties a closed record. `contents` says by table and column what is left there instead; `authority` is the number
-- of the record by whose decisions it is done. Called by the chapter that judges whether it may be, as the owner.
create function steward.empty_record(subject bigint, by_whom bigint, authority text, reason text, contents jsonb,
    at timestamptz) returns void language plpgsql as $$
declare
    found public.kernel_record;
    part record;
    emptied bigint[];
begin
    select * into strict found from public.kernel_record where id = subject for update;
    if found.is_open or found.closed_at is null or found.disposed_at is not null then
        raise exception '%: open, or disposed of already', found.number using errcode = 'check_violation';
    end if;
    perform set_config('steward.disposing', subject::text, true);
    emptied := array(select id from public.kernel_timelineentry where record_id = subject and (body, changes) <> ('', '{}')
        and verb not in ('linked', 'clock', 'redacted') order by id);
    update public.kernel_timelineentry set body = '', changes = '{}' where id = any(emptied);
    update public.kernel_decision set comment = '' where record_id = subject and comment <> '';
    delete from public.kernel_attachment where record_id = subject;
    delete from public.kernel_searchrow where record_id = subject;
    delete from public.kernel_watch where record_id = subject;
    delete from public.kernel_answerlink where record_id = subject;
    for part in select * from jsonb_each(contents) as given(name, columns) loop
        if part.name <> 'kernel_record' and not steward.tells_of_record(part.name) then
            raise exception '% tells of no record', part.name using errcode = 'check_violation';
        end if;
        execute format('update public.%I set %s where %I = $1', part.name,
            (select string_agg(format('%I = %L', c.key, c.value), ', ') from jsonb_each_text(part.columns) c),
            case part.name when 'kernel_record' then 'id' else 'record_id' end) using subject;
        continue when part.name = 'kernel_record';
        execute format('update public.people_rowhistory set changes = ''{}'' where changes <> ''{}'' and "table" = %L
            and "row" in (select coalesce(to_jsonb(t) ->> ''id'', t.record_id::text) from public.%I t
            where t.record_id = $1)', part.name, part.name) using subject;
    end loop;
    update public.kernel_record set disposed_at = at, version = version + 1 where id = subject;
    insert into public.kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes, reach,
        occurred_at)
    values (subject, 'disposed', '', found.state, found.state, by_whom, reason,
        jsonb_build_object('disposal', jsonb_build_array(null, authority),
            'emptied', jsonb_build_array(null, to_jsonb(emptied))), 3, at);
    perform set_config('steward.disposing', '', true);
end $$;
revoke all on function steward.empty_record(bigint, bigint, text, text, jsonb, timestamptz) from public;

-- Nobody says of a record that it was disposed of but the function that does it, which runs as the tables' owner.
create function steward.keep_stub() returns trigger language plpgsql as $$
begin
    if current_user <> pg_get_userbyid((select relowner from pg_class where oid = tg_relid)) then
        raise exception 'a disposal alone says that a record was disposed of' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger keep_stub before update of disposed_at on kernel_record for each row
    when (old.disposed_at is distinct from new.disposed_at) execute function steward.keep_stub();
create trigger no_stub before insert on kernel_record for each row
    when (new.disposed_at is not null) execute function steward.keep_stub();
