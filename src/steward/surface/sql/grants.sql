-- What the web may touch beside records: sessions, log-in, jobs, its own views; nothing of the schema.
create table surface_cache (cache_key varchar(255) primary key, value text not null, expires timestamptz not null);
create index surface_cache_expires on surface_cache (expires);

grant select, insert, update, delete on surface_cache, surface_savedview, surface_idempotency, django_session,
    account_emailaddress, account_emailconfirmation, mfa_authenticator, socialaccount_socialaccount,
    socialaccount_socialtoken, socialaccount_socialapp to steward_web, steward_system;
grant select on django_content_type, django_migrations, auth_permission, auth_group to steward_web, steward_system;
grant select, insert, update, delete on procrastinate_jobs, procrastinate_events, procrastinate_periodic_defers,
    procrastinate_workers to steward_web, steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;
select steward.track('mfa_authenticator');
