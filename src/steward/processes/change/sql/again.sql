-- Conflicts are looked for again when something moves: a mark a transaction, and one on each change that is in conflict.

create table steward.change_moved (
    id bigint generated always as identity primary key,
    xid xid8 not null unique default pg_current_xact_id()
);
grant select, delete on steward.change_moved to steward_system;

create function steward.mark_change_moved() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    insert into steward.change_moved default values on conflict do nothing;
    return null;
end $$;

create trigger mark_moved after insert or update or delete on change_changewindow
    for each statement execute function steward.mark_change_moved();
create trigger mark_moved after insert or update or delete on change_businesscalendar
    for each statement execute function steward.mark_change_moved();
create trigger mark_moved after insert on kernel_calendaredition
    for each statement execute function steward.mark_change_moved();
create trigger mark_moved after insert or update on configuration_relation
    for each statement execute function steward.mark_change_moved();
create trigger mark_moved after update of planned_start, planned_end, items on change_change
    for each statement execute function steward.mark_change_moved();
create trigger mark_change_moved after update on kernel_record for each row
    when (new.kind = 'change' and (old.state, old.service_id, old.owner_id) is distinct from
        (new.state, new.service_id, new.owner_id))
    execute function steward.mark_change_moved();

select steward.protect('change_changeconflict');
grant select on change_changeconflict to steward_web;
grant select, insert, delete on change_changeconflict to steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;

create function steward.mark_conflicts() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    of bigint := case when tg_op = 'DELETE' then old.record_id else new.record_id end;
begin
    update change_change set conflict_mark = found.mark
    from (select case when exists (select 1 from change_changeconflict where record_id = of) then 'met' end as mark) found
    where record_id = of and conflict_mark is distinct from found.mark;
    return null;
end $$;
create trigger mark_conflicts after insert or delete on change_changeconflict
    for each row execute function steward.mark_conflicts();
revoke all on function steward.mark_change_moved(), steward.mark_conflicts() from public;

select steward.track('change_businesscalendar');
grant select, insert, update on change_businesscalendar to steward_web, steward_system;
alter table change_businesscalendar enable row level security;
create policy scope on change_businesscalendar to steward_web
    using (party_id = any((select steward.scope('parties'))::bigint[]));
create policy system on change_businesscalendar to steward_system using (true);
