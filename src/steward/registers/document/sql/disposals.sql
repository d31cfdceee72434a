-- Disposals: the list is frozen once it is proposed, and carried out by the function here alone (manual 2.2.4).

-- Lines come as a list is proposed, and go as it is taken back to the draft; their outcome is written below.
create function steward.keep_disposal_line() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    its_state text := (select r.state from kernel_record r where r.id = coalesce(new.record_id, old.record_id));
begin
    if tg_op = 'INSERT' and its_state = 'proposed' and new.outcome = '' and new.done_at is null then
        return new;
    end if;
    if tg_op = 'DELETE' and its_state = 'draft' then
        return old;
    end if;
    raise exception 'the list of a disposal is frozen' using errcode = 'insufficient_privilege';
end $$;
create trigger keep_line before insert or delete on document_disposalline
    for each row execute function steward.keep_disposal_line();
select steward.protect('document_disposalline');
grant select, insert, delete on document_disposalline to steward_web, steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;

-- What is decided on: which records, and until when each had to be kept.
create function steward.digest_of_disposal(disposal bigint) returns text
language sql stable security definer set search_path = public, pg_temp as $$
select encode(sha256(convert_to(coalesce(string_agg(subject_id || ' ' || kept_until, E'\n' order by subject_id), ''),
    'UTF8')), 'hex')
from document_disposalline where record_id = disposal
$$;

-- The last day on which a record has to be kept, where its service project is.
create function steward.kept_until(closed_at timestamptz, zone text, years integer) returns date
language sql stable parallel safe as $$
select ((closed_at at time zone zone)::date + make_interval(years => years))::date
$$;

-- Whether a disposal may be carried out: proposed with this very list, then approved on both lines by two people who
-- neither drew it up nor proposed it. Raises why not.
create function steward.check_disposal(disposal bigint) returns void
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    proposed kernel_timelineentry;
begin
    select e.* into proposed from kernel_timelineentry e where e.record_id = disposal and e.verb = 'moved'
        and e.move = 'propose' order by e.id desc limit 1;
    if not exists (select 1 from kernel_record where id = disposal and kind = 'disposal' and state = 'being_carried_out')
        or proposed.id is null then
        raise exception 'disposal %: not approved', disposal using errcode = 'insufficient_privilege';
    end if;
    if proposed.changes #>> '{digest,1}' is distinct from steward.digest_of_disposal(disposal) then
        raise exception 'disposal %: the list is not the one that was approved', disposal
            using errcode = 'insufficient_privilege';
    end if;
    if 2 > (select least(count(distinct d.gate), count(distinct d.person_id)) from kernel_decision d
        where d.record_id = disposal and d.verdict = 'approved' and d.decided_at >= proposed.occurred_at
            and d.gate in ('department', 'control') and d.person_id not in (
                select u.person_id from people_user u join kernel_record r on r.id = disposal
                where u.id in (r.author_id, proposed.actor_id) and u.person_id is not null)) then
        raise exception 'disposal %: not approved by two others', disposal using errcode = 'insufficient_privilege';
    end if;
end $$;

-- Carries out the next lines; answers the digests of files whose rows went. What may not go (open again, linked to an
-- open record, within its retention) is kept and said so. Only the system's login may call it, and says the time: of a
-- moment ahead nothing more is over.
create function steward.dispose(disposal bigint, most integer, contents jsonb, at timestamptz) returns text[]
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    own record;
    line record;
    freed text[] := '{}';
begin
    perform steward.check_disposal(disposal);
    select r.number, d.reason, t.process, t.retention_years into strict own
    from document_disposal d join kernel_record r on r.id = d.record_id join document_document t on t.id = d.record_type_id
    where d.record_id = disposal for update of r;
    for line in
        select l.id, l.subject_id, not s.is_open and s.closed_at is not null and s.disposed_at is null
            and s.kind = own.process and greatest(l.kept_until, steward.kept_until(s.closed_at, p.zone, own.retention_years))
                < (least(at, steward.moment()) at time zone p.zone)::date
            and not exists (select 1 from (
                select target_id from kernel_link where source_id = s.id
                union all select source_id from kernel_link where target_id = s.id) as k (other)
                join kernel_record o on o.id = k.other where o.is_open) as goes
        from document_disposalline l join kernel_record s on s.id = l.subject_id
        join people_serviceproject p on p.id = s.project_id
        where l.record_id = disposal and l.done_at is null order by l.id limit most
    loop
        if line.goes then
            freed := freed || array(select sha256::text from kernel_attachment where record_id = line.subject_id);
            perform steward.empty_record(line.subject_id, current_setting('steward.actor')::bigint, own.number,
                own.reason, contents, at);
        end if;
        update document_disposalline set done_at = at,
            outcome = case when line.goes then 'disposed' else 'kept' end where id = line.id;
    end loop;
    return freed;
end $$;

revoke all on function steward.keep_disposal_line(), steward.check_disposal(bigint), steward.digest_of_disposal(bigint),
    steward.dispose(bigint, integer, jsonb, timestamptz) from public;
grant execute on function steward.digest_of_disposal(bigint) to steward_web, steward_system;
grant execute on function steward.dispose(bigint, integer, jsonb, timestamptz) to steward_system;
