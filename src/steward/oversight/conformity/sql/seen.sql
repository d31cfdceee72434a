-- What judges found is for the provider's people, each within the projects that they see.

alter table conformity_standing enable row level security;
alter table conformity_case enable row level security;
create policy scope on conformity_standing to steward_web
    using (3 = any((select steward.scope('audiences'))::bigint[]) and (project_id is null
        or customer_id = any((select steward.scope('customers'))::bigint[])
        or project_id = any((select steward.scope('projects'))::bigint[])));
create policy scope on conformity_case to steward_web
    using (3 = any((select steward.scope('audiences'))::bigint[]) and (project_id is null
        or customer_id = any((select steward.scope('customers'))::bigint[])
        or project_id = any((select steward.scope('projects'))::bigint[])));
create policy system on conformity_standing to steward_system using (true);
create policy system on conformity_case to steward_system using (true);

select steward.track('conformity_figure');
grant select on conformity_standing, conformity_case, conformity_run, conformity_lookout to steward_web;
grant select, insert, update, delete on conformity_standing, conformity_case, conformity_run, conformity_lookout
    to steward_system;
grant select, insert, update on conformity_figure to steward_web;
grant select, insert on conformity_pack to steward_web, steward_system;
grant select on conformity_figure to steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;
-- A day that is over is never told anew.
create function steward.keep_standing() returns trigger language plpgsql as $$
begin
    if old.until_day is not null then
        raise exception 'how a rule stood on a day that is over is not altered' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger keep_standing before update on conformity_standing
    for each row execute function steward.keep_standing();
