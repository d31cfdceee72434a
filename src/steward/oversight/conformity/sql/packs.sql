-- Packs, who asked for them and who saved them, are for the provider's people; a saving is never altered.

alter table conformity_pack enable row level security;
alter table conformity_askedpack enable row level security;
alter table conformity_packtaken enable row level security;
create policy scope on conformity_pack to steward_web using (3 = any((select steward.scope('audiences'))::bigint[]));
create policy scope on conformity_askedpack to steward_web
    using (3 = any((select steward.scope('audiences'))::bigint[]) or user_id = (select steward.account()));
create policy scope on conformity_packtaken to steward_web
    using (3 = any((select steward.scope('audiences'))::bigint[]));
create policy system on conformity_pack to steward_system using (true);
create policy system on conformity_askedpack to steward_system using (true);
create policy system on conformity_packtaken to steward_system using (true);

select steward.track('conformity_pack');
grant select, insert, update on conformity_askedpack to steward_web;
grant select on conformity_askedpack to steward_system;
grant select, insert on conformity_packtaken to steward_web;
grant select on conformity_packtaken to steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;
create trigger append_only before update or delete on conformity_packtaken
    for each row execute function steward.refuse_change();
create trigger append_only_table before truncate on conformity_packtaken
    for each statement execute function steward.refuse_change();
