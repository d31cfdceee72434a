-- Imports are seen by the account that brings them in, and by nobody else.
alter table surface_import enable row level security;
create policy owner on surface_import to steward_web using (user_id = (select steward.account()));
create policy system on surface_import to steward_system using (true);

grant select, insert, update on surface_import to steward_web;
grant select, delete on surface_import to steward_system;
grant usage on sequence surface_import_id_seq to steward_web;
