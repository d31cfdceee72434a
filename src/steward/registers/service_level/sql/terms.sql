-- The terms for a record in one question, the calendar's newest edition with them. It answers numbers only, so a
-- contact may be told the internal targets without seeing the agreement that holds them.
create function steward.agreed_terms(project bigint, service bigint, at timestamptz)
returns table (number text, calendar_id bigint, calendar_edition bigint, targets jsonb, met_by text, pauses_for text[])
language sql stable security definer set search_path = public, pg_temp as $$
with place as (
    select p.id, (at at time zone p.zone)::date as today, not exists (
        select 1 from people_tailoredprocess c
        where c.process = 'service_level' and not c.used and c.tailoring_id = (
            select t.id from people_tailoring t where t.project_id = p.id and t.approved_at is not null
            order by t.edition desc limit 1)) as agrees
    from people_serviceproject p where p.id = project
)
select case when r.project_id = place.id and place.agrees then r.number else '' end, a.calendar_id,
    (select max(e.id) from kernel_calendaredition e where e.calendar_id = a.calendar_id), a.targets,
    a.response_met_by, array_remove(array[case when a.pauses_for_user then 'user' end,
        case when a.pauses_for_supplier then 'supplier' end, case when a.pauses_for_change then 'change' end], null)
from place
join kernel_record r on r.kind = 'agreement' and r.state = 'in_force' and (r.project_id = place.id and place.agrees
    or r.customer_id = (select o.id from people_party o where o.is_own))
join service_level_agreement a on a.record_id = r.id
where (r.service_id is null or r.service_id = service and r.project_id = place.id)
    and a.starts_on <= place.today and (a.ends_on is null or a.ends_on >= place.today)
order by r.project_id = place.id desc, r.service_id is not null desc, a.starts_on desc, r.id desc limit 1
$$;
