-- Audits of the configuration: drawn by the database from what was recorded, the same whenever it is drawn again.

-- What an audit of such a scope may draw from: what is on hand and not restricted.
create function steward.scope_of_audit(
    project bigint, service bigint, classes bigint[], places bigint[], at timestamptz
) returns table (item_id bigint, number text, revision integer, snapshot jsonb)
language sql stable set search_path = pg_catalog, pg_temp as $$
select i.record_id, k.number, i.revision, i.snapshot
from steward.items_at(project, service, classes, places, at) i join public.kernel_record k on k.id = i.record_id
where k.restriction = '' and i.snapshot ->> 'state' in ('received', 'in_test', 'in_use', 'under_change')
$$;

-- The draw, in the order of the lot: the seed with the number decides, and nobody else.
create function steward.draw_of_audit(audit bigint)
returns table (item_id bigint, revision integer, snapshot jsonb, place bigint, population bigint)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
with own as (
    select a.*, r.service_id from public.configuration_configurationaudit a
    join public.kernel_record r on r.id = a.record_id where a.record_id = draw_of_audit.audit
)
select i.item_id, i.revision, i.snapshot,
    row_number() over (order by sha256(convert_to(o.seed || ' ' || i.number, 'UTF8'))), count(*) over ()
from own o, steward.scope_of_audit(o.project_id, o.service_id, o.class_ids, o.place_ids, o.drawn_at) i
order by 4 limit (select case when extent = 'sample' then sample_size end from own)
$$;

create function steward.begin_audit() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    -- Whoever is writing items of the project ends first, as before an approval of a baseline.
    perform pg_advisory_xact_lock(hashtext('steward.configuration'), new.project_id::integer);
    insert into configuration_auditline (record_id, item_id, place, revision, snapshot, verdict, differences, note,
        seen_by, times)
    select new.id, d.item_id, d.place, d.revision, d.snapshot, '', '[]', '', '', 0
    from steward.draw_of_audit(new.id) d;
    update configuration_configurationaudit a set population =
        coalesce((select d.population from steward.draw_of_audit(new.id) d limit 1), 0)
    where a.record_id = new.id;
    return null;
end $$;
create trigger audit_begun after update on kernel_record for each row
    when (new.kind = 'configuration_audit' and new.state = 'being_checked' and old.state = 'planned')
    execute function steward.begin_audit();

-- What was drawn stays as it was drawn; a check is written while the audit runs, and never taken away.
create function steward.keep_audit_line() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and pg_trigger_depth() > 1 then
        return new;
    end if;
    if tg_op = 'INSERT' and new.item_id is not null and pg_trigger_depth() < 2 then
        raise exception 'audit %: its lines are drawn', new.record_id using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'UPDATE' and (old.record_id, old.item_id, old.place, old.revision, old.snapshot)
        is distinct from (new.record_id, new.item_id, new.place, new.revision, new.snapshot) then
        raise exception 'audit %: what was drawn is frozen', new.record_id using errcode = 'insufficient_privilege';
    end if;
    if not exists (select 1 from kernel_record where id = new.record_id and state = 'being_checked') then
        raise exception 'audit %: not running', new.record_id using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger keep_line before insert or update on configuration_auditline
    for each row execute function steward.keep_audit_line();

-- The draw stands from the moment it was made.
create function steward.keep_draw() returns trigger language plpgsql as $$
begin
    if old.population is not null and (old.seed, old.drawn_at, old.extent, old.sample_size, old.narrowed,
        old.class_ids, old.place_ids, old.population) is distinct from (new.seed, new.drawn_at, new.extent,
        new.sample_size, new.narrowed, new.class_ids, new.place_ids, new.population) then
        raise exception 'audit %: drawn already', old.record_id using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger drawn_once before update on configuration_configurationaudit
    for each row execute function steward.keep_draw();
