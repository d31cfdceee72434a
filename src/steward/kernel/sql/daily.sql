-- Daily counts: rolled up once a day is over, counted live wherever a day has changed since.

select steward.open_to_roles('kernel_dailycount'), steward.guard('kernel_dailycount', '');
grant select on kernel_dailycount to steward_web, steward_system;
grant insert, delete on kernel_dailycount to steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;

-- Until which day (excluded) the days of a zone are rolled up.
create table steward.daily_state (zone text primary key, rolled_until date not null);
-- Quarters of an hour (no zone begins its day elsewhere) in which something has changed after the fact; the next
-- roll-up takes them away.
create table steward.daily_stale (id bigint generated always as identity primary key, kind text not null,
    at timestamptz not null);
grant select, insert, update on steward.daily_state to steward_system;
grant select, delete on steward.daily_stale to steward_system;

-- A day is rolled up three hours after its end; a transaction that began before that and writes of it may take one
-- hour more, for whatever lies two hours back is told here.
create function steward.tell_stale(kind text, moments timestamptz[]) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
insert into steward.daily_stale (kind, at)
select distinct kind, date_bin('15 minutes', moment, 'epoch') from unnest(moments) moment where moment < now() - interval '2 hours'
$$;
revoke all on function steward.tell_stale(text, timestamptz[]) from public;

create function steward.stale_by_new_records() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into steward.daily_stale (kind, at)
    select distinct a.kind, date_bin('15 minutes', moment, 'epoch') from added a, unnest(array[a.opened_at, a.closed_at]) moment
    where moment < now() - interval '2 hours';
    return null;
end $$;
create trigger stale_days after insert on kernel_record referencing new table as added
    for each statement execute function steward.stale_by_new_records();

create function steward.stale_by_record() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform steward.tell_stale(new.kind, array[old.opened_at, old.closed_at, new.opened_at, new.closed_at]
        || (select breached_at from kernel_clockrun where record_id = new.id and name = 'resolution'));
    return null;
end $$;
create trigger stale_days_of_change after update on kernel_record for each row
    when ((old.opened_at, old.closed_at, old.customer_id, old.project_id, old.supplier_id, old.audience,
        old.restriction) is distinct from (new.opened_at, new.closed_at, new.customer_id, new.project_id,
        new.supplier_id, new.audience, new.restriction))
    execute function steward.stale_by_record();

create function steward.stale_by_clock() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform steward.tell_stale(r.kind, array[r.closed_at, new.breached_at]
        || case when tg_op = 'UPDATE' then old.breached_at end)
    from kernel_record r where r.id = new.record_id;
    return null;
end $$;
create trigger stale_days_of_clock after insert on kernel_clockrun for each row
    when (new.name = 'resolution' and new.state in ('met', 'breached'))
    execute function steward.stale_by_clock();
create trigger stale_days_of_clock_change after update on kernel_clockrun for each row
    when (new.name = 'resolution' and (old.state, old.breached_at) is distinct from (new.state, new.breached_at))
    execute function steward.stale_by_clock();

create function steward.stale_by_stated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform steward.tell_stale(r.kind, array[r.closed_at]) from kernel_record r where r.id = new.record_id;
    return null;
end $$;
create trigger stale_days_of_statement after insert on kernel_stated for each row
    when (new.sla_met is not null) execute function steward.stale_by_stated();
create trigger stale_days_of_restatement after update on kernel_stated for each row
    when (old.sla_met is distinct from new.sla_met) execute function steward.stale_by_stated();

-- Of a zone's days from one to another, those that have to be counted live.
create function steward.days_to_count(of_kind text, of_zone text, first date, last date) returns setof date
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
select day::date from generate_series(
    greatest(first, (select rolled_until from steward.daily_state where zone = of_zone)), last, interval '1 day') day
union
select (at at time zone of_zone)::date from steward.daily_stale where kind = of_kind
    and at >= first::timestamp at time zone of_zone and at < (last + 1)::timestamp at time zone of_zone
$$;
