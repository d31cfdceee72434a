-- Baselines: a moment that is approved stays as it was, for the rows that tell of it can't be written any more.

-- The configuration of a project at a moment, by item: what is ordered or on hand. Null: not narrowed.
create index revision_of_project on configuration_revision (project_id, record_id, valid_from desc, id desc);
create index relation_of_project on configuration_relation (source_project_id, valid_from);

create function steward.items_at(
    project bigint, service bigint, classes bigint[], places bigint[], at timestamptz
) returns table (record_id bigint, revision integer, snapshot jsonb) language sql stable as $$
select v.record_id, v.revision, v.snapshot
from (
    select distinct on (r.record_id) r.record_id, r.revision, r.snapshot from public.configuration_revision r
    where r.project_id = items_at.project and r.valid_from <= items_at.at
    order by r.record_id, r.valid_from desc, r.id desc
) v
where v.snapshot ->> 'state' not in ('disposed', 'cancelled')
    and (items_at.service is null or (v.snapshot ->> 'service_id')::bigint = items_at.service)
    and (items_at.classes is null or (v.snapshot ->> 'ci_class_id')::bigint = any(items_at.classes))
    and (items_at.places is null or (v.snapshot ->> 'place_id')::bigint = any(items_at.places))
$$;

-- The relations that items of a project stated at a moment.
create function steward.relations_at(project bigint, at timestamptz)
returns table (source_id bigint, target_id bigint, relation text, redundancy text, needed integer)
language sql stable as $$
select r.source_id, r.target_id, r.relation, r."group", r.needed from public.configuration_relation r
where r.source_project_id = relations_at.project and r.valid_from <= relations_at.at
    and (r.valid_to is null or r.valid_to > relations_at.at)
$$;

-- What a baseline holds, counted and sealed; asked again, it must be the same.
create function steward.seal_of_baseline(
    baseline bigint, out items integer, out relations integer, out seal bytea
) language sql stable security definer set search_path = pg_catalog, pg_temp as $$
with own as (
    select b.*, r.service_id from public.configuration_baseline b
    join public.kernel_record r on r.id = b.record_id where b.record_id = seal_of_baseline.baseline
), content as materialized (
    select i.* from own o, steward.items_at(o.project_id, o.service_id, o.class_ids, o.place_ids, o.moment) i
), stated as (
    select s.* from own o, steward.relations_at(o.project_id, o.moment) s
    where exists (select 1 from content c where c.record_id = s.source_id)
), lines as (
    select 'i' || c.record_id || ' ' || c.revision || ' ' || c.snapshot::text as line from content c
    union all
    select 'r' || s.source_id || ' ' || s.relation || ' ' || s.target_id || ' ' || s.redundancy || ' '
        || coalesce(s.needed::text, '') from stated s
)
select (select count(*) from content)::integer, (select count(*) from stated)::integer,
    sha256(coalesce((select string_agg(sha256(convert_to(line, 'UTF8')), ''::bytea order by line collate "C") from lines),
        ''::bytea))
$$;

-- Approval waits for whoever is writing items of the project, then seals. Both take the same lock, once a transaction.
create function steward.seal_baseline() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(hashtext('steward.configuration'), new.project_id::integer);
    update configuration_baseline b set (items_count, relations_count, seal) =
        (select s.items, s.relations, s.seal from steward.seal_of_baseline(new.id) s)
    where b.record_id = new.id and b.seal is null;
    return null;
end $$;
create trigger baseline_approved after update on kernel_record for each row
    when (new.kind = 'baseline' and new.state = 'approved' and old.state <> 'approved')
    execute function steward.seal_baseline();

create function steward.keep_baseline() returns trigger language plpgsql as $$
begin
    if old.seal is not null and (old.moment, old.class_ids, old.place_ids, old.narrowed, old.items_count,
        old.relations_count, old.seal) is distinct from (new.moment, new.class_ids, new.place_ids, new.narrowed,
        new.items_count, new.relations_count, new.seal) then
        raise exception 'baseline %: approved and frozen', old.record_id using errcode = 'insufficient_privilege';
    end if;
    if old.seal is null and new.seal is not null and pg_trigger_depth() < 2 then
        raise exception 'baseline %: sealed at its approval alone', old.record_id
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger frozen before update on configuration_baseline
    for each row execute function steward.keep_baseline();
create function steward.begin_baseline() returns trigger language plpgsql as $$
begin
    new.seal := null;
    return new;
end $$;
create trigger unsealed before insert on configuration_baseline
    for each row execute function steward.begin_baseline();

-- The scope of an approved one hangs on its service too, which stands in the base row.
create function steward.keep_baseline_service() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if exists (select 1 from configuration_baseline where record_id = new.id and seal is not null) then
        raise exception 'baseline %: approved and frozen', new.id using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger baseline_service before update on kernel_record for each row
    when (old.kind = 'baseline' and (old.service_id, old.project_id, old.kind)
        is distinct from (new.service_id, new.project_id, new.kind))
    execute function steward.keep_baseline_service();

-- The moment up to which the past of a project's items is frozen; null where no baseline is approved.
create function steward.frozen_until(project bigint) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
select max(b.moment) from public.configuration_baseline b
where b.project_id = frozen_until.project and b.seal is not null
$$;

create function steward.keep_past_of_baselines() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    frozen timestamptz;
begin
    perform pg_advisory_xact_lock_shared(hashtext('steward.configuration'), new.project_id::integer);
    frozen := steward.frozen_until(new.project_id);
    if new.valid_from <= frozen then
        raise exception 'configuration item %: written before an approved baseline of %', new.record_id, frozen
            using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
-- After `copy_scope`, which fills in the project.
create trigger past_is_frozen before insert on configuration_revision
    for each row execute function steward.keep_past_of_baselines();
