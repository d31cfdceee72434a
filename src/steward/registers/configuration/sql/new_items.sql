-- Many new items in one statement: each is held to what is left of its change when its first revision is written,
-- for before the statement's rows are there none of them counts.
create function steward.control_first_revision() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    reason text := steward.why_no_ci_write(new.change_id, null, new.project_id);
begin
    if reason is not null then
        raise exception 'configuration item %: %', new.record_id, reason using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
-- After `copy_scope`, which fills in the project.
create trigger first_is_covered before insert on configuration_revision
    for each row when (new.revision = 1) execute function steward.control_first_revision();
