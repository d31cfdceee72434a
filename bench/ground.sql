-- A million incidents from the texts in `bench_text (id, title, description)`: set-based, with the triggers asleep.
-- Ran by a superuser with session_replication_role = replica; what triggers would state is stated here.

create temporary table bench_place as
select row_number() over (order by s.id) as place, s.id as project_id, s.customer_id, p.id as supplier_id,
    (select a.id from kernel_record a where a.kind = 'service' order by a.id limit 1) as service_id
from people_serviceproject s, people_party p where p.is_own;

create temporary table bench_record as
select nextval(pg_get_serial_sequence('kernel_record', 'id')) as id, t.id as n, t.title, t.description,
    b.project_id, b.customer_id, b.supplier_id, b.service_id,
    -- The history of three years: open are nine of ten of the last eight days, one of ten of two months, one of a hundred.
    now() - interval '3 years' * (1 - t.id::float8 / :records) as opened_at,
    case when o.is_open then (array['new', 'assigned', 'in_progress', 'waiting_for_user',
        'waiting_for_supplier', 'resolved'])[1 + t.id % 6]
        when t.id % 33 = 0 then 'cancelled' else 'closed' end as state,
    o.is_open,
    1 + (abs(hashint8(t.id)) % 100 > 4)::int + (abs(hashint8(t.id)) % 100 > 24)::int + (abs(hashint8(t.id)) % 100 > 74)::int
        as priority,
    case when t.id % 7 > 0 then (select array_agg(id order by id) from people_team) end as teams,
    case when t.id % 5 > 0 then (select array_agg(id order by id) from people_person where code like 'bench-%') end as persons
from bench_text t
cross join lateral (select abs(hashint8(t.id * 17)) % 100 < case when t.id > :records * (1 - 8 / 1095.0) then 90
    when t.id > :records * (1 - 60 / 1095.0) then 10 else 1 end as is_open) o
-- Few large customers, many small ones.
join bench_place b on b.place = 1 + floor(power(abs(hashint8(t.id * 31)) % 100000 / 100000.0, 2) * (select count(*) from bench_place));

insert into kernel_record (id, kind, number, title, title_en, state, priority, customer_id, project_id, supplier_id,
    service_id, owner_id, team_id, author_id, audience, restriction, opened_at, updated_at, due_at, closed_at, is_open,
    version, tags, custom)
select r.id, 'incident', 'INC-' || lpad(r.n::text, greatest(6, length(r.n::text)), '0'), title, '', state, priority, customer_id,
    project_id, supplier_id, service_id, persons[1 + n % cardinality(persons)], teams[1 + n % cardinality(teams)],
    (select id from people_user where username = 'desk'), 1, '', opened_at,
    least(now(), opened_at + interval '1 hour' * (abs(hashint8(n * 7)) % 200)),
    case when is_open then opened_at + interval '5 days' end,
    case when not is_open then least(now(), opened_at + interval '1 hour' * (abs(hashint8(n * 7)) % 200)) end, is_open, 3,
    case when n % 50 = 0 then array['vip'] else '{}' end, '{}'
from bench_record r order by r.id;

insert into kernel_tagged (record_id, tag, customer_id, project_id, supplier_id, audience, restriction)
select id, unnest(tags), customer_id, project_id, supplier_id, audience, restriction
from kernel_record where kind = 'incident' and tags <> '{}';

insert into incident_incident (record_id, description, requester_id, channel, impact, urgency, category_id, resolution,
    closure_code, waits_for, reopen_reason, cancel_reason, breach_reason, reopened, reassigned, checks,
    customer_id, project_id, supplier_id, audience, restriction)
select r.id, description, null, (array['phone', 'mail', 'portal', 'monitoring'])[1 + n % 4], 1 + n % 3, 1 + (n / 3) % 3,
    (select array_agg(c.id order by c.id) from kernel_category c where c.kind = 'incident')[1 + n % 2],
    case when is_open then '' else '已处理完毕。' end, null, '', '', '', '', 0, 0, '[]', customer_id, project_id, supplier_id, 1, ''
from bench_record r order by r.id;

insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes, reach,
    recorded_at, occurred_at, customer_id, project_id, supplier_id, audience, restriction, era, xid, salt, payload_hash)
select r.id, e.verb, e.move, e.was, e.becomes, (select id from people_user where username = 'desk'), '', e.changes, 1,
    r.opened_at + e.later, r.opened_at + e.later, r.customer_id, r.project_id, r.supplier_id, 1, '',
    (select max(number) from steward.era), pg_current_xact_id(), salt, sha256(salt || convert_to(e.changes::text, 'UTF8'))
from bench_record r, lateral (values
    ('opened', '', '', 'new', jsonb_build_object('title', jsonb_build_array(null, r.title)), interval '0', true),
    ('moved', 'assign', 'new', 'assigned', '{}'::jsonb, interval '10 minutes', r.state <> 'new' and (r.is_open or r.n % 10 = 0)),
    ('moved', 'start', 'assigned', 'in_progress', '{}', interval '20 minutes', r.state = 'in_progress')
    ) as e (verb, move, was, becomes, changes, later, written),
    lateral (select decode(md5(r.n::text || e.verb || e.move), 'hex') as salt) s
where e.written order by r.id, e.later;

insert into kernel_searchrow (record_id, reach, kind, vector, customer_id, project_id, supplier_id, audience, restriction)
select r.id, 1, 'incident', steward.search_vector(title || chr(10) || description), customer_id, project_id, supplier_id, 1, ''
from bench_record r order by r.id;

insert into kernel_clockrun (record_id, name, state, agreed, terms, target_seconds, elapsed_seconds, started_at, due_at,
    next_at, warned_share, customer_id, project_id, supplier_id, audience, restriction)
select r.id, 'resolution', case when r.state like 'waiting%' then 'paused' else 'running' end, true,
    jsonb_build_object('agreement', 'SLA-000001', 'calendar', c.id, 'pauses_for', '["user"]'::jsonb,
        'targets', '{"1": 14400, "2": 28800, "3": 57600, "4": 144000}'::jsonb, 'warn_at', '[50, 75, 90]'::jsonb,
        'response_met_by', '["public_reply"]'::jsonb),
    28800, 600, r.opened_at, r.opened_at + interval '5 days', now() + interval '1 year', 0, r.customer_id,
    r.project_id, r.supplier_id, 1, ''
from bench_record r, (select id from kernel_calendar where code = 'always') c where r.is_open order by r.id;

-- What is closed has its outcome; one of ten was late.
insert into kernel_clockrun (record_id, name, state, agreed, terms, target_seconds, elapsed_seconds, started_at, due_at,
    warned_share, breached_at, result, customer_id, project_id, supplier_id, audience, restriction)
select r.id, 'resolution', case when r.id % 10 = 0 then 'breached' else 'met' end, true, '{}', 28800, 28800, r.opened_at,
    null, 100, case when r.id % 10 = 0 then least(now(), r.opened_at + interval '8 hours') end, '{}', r.customer_id,
    r.project_id, r.supplier_id, 1, ''
from bench_record r where r.state = 'closed' order by r.id;

select setval('number_inc', :records);

drop table bench_text;
