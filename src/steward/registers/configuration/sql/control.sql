-- Configuration items under control: no change, no write; every write a revision; relations for as long as they held.

-- Whether a project is under control: from the approval of its configuration management plan.
create function steward.under_control(project bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
select exists (select 1 from public.kernel_record r
    where r.project_id = under_control.project and r.kind = 'configuration_plan' and r.state = 'in_force')
$$;

-- Why an item (null: a new one) may not be written under a change now; null where it may. Words: no_change,
-- not_authorised, other_project, not_covered, outside_window. The chapter of changes looks the change up.
create function steward.why_no_ci_write(change bigint, ci bigint, project bigint) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
select case when steward.under_control(why_no_ci_write.project) then 'no_change' end
$$;

-- The transaction that wrote the row last: what the base row of the record is held to.
alter table configuration_configurationitem add revised_xid xid8;

create function steward.control_ci() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    reason text := steward.why_no_ci_write(new.change_id, new.record_id, new.project_id);
begin
    if reason is null and tg_op = 'UPDATE' and old.project_id <> new.project_id then
        reason := steward.why_no_ci_write(new.change_id, new.record_id, old.project_id);
    end if;
    if reason is not null then
        raise exception 'configuration item %: %', new.record_id, reason using errcode = 'insufficient_privilege';
    end if;
    -- What the writer can't state: when, and the how-manieth.
    new.revised_xid := pg_current_xact_id();
    new.revision := case when tg_op = 'INSERT' then 1 else old.revision + 1 end;
    return new;
end $$;

-- Triggers fire by name: the scope is copied before the project is asked for.
create trigger under_control before insert or update on configuration_configurationitem
    for each row execute function steward.control_ci();

create function steward.check_ci_revised() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (select 1 from configuration_configurationitem
        where record_id = new.id and revised_xid = pg_current_xact_id()) then
        raise exception 'configuration item %: written past its own row', new.id
            using errcode = 'insufficient_privilege';
    end if;
    return null;
end $$;

create constraint trigger ci_opened after insert on kernel_record deferrable initially deferred
    for each row when (new.kind = 'ci') execute function steward.check_ci_revised();
-- Comments, watching and tags touch version and times alone; they are no part of the configuration.
create constraint trigger ci_revised after update on kernel_record deferrable initially deferred
    for each row when ((old.kind = 'ci' or new.kind = 'ci') and (
        old.kind, old.number, old.title, old.title_en, old.state, old.priority, old.customer_id, old.project_id,
        old.supplier_id, old.service_id, old.owner_id, old.team_id, old.author_id, old.audience, old.restriction,
        old.opened_at, old.closed_at, old.is_open, old.custom, old.source, old.external_number) is distinct from (
        new.kind, new.number, new.title, new.title_en, new.state, new.priority, new.customer_id, new.project_id,
        new.supplier_id, new.service_id, new.owner_id, new.team_id, new.author_id, new.audience, new.restriction,
        new.opened_at, new.closed_at, new.is_open, new.custom, new.source, new.external_number))
    execute function steward.check_ci_revised();

-- Revisions and relations follow from the item; nobody else writes them.
select steward.protect('configuration_revision');
select steward.open_to_roles('configuration_relation'),
    steward.carry_scope('configuration_relation', 'source_id', 'source_'),
    steward.carry_scope('configuration_relation', 'target_id', 'target_');
create trigger copy_scope before insert on configuration_relation
    for each row execute function steward.copy_both_scopes();
grant select on configuration_revision, configuration_relation to steward_web, steward_system;
create trigger append_only before update or delete on configuration_revision
    for each row execute function steward.keep_timeline();
create trigger no_truncate before truncate on configuration_revision
    for each statement execute function steward.refuse_change();

-- A relation is written under the same control as the item that states it; the scope may follow its record.
create function steward.control_relation() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    reason text;
begin
    if tg_op = 'DELETE' then
        raise exception 'a relation is ended, never deleted' using errcode = 'insufficient_privilege';
    end if;
    if tg_op = 'UPDATE' and pg_trigger_depth() > 1 and (old.valid_to, old.target_id, old.source_id, old.relation)
        is not distinct from (new.valid_to, new.target_id, new.source_id, new.relation) then
        return new;
    end if;
    reason := steward.why_no_ci_write(
        case when tg_op = 'UPDATE' then new.ended_by_change_id else new.change_id end,
        new.source_id, new.source_project_id);
    if reason is not null then
        raise exception 'relation of configuration item %: %', new.source_id, reason
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger under_control before insert or update or delete on configuration_relation
    for each row execute function steward.control_relation();

-- The relations that an item states, by the ids of those it names.
create function steward.stated_relations(stated jsonb)
returns table (relation text, target_id bigint, redundancy text, needed integer)
language sql stable as $$
select distinct on (s ->> 'relation', t.id) s ->> 'relation', t.id, coalesce(s ->> 'group', ''), (s ->> 'needed')::integer
from jsonb_array_elements(stated) s join public.kernel_record t on t.number = s ->> 'target' and t.kind = 'ci'
$$;

create function steward.revise_ci() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    base kernel_record;
begin
    select * into strict base from kernel_record where id = new.record_id;
    insert into configuration_revision (record_id, revision, valid_from, change_id, snapshot, recorded_at)
    values (new.record_id, new.revision, base.updated_at, new.change_id,
        to_jsonb(new) - array['record_id', 'revised_xid', 'revision', 'customer_id', 'project_id', 'supplier_id',
            'audience', 'restriction']
        || jsonb_build_object('title', base.title, 'title_en', base.title_en, 'state', base.state,
            'customer_id', base.customer_id, 'project_id', base.project_id, 'supplier_id', base.supplier_id,
            'service_id', base.service_id, 'owner_id', base.owner_id, 'team_id', base.team_id),
        clock_timestamp());
    if tg_op = 'UPDATE' and old.relations = new.relations then
        return null;
    end if;
    update configuration_relation r set valid_to = base.updated_at, ended_by_change_id = new.change_id
    where r.source_id = new.record_id and r.valid_to is null and not exists (
        select 1 from steward.stated_relations(new.relations) s
        where (s.relation, s.target_id, s.redundancy, s.needed) is not distinct from
            (r.relation::text, r.target_id, r."group"::text, r.needed));
    insert into configuration_relation (source_id, target_id, relation, "group", needed, valid_from, change_id)
    select new.record_id, s.target_id, s.relation, s.redundancy, s.needed, base.updated_at, new.change_id
    from steward.stated_relations(new.relations) s
    where s.target_id <> new.record_id and not exists (select 1 from configuration_relation r
        where r.source_id = new.record_id and r.valid_to is null
            and (r.relation, r.target_id) = (s.relation, s.target_id));
    return null;
end $$;
create trigger revise after insert or update on configuration_configurationitem
    for each row execute function steward.revise_ci();
