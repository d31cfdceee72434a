-- Changes of many records are seen by the account that asked for them, and by nobody else.

alter table surface_bulkchange enable row level security;
alter table surface_bulkrow enable row level security;
create policy owner on surface_bulkchange to steward_web using (user_id = (select steward.account()));
create policy owner on surface_bulkrow to steward_web using (user_id = (select steward.account()));
create policy system on surface_bulkchange to steward_system using (true);
create policy system on surface_bulkrow to steward_system using (true);

grant select, insert, update on surface_bulkchange, surface_bulkrow to steward_web;
grant select, delete on surface_bulkchange, surface_bulkrow to steward_system;
grant usage on sequence surface_bulkchange_id_seq, surface_bulkrow_id_seq to steward_web;
