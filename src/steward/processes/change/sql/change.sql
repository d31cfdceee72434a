-- What a change covers, as rows; and the answer to the question that configuration items ask of changes.

select steward.protect('change_changeitem');
grant select on change_changeitem to steward_web, steward_system;

-- The rows follow from the sheet: one for each item and action, its planned values together.
create function steward.keep_change_items() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from change_changeitem where record_id = new.record_id;
    insert into change_changeitem (record_id, ci_id, action, planned)
    select new.record_id, ci.id, stated.action, stated.planned || case
        when stated.action = 'create' and stated.named <> '' then jsonb_build_object('title', stated.named)
        else '{}'::jsonb end
    from (
        select coalesce(s ->> 'ci', '') as named, s ->> 'action' as action,
            coalesce(jsonb_object_agg(s ->> 'field', s ->> 'value') filter (where s ->> 'field' <> ''), '{}') as planned
        from jsonb_array_elements(new.items) s group by 1, 2
    ) stated
    left join kernel_record ci on ci.kind = 'ci' and stated.action <> 'create' and ci.number = stated.named
        and ci.project_id = new.project_id
    where ci.id is not null or stated.action = 'create';
    return null;
end $$;
create trigger keep_items after insert on change_change for each row
    when (new.items <> '[]') execute function steward.keep_change_items();
create trigger keep_changed_items after update on change_change for each row
    when (old.items is distinct from new.items) execute function steward.keep_change_items();

-- Whether others have authorised a change: each line of its gate is complete in its last round, or it is a standard
-- one and its template is in force.
create function steward.change_is_authorised(change bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
select exists (
    select 1 from public.change_change c
    join public.kernel_record r on r.id = c.record_id
    join public.people_user author on author.id = r.author_id
    where c.record_id = change_is_authorised.change and case when c.change_type = 'standard' then exists (
        select 1 from public.kernel_record t
        where t.id = c.template_id and t.kind = 'change_template' and t.state = 'pre_authorised')
    else jsonb_array_length(c.approvals) > 0 and not exists (
        select 1 from jsonb_array_elements(c.approvals) line
        where (line ->> 'quorum')::integer > (
            select count(distinct d.person_id) from public.kernel_decision d
            where d.record_id = c.record_id and d.gate = line ->> 'name' and d.verdict = 'approved'
                and d.person_id is distinct from author.person_id
                and d.round = (select max(l.round) from public.kernel_decision l where l.record_id = c.record_id)))
    end)
$$;

-- Whether a change covers an item: by its number, or as one of the new ones that it may create.
create function steward.change_covers(change bigint, ci bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
select exists (
    select 1 from public.change_changeitem i
    where i.record_id = change_covers.change and i.ci_id = change_covers.ci
) or exists (
    select 1 from public.configuration_revision v
    where v.record_id = change_covers.ci and v.change_id = change_covers.change and v.revision = 1
) or (not exists (
    select 1 from public.configuration_configurationitem x where x.record_id = change_covers.ci
) and (
    select count(*) from public.change_changeitem i where i.record_id = change_covers.change and i.action = 'create'
) > (
    select count(*) from public.configuration_revision v where v.change_id = change_covers.change and v.revision = 1
))
$$;

create or replace function steward.why_no_ci_write(change bigint, ci bigint, project bigint) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
select nullif(case when steward.under_control(why_no_ci_write.project) then coalesce((
    select case
        when r.state not in ('authorised', 'implementing') or not steward.change_is_authorised(r.id)
            then 'not_authorised'
        when r.project_id <> why_no_ci_write.project then 'other_project'
        when not steward.change_covers(r.id, why_no_ci_write.ci) then 'not_covered'
        when now() < c.planned_start or now() >= c.planned_end or c.planned_start is null or c.planned_end is null
            then 'outside_window'
        else '' end
    from public.kernel_record r join public.change_change c on c.record_id = r.id
    where r.id = why_no_ci_write.change and r.kind = 'change'), 'no_change') end, '')
$$;

-- Policy and windows of a customer are for those who have to do with that customer; of our company, for everybody.
select steward.track(t) from unnest(array['change_approvalrule', 'change_changewindow']::regclass[]) t;
grant select, insert, update on change_approvalrule, change_changewindow to steward_web, steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;
alter table change_approvalrule enable row level security;
alter table change_changewindow enable row level security;
create policy scope on change_approvalrule to steward_web
    using (party_id = any((select steward.scope('parties'))::bigint[]));
create policy scope on change_changewindow to steward_web
    using (party_id = any((select steward.scope('parties'))::bigint[]));
create policy system on change_approvalrule to steward_system using (true);
create policy system on change_changewindow to steward_system using (true);
