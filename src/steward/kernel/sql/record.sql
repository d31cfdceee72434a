-- The record under row-level security; every table that tells of a record carries its scope columns.

-- The rule of visibility, once: as a condition on columns named {prefix}customer_id … of one table.
create function steward.visible_if(prefix text) returns text language sql immutable as $$
select format(
    '(%1$saudience = 0 or %1$scustomer_id = any((select steward.scope(''customers''))::bigint[])'
    ' or %1$sproject_id = any((select steward.scope(''projects''))::bigint[])'
    ' or %1$ssupplier_id = any((select steward.scope(''suppliers''))::bigint[]))'
    ' and %1$saudience = any((select steward.scope(''audiences''))::bigint[])'
    ' and %1$srestriction = any((select steward.scope_words(''restrictions''))::text[])', prefix)
$$;

create function steward.guard(target regclass, prefix text) returns void language plpgsql as $$
begin
    execute format('create policy %I on %s as restrictive to steward_web using (%s)',
        prefix || 'scope', target, steward.visible_if(prefix));
end $$;

create function steward.open_to_roles(target regclass) returns void language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('create policy web on %s to steward_web using (true)', target);
    execute format('create policy system on %s to steward_system using (true)', target);
end $$;

-- Fills the scope columns of a new row from its record; the writer can't state them.
create function steward.copy_scope() returns trigger language plpgsql as $$
begin
    select customer_id, project_id, supplier_id, audience, restriction
    into new.customer_id, new.project_id, new.supplier_id, new.audience, new.restriction
    from public.kernel_record where id = new.record_id;
    if not found then
        raise exception 'no such record' using errcode = 'foreign_key_violation';
    end if;
    return new;
end $$;

-- A link tells of two records and carries the scope of both.
create function steward.copy_both_scopes() returns trigger language plpgsql as $$
begin
    select customer_id, project_id, supplier_id, audience, restriction
    into new.source_customer_id, new.source_project_id, new.source_supplier_id, new.source_audience,
        new.source_restriction
    from public.kernel_record where id = new.source_id;
    if not found then
        raise exception 'no such record' using errcode = 'foreign_key_violation';
    end if;
    select customer_id, project_id, supplier_id, audience, restriction
    into new.target_customer_id, new.target_project_id, new.target_supplier_id, new.target_audience,
        new.target_restriction
    from public.kernel_record where id = new.target_id;
    if not found then
        raise exception 'no such record' using errcode = 'foreign_key_violation';
    end if;
    return new;
end $$;

-- Gives a table the scope columns of the record in column `ref`, kept right by a composite foreign key.
create function steward.carry_scope(target regclass, ref text, prefix text) returns void language plpgsql as $$
begin
    execute format('alter table %1$s add %2$I bigint not null, add %3$I bigint not null, add %4$I bigint not null,
        add %5$I smallint not null, add %6$I varchar(20) not null', target, prefix || 'customer_id',
        prefix || 'project_id', prefix || 'supplier_id', prefix || 'audience', prefix || 'restriction');
    execute format('alter table %1$s add constraint %2$I
        foreign key (%3$I, %4$I, %5$I, %6$I, %7$I, %8$I)
        references kernel_record (id, customer_id, project_id, supplier_id, audience, restriction)
        on update cascade', target, prefix || 'scope_of_record', ref, prefix || 'customer_id',
        prefix || 'project_id', prefix || 'supplier_id', prefix || 'audience', prefix || 'restriction');
    perform steward.guard(target, prefix);
end $$;

-- Puts a table that tells of a record (by `record_id`) under that record's visibility; with `reach`, its rows have
-- an audience of their own besides.
create function steward.protect(target regclass, reach boolean default false) returns void language plpgsql as $$
begin
    perform steward.open_to_roles(target), steward.carry_scope(target, 'record_id', '');
    execute format('create trigger copy_scope before insert on %s
        for each row execute function steward.copy_scope()', target);
    if reach then
        execute format('create policy reach on %s as restrictive to steward_web
            using (reach = any((select steward.scope(''audiences''))::bigint[]))', target);
    end if;
end $$;

-- A running number for records of one prefix: gaps are allowed, reuse never.
create function steward.number_from(prefix text) returns void language plpgsql as $$
begin
    execute format('create sequence %I', 'number_' || lower(prefix));
    execute format('grant usage on sequence %I to steward_web, steward_system', 'number_' || lower(prefix));
end $$;

select steward.open_to_roles('kernel_record'), steward.guard('kernel_record', '');
alter table kernel_record add constraint project_of_its_customer
    foreign key (project_id, customer_id) references people_serviceproject (id, customer_id);

select steward.protect('kernel_timelineentry', reach => true);
select steward.open_to_roles('kernel_link'), steward.carry_scope('kernel_link', 'source_id', 'source_'),
    steward.carry_scope('kernel_link', 'target_id', 'target_');
create trigger copy_scope before insert on kernel_link
    for each row execute function steward.copy_both_scopes();
select steward.protect('kernel_decision');
select steward.protect('kernel_proof');
select steward.protect('kernel_attachment', reach => true);
select steward.protect('kernel_clockrun');
select steward.protect('kernel_escalation');
select steward.protect('kernel_searchrow', reach => true);
select steward.protect('kernel_stated');
select steward.protect('kernel_watch');
select steward.protect('kernel_noticerow');
select steward.protect('kernel_answerlink');

-- Eras of the timeline: one for each life of the cluster, for a restored one may count its transactions anew.
create table steward.era (
    number integer primary key,
    system_identifier text not null,
    wal_timeline text not null,
    began_at timestamptz not null default clock_timestamp()
);
grant select on steward.era to steward_web, steward_system;

create function steward.cluster_identity(out system_identifier text, out wal_timeline text) language sql stable as $$
select s.system_identifier::text, left(pg_walfile_name(pg_current_wal_lsn()), 8) from pg_control_system() s
$$;

-- Begins an era where the cluster is not the one that the last era knew. Run by the owner before anybody writes.
create function steward.begin_era() returns integer language sql as $$
insert into steward.era (number, system_identifier, wal_timeline)
select coalesce((select max(number) from steward.era), 0) + 1, i.system_identifier, i.wal_timeline
from steward.cluster_identity() i
where not exists (
    select 1 from (select * from steward.era order by number desc limit 1) last
    where last.system_identifier = i.system_identifier and last.wal_timeline = i.wal_timeline)
returning number
$$;
revoke all on function steward.begin_era() from public;
select steward.begin_era();

-- The timeline: `era` and `xid` order it for the seals; `salt` lets a payload be redacted while its leaf stays.
alter table kernel_timelineentry add era integer not null;
alter table kernel_timelineentry add xid xid8 not null;
alter table kernel_timelineentry add salt bytea not null default decode(replace(gen_random_uuid()::text, '-', ''), 'hex');
alter table kernel_timelineentry add payload_hash bytea not null;
create index timeline_by_xid on kernel_timelineentry (era, xid);

-- What the writer of an entry can't state.
create function steward.stamp_entry() returns trigger language plpgsql as $$
begin
    new.era := (select max(number) from steward.era);
    new.xid := pg_current_xact_id();
    new.recorded_at := clock_timestamp();
    new.payload_hash := sha256(new.salt || convert_to(new.body || new.changes::text, 'UTF8'));
    return new;
end $$;
create trigger stamp before insert on kernel_timelineentry for each row execute function steward.stamp_entry();

-- Only the scope columns may change after the fact, and only with their record; a redaction empties a payload.
create function steward.keep_timeline() returns trigger language plpgsql as $$
declare
    free text[] := array['customer_id', 'project_id', 'supplier_id', 'audience', 'restriction'];
    payload text[] := array['body', 'changes'];
begin
    if tg_op = 'UPDATE' and to_jsonb(new) - free = to_jsonb(old) - free and pg_trigger_depth() > 1 then
        return new;
    end if;
    if tg_op = 'UPDATE' and tg_table_name = 'kernel_timelineentry'
        and current_setting('steward.redacting', true) = old.id::text
        and to_jsonb(new) - payload = to_jsonb(old) - payload
        and to_jsonb(new) ->> 'body' = '' and to_jsonb(new) -> 'changes' = '{}' then
        return new;
    end if;
    raise exception 'the timeline is append-only' using errcode = 'insufficient_privilege';
end $$;

-- Empties the payload of an entry under personal data law: run by the owner alone, and told on the timeline itself.
create function steward.redact(entry bigint, by_whom bigint, reason text) returns bigint language plpgsql as $$
declare
    found kernel_timelineentry;
    told bigint;
begin
    select * into strict found from kernel_timelineentry where id = entry for update;
    if found.verb = 'redacted' or coalesce(btrim(reason), '') = '' then
        raise exception 'a redaction needs a reason, and is not redacted itself' using errcode = 'check_violation';
    end if;
    perform set_config('steward.redacting', entry::text, true);
    update kernel_timelineentry set body = '', changes = '{}' where id = entry;
    perform set_config('steward.redacting', '', true);
    insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes, reach,
        occurred_at)
    values (found.record_id, 'redacted', '', found.to_state, found.to_state, by_whom, reason,
        jsonb_build_object('entry', jsonb_build_array(null, entry)), 3, clock_timestamp())
    returning id into told;
    update kernel_searchrow s set vector = steward.search_vector(
        (select concat_ws(' ', case when s.reach < 2 then concat_ws(' ', r.title, r.title_en) end, string_agg(
            concat_ws(' ', e.body, (select string_agg(c.value ->> 1, ' ') from jsonb_each(e.changes) c)), ' '))
        from kernel_record r left join kernel_timelineentry e on e.record_id = r.id and e.reach = s.reach
        where r.id = s.record_id group by r.id))
    where s.record_id = found.record_id and s.reach = found.reach;
    return told;
end $$;
revoke all on function steward.redact(bigint, bigint, text) from public;

create trigger append_only before update or delete on kernel_timelineentry
    for each row execute function steward.keep_timeline();
create trigger append_only before update or delete on kernel_proof
    for each row execute function steward.keep_timeline();
create trigger append_only before update or delete on kernel_decision
    for each row execute function steward.keep_timeline();
create trigger append_only before update or delete on kernel_seal
    for each row execute function steward.refuse_change();
create trigger no_truncate before truncate on kernel_timelineentry
    for each statement execute function steward.refuse_change();
create trigger no_truncate before truncate on kernel_proof
    for each statement execute function steward.refuse_change();
create trigger no_truncate before truncate on kernel_decision
    for each statement execute function steward.refuse_change();
create trigger no_truncate before truncate on kernel_seal
    for each statement execute function steward.refuse_change();

select steward.track(t) from unnest(
    array['kernel_calendar', 'kernel_calendaredition', 'kernel_category']::regclass[]) t;

grant select, insert, update on kernel_record, kernel_clockrun, kernel_searchrow, kernel_stated, kernel_noticerow,
    kernel_answerlink, kernel_calendar, kernel_calendaredition, kernel_category to steward_web, steward_system;
grant select, insert on kernel_timelineentry, kernel_link, kernel_decision, kernel_proof, kernel_attachment,
    kernel_escalation, kernel_watch to steward_web, steward_system;
grant delete on kernel_watch, kernel_link to steward_web;
grant select, insert on kernel_seal to steward_system;
grant select on kernel_seal to steward_web;
grant usage on all sequences in schema public to steward_web, steward_system;

-- Words to search by: Latin words whole; of Chinese (and kana, hangul) each character and each pair.
create function steward.words(content text) returns text[] language sql immutable parallel safe as $$
select coalesce(array_agg(distinct word), '{}') from (
    select m[1] as word from pg_catalog.regexp_matches(pg_catalog.lower(content),
        '([^\s!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u2fff\u3000-\u303f\uff00-\uffef\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+)', 'g') as m
    union all
    select pg_catalog.unnest(array[sign, pair]) from (
        select sign, sign || pg_catalog.lead(sign) over (partition by run.number order by signs.number) as pair
        from pg_catalog.regexp_matches(content,
            '([\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+)', 'g')
            with ordinality as run(run, number),
            pg_catalog.string_to_table(run.run[1], null) with ordinality as signs(sign, number)
    ) as pairs
) as found where pg_catalog.length(word) < 200
$$;

create function steward.search_vector(content text) returns tsvector language sql immutable parallel safe as $$
select pg_catalog.array_to_tsvector(steward.words(content))
$$;

-- All words of the question must be there; the last Latin one may be unfinished.
create function steward.search_query(question text) returns tsquery language sql immutable parallel safe as $$
select pg_catalog.string_agg(
    pg_catalog.quote_literal(word) || case when word ~ '^[a-z0-9]{2,}$'
        and pg_catalog.lower(pg_catalog.rtrim(question)) like '%' || word then ':*' else '' end, ' & ')::tsquery
from pg_catalog.unnest(steward.words(question)) as word
where pg_catalog.length(word) > 1 or pg_catalog.length(pg_catalog.btrim(question)) = 1 or word ~ '^[a-z0-9]$'
    or not exists (select 1 from pg_catalog.unnest(steward.words(question)) as longer
        where pg_catalog.length(longer) > 1 and pg_catalog.strpos(longer, word) > 0)
$$;
alter table kernel_searchrow alter vector set statistics 2000;

-- Who sees little finds words among that.
create index search_row_customer on kernel_searchrow (customer_id);
create index search_row_project on kernel_searchrow (project_id);
create index search_row_supplier on kernel_searchrow (supplier_id);
create index search_row_audience on kernel_searchrow (audience);

-- Tags as rows: a list by tag needs an operator that is leakproof, and `@>` of arrays is not.
select steward.protect('kernel_tagged');
grant select on kernel_tagged to steward_web, steward_system;

create function steward.keep_tags() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from kernel_tagged where record_id = new.id and tag <> all(new.tags);
    insert into kernel_tagged (record_id, tag) select distinct new.id, tag from unnest(new.tags) tag
    on conflict do nothing;
    return null;
end $$;
create trigger keep_tags after insert on kernel_record for each row
    when (new.tags <> '{}') execute function steward.keep_tags();
create trigger keep_changed_tags after update on kernel_record for each row
    when (old.tags is distinct from new.tags) execute function steward.keep_tags();
