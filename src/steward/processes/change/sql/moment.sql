-- The clock by which the window of a change opens and shuts: the database's, which no writer can set. A function of its
-- own, so that a test installation may put its set time in its place.
create function steward.moment() returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$ select now() $$;

create or replace function steward.why_no_ci_write(change bigint, ci bigint, project bigint) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
select nullif(case when steward.under_control(why_no_ci_write.project) then coalesce((
    select case
        when r.state not in ('authorised', 'implementing') or not steward.change_is_authorised(r.id)
            then 'not_authorised'
        when r.project_id <> why_no_ci_write.project then 'other_project'
        when not steward.change_covers(r.id, why_no_ci_write.ci) then 'not_covered'
        when steward.moment() < c.planned_start or steward.moment() >= c.planned_end
            or c.planned_start is null or c.planned_end is null then 'outside_window'
        else '' end
    from public.kernel_record r join public.change_change c on c.record_id = r.id
    where r.id = why_no_ci_write.change and r.kind = 'change'), 'no_change') end, '')
$$;
