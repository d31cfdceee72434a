-- A million running clocks with their records, set-based and with the triggers asleep; `:due` of them are due.
-- A target of 40 h around the clock: the due ones were opened 20 h ago and stand at half of it.

insert into kernel_record (kind, number, title, title_en, state, priority, customer_id, project_id, supplier_id,
    author_id, audience, restriction, opened_at, updated_at, is_open, version, tags, custom)
    select 'incident', 'INC-' || 1000000 + n, 'bench ' || n, '', 'assigned', 4, p.customer_id, p.id, o.id, u.id, 1, '',
    t.at, t.at, true, 1, '{}', '{}'
    from generate_series(1, :clocks) n,
    lateral (select now() - case when n <= :due then interval '20 hours' else interval '1 hour' end as at) t,
    people_serviceproject p, people_party o, people_user u
    where p.code = 'alpha-ops' and o.is_own and u.username = 'desk';

insert into kernel_clockrun (record_id, name, state, agreed, terms, target_seconds, elapsed_seconds, started_at,
    due_at, next_at, warned_share, customer_id, project_id, supplier_id, audience, restriction)
    select r.id, 'resolution', 'running', true, jsonb_build_object('agreement', 'SLA-000001', 'calendar', c.id,
    'targets', jsonb_build_object('4', 144000), 'pauses_for', '["user"]'::jsonb, 'warn_at', '[50, 75, 90]'::jsonb,
    'response_met_by', '["public_reply"]'::jsonb), 144000, 0, r.opened_at, r.opened_at + interval '40 hours',
    r.opened_at + interval '20 hours 1 second', 0, r.customer_id, r.project_id, r.supplier_id, r.audience, ''
    from kernel_record r, kernel_calendar c where r.title like 'bench %' and c.code = 'always';

insert into kernel_timelineentry (record_id, verb, move, from_state, to_state, actor_id, body, changes, reach,
    recorded_at, occurred_at, era, xid, salt, payload_hash, customer_id, project_id, supplier_id, audience,
    restriction)
    select r.id, 'opened', '', '', 'new', r.author_id, '', '{"priority": [null, 4]}', 1, r.opened_at, r.opened_at, 1,
    pg_current_xact_id(), '', '', r.customer_id, r.project_id, r.supplier_id, r.audience, ''
    from kernel_record r where r.title like 'bench %';

vacuum analyze;
