-- Who asks, and what they may see: read by the row-level policies of every floor.

create schema steward;
grant usage on schema steward to steward_web, steward_system;

-- A set of the present scope. Raises where no scope was set: a query without a context is a fault, not an empty page.
create function steward.scope(name text) returns bigint[] language plpgsql stable parallel safe as $$
declare
    value text := current_setting('steward.' || name, true);
begin
    if coalesce(value, '') = '' then
        raise exception 'no scope is set: open a block with people.context.acting()'
            using errcode = 'insufficient_privilege';
    end if;
    return value::bigint[];
end $$;

create function steward.scope_words(name text) returns text[] language plpgsql stable parallel safe as $$
declare
    value text := current_setting('steward.' || name, true);
begin
    if coalesce(value, '') = '' then
        raise exception 'no scope is set: open a block with people.context.acting()'
            using errcode = 'insufficient_privilege';
    end if;
    return value::text[];
end $$;

-- Everything about an active account in one answer: duties (delegated ones too), teams and the scope they give.
-- A duty without a project reaches all customers; administrators and contacts have no such reach.
create function steward.actor(account bigint) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
with who as (
    select u.id, u.username, u.kind, u.language, u.zone, u.theme, u.person_id, u.password, p.party_id,
        coalesce(p.name_zh, u.username) as name_zh, coalesce(p.name_en, u.username) as name_en,
        (select id from people_party where is_own) as own_party_id
    from people_user u left join people_person p on p.id = u.person_id
    where u.id = account and u.is_active
), duty as (
    select d.role, d.project_id from people_duty d, who
    where d.person_id = who.person_id and d.starts_on <= current_date
        and (d.ends_on is null or d.ends_on >= current_date)
    union
    select d.role, d.project_id from people_delegation g join people_duty d on d.id = g.duty_id, who
    where g.delegate_id = who.person_id and current_date between g.starts_on and g.ends_on
        and d.starts_on <= current_date and (d.ends_on is null or d.ends_on >= current_date)
    union
    select who.kind, null from who where who.kind <> 'person'
), staff as (
    select max(s.ends_at) as until from people_staffsession s, who
    where s.user_id = who.id and s.starts_at <= now() and s.ends_at > now()
), reach as (
    select
        exists (select 1 from duty where project_id is null
            and role not in ('administrator', 'customer_contact', 'supplier_contact'))
            or (select until from staff) is not null as everything,
        exists (select 1 from duty where role = 'administrator') as as_keeper,
        exists (select 1 from duty where role = 'customer_contact') as as_customer,
        exists (select 1 from duty where role = 'supplier_contact') as as_supplier,
        exists (select 1 from duty where role not in ('customer_contact', 'supplier_contact')) as as_provider
)
select jsonb_build_object(
    'id', who.id, 'username', who.username, 'kind', who.kind, 'language', who.language, 'zone', who.zone,
    'theme', who.theme, 'person_id', who.person_id, 'party_id', who.party_id, 'own_party_id', who.own_party_id,
    'password', who.password, 'name_zh', who.name_zh, 'name_en', who.name_en, 'is_provider', reach.as_provider,
    'staff_until', (select until from staff),
    'duties', coalesce((select jsonb_agg(jsonb_build_array(role, project_id)) from duty), '[]'),
    'teams', coalesce((select jsonb_agg(distinct m.team_id) from people_teammember m
        where m.person_id = who.person_id and m.starts_on <= current_date
            and (m.ends_on is null or m.ends_on >= current_date)), '[]'),
    'customers', coalesce(case
        when reach.everything then (select jsonb_agg(id) from people_party)
        when reach.as_customer then jsonb_build_array(who.party_id) end, '[]'),
    'projects', coalesce(case when reach.as_provider then
        (select jsonb_agg(distinct project_id) from duty where project_id is not null
            and role not in ('customer_contact', 'supplier_contact')) end, '[]'),
    'suppliers', coalesce(case when reach.as_supplier then jsonb_build_array(who.party_id) end, '[]'),
    'kept', coalesce(case when reach.as_keeper then (select jsonb_agg(id) from people_party) end, '[]'),
    'parties', coalesce(case
        when reach.everything or reach.as_keeper then (select jsonb_agg(id) from people_party)
        else (select jsonb_agg(id) from (
            select who.own_party_id as id union select who.party_id
            union select s.customer_id from people_serviceproject s join duty on duty.project_id = s.id
        ) known where id is not null) end, '[]'),
    'audiences', case
        when reach.as_provider or reach.everything then '[0, 1, 2, 3]'::jsonb
        when reach.as_supplier then '[0, 1, 2]'::jsonb
        when reach.as_customer then '[0, 1]'::jsonb
        else '[0]'::jsonb end,
    'restrictions', case when exists (select 1 from duty where role in
            ('security_officer', 'management_representative', 'external_auditor', 'system'))
        then '["", "security"]'::jsonb else '[""]'::jsonb end
) from who, reach
$$;

create function steward.actor_of_token(digest bytea) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
select steward.actor(t.user_id) || jsonb_build_object('token_scopes', to_jsonb(t.scopes))
from people_apitoken t
where t.digest = $1 and t.withdrawn_at is null and t.expires_at > now()
$$;

-- Row history of plain rows: what changed, by whom. The web role may not touch what it wrote.
create function steward.remember_row() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    old_row jsonb := case when tg_op = 'INSERT' then '{}'::jsonb else to_jsonb(old) end;
    new_row jsonb := case when tg_op = 'DELETE' then '{}'::jsonb else to_jsonb(new) end;
    changes jsonb;
begin
    select coalesce(jsonb_object_agg(key, jsonb_build_array(old_row -> key, new_row -> key)), '{}')
    into changes
    from jsonb_object_keys(old_row || new_row) as key
    where old_row -> key is distinct from new_row -> key and key not in ('password', 'last_login', 'digest');
    if changes <> '{}'::jsonb then
        insert into people_rowhistory ("table", "row", action, changes, of_record, actor_id, recorded_at)
        values (tg_table_name, coalesce(new_row ->> 'id', old_row ->> 'id', new_row ->> 'record_id', ''),
            lower(tg_op), changes, new_row ? 'record_id' or old_row ? 'record_id',
            nullif(current_setting('steward.actor', true), '')::bigint, clock_timestamp());
    end if;
    return null;
end $$;

create function steward.track(target regclass) returns void language plpgsql as $$
begin
    execute format('create trigger remember_row after insert or update or delete on %s
        for each row execute function steward.remember_row()', target);
end $$;

create function steward.refuse_change() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'insufficient_privilege';
end $$;
revoke all on function steward.remember_row(), steward.refuse_change() from public;

create trigger append_only before update or delete on people_rowhistory
    for each row execute function steward.refuse_change();
create trigger append_only_table before truncate on people_rowhistory
    for each statement execute function steward.refuse_change();

select steward.track(t) from unnest(array['people_party', 'people_unit', 'people_person', 'people_user',
    'people_team', 'people_teammember', 'people_duty', 'people_delegation', 'people_serviceproject',
    'people_tailoring', 'people_tailoredprocess', 'people_apitoken', 'people_staffsession']::regclass[]) t;

grant select, insert, update on people_party, people_unit, people_person, people_user, people_team,
    people_teammember, people_duty, people_delegation, people_serviceproject, people_tailoring,
    people_tailoredprocess, people_apitoken, people_staffsession to steward_web, steward_system;
grant delete on people_tailoredprocess to steward_web;
grant select on people_rowhistory to steward_web, steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;

-- Rows of other companies are not there for those who have nothing to do with them.
alter table people_party enable row level security;
alter table people_unit enable row level security;
alter table people_person enable row level security;
alter table people_serviceproject enable row level security;
alter table people_tailoring enable row level security;
alter table people_tailoredprocess enable row level security;
alter table people_duty enable row level security;
alter table people_delegation enable row level security;
alter table people_rowhistory enable row level security;

create policy scope on people_party to steward_web
    using (id = any((select steward.scope('parties'))::bigint[]));
create policy scope on people_unit to steward_web
    using (party_id = any((select steward.scope('parties'))::bigint[]));
create policy scope on people_person to steward_web
    using (party_id = any((select steward.scope('parties'))::bigint[]));
create policy scope on people_serviceproject to steward_web
    using (customer_id = any((select steward.scope('customers'))::bigint[])
        or id = any((select steward.scope('projects'))::bigint[])
        or customer_id = any((select steward.scope('kept'))::bigint[]));
create policy scope on people_tailoring to steward_web
    using (project_id in (select id from people_serviceproject));
create policy scope on people_tailoredprocess to steward_web
    using (tailoring_id in (select id from people_tailoring));
create policy scope on people_duty to steward_web
    using (person_id in (select id from people_person));
-- A row's history tells of any company: it is for those who see internal matters of all customers, and for
-- those who keep the registers; what hangs on a record is not for the latter.
create policy scope on people_rowhistory to steward_web
    using (3 = any((select steward.scope('audiences'))::bigint[])
        and (cardinality((select steward.scope('customers'))::bigint[]) > 0
            or (not of_record and cardinality((select steward.scope('kept'))::bigint[]) > 0)));

create policy scope on people_delegation to steward_web
    using (duty_id in (select id from people_duty));

create policy system on people_party to steward_system using (true);
create policy system on people_unit to steward_system using (true);
create policy system on people_person to steward_system using (true);
create policy system on people_serviceproject to steward_system using (true);
create policy system on people_tailoring to steward_system using (true);
create policy system on people_tailoredprocess to steward_system using (true);
create policy system on people_duty to steward_system using (true);
create policy system on people_delegation to steward_system using (true);
create policy system on people_rowhistory to steward_system using (true);
