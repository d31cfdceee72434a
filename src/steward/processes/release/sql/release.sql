-- What pipelines told, which nobody alters; and the links of a release, which follow from its contents.

select steward.protect('release_build');
grant select, insert on release_build to steward_web, steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;

-- A link for each change and problem that the contents name: both ends show it, and lists find it by “tied to”.
create function steward.keep_release_contents() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from kernel_link l using kernel_record r
    where l.source_id = new.record_id and l.relation = 'contains' and r.id = l.target_id
        and not new.contents @> jsonb_build_array(jsonb_build_object('item', r.number));
    insert into kernel_link (source_id, target_id, relation, made_at)
    select new.record_id, r.id, 'contains', now()
    from kernel_record release
    join kernel_record r on r.project_id = release.project_id and r.kind in ('change', 'problem')
    where release.id = new.record_id and r.number in (
        select row ->> 'item' from jsonb_array_elements(new.contents) row)
    on conflict do nothing;
    return null;
end $$;
create trigger keep_contents after insert on release_release for each row
    when (new.contents <> '[]') execute function steward.keep_release_contents();
create trigger keep_changed_contents after update on release_release for each row
    when (old.contents is distinct from new.contents) execute function steward.keep_release_contents();
