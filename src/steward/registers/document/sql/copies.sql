-- Copies are known to every one of the provider's people, whatever service project they work in; contacts see none.

alter table document_copy enable row level security;
create policy scope on document_copy to steward_web using (3 = any((select steward.scope('audiences'))::bigint[]));
create policy system on document_copy to steward_system using (true);
select steward.track('document_copy');
grant select, insert, update on document_copy to steward_web, steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;
