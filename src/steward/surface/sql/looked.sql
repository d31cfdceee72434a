-- What accounts from outside looked at is for those who see internal matters of all customers; it is never altered.
alter table surface_looked enable row level security;
create policy scope on surface_looked to steward_web
    using (user_id = (select steward.account()) or (3 = any((select steward.scope('audiences'))::bigint[])
        and cardinality((select steward.scope('customers'))::bigint[]) > 0));
create policy system on surface_looked to steward_system using (true);
create trigger append_only before update or delete on surface_looked
    for each row execute function steward.refuse_change();
create trigger append_only_table before truncate on surface_looked
    for each statement execute function steward.refuse_change();

grant select, insert on surface_looked to steward_web;
grant select on surface_looked to steward_system;
grant usage on sequence surface_looked_id_seq to steward_web;
