-- Exports are seen by the account that asked for them, and by nobody else.

-- The account that acts. Raises where nobody does, as steward.scope() does.
create function steward.account() returns bigint language plpgsql stable parallel safe as $$
declare
    value text := current_setting('steward.actor', true);
begin
    if coalesce(value, '') = '' then
        raise exception 'nobody acts here: open a block with people.context.acting()'
            using errcode = 'insufficient_privilege';
    end if;
    return value::bigint;
end $$;

alter table surface_export enable row level security;
create policy owner on surface_export to steward_web using (user_id = (select steward.account()));
create policy system on surface_export to steward_system using (true);

grant select, insert, update on surface_export to steward_web;
grant select, delete on surface_export to steward_system;
grant usage on sequence surface_export_id_seq to steward_web;
