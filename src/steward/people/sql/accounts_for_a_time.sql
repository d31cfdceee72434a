-- An account may be for a time: after its end nobody acts through it, by page, token or job.

alter function steward.actor(bigint) rename to actor_at_any_time;

create function steward.actor(account bigint) returns jsonb
language sql stable security definer set search_path = public, pg_temp as $$
select case when exists (select 1 from people_user u where u.id = account
        and (u.valid_until is null or u.valid_until > now()))
    then steward.actor_at_any_time(account) end
$$;
