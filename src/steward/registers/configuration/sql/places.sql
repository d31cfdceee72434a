-- Places and classes: trees whose paths follow, racks whose units are taken once.

create function steward.follow_path() returns trigger language plpgsql as $$
begin
    execute format('update %s set path = $1 || ''/'' || code where parent_id = $2', tg_relid::regclass)
        using new.path, new.id;
    return null;
end $$;
create trigger follow_path after update on configuration_ciclass for each row
    when (old.path is distinct from new.path) execute function steward.follow_path();
create trigger follow_path after update on configuration_place for each row
    when (old.path is distinct from new.path) execute function steward.follow_path();

select steward.track(t) from unnest(array['configuration_ciclass', 'configuration_place']::regclass[]) t;
grant select, insert, update on configuration_ciclass, configuration_place to steward_web, steward_system;
grant usage on all sequences in schema public to steward_web, steward_system;

alter table configuration_place enable row level security;
create policy scope on configuration_place to steward_web
    using (party_id = any((select steward.scope('parties'))::bigint[]));
create policy system on configuration_place to steward_system using (true);

-- Two things never take the same units on the same side. Units of a rack as one row of numbers, so that ranges serve.
alter table configuration_configurationitem add constraint ci_units_taken_once exclude using gist (
    int8range(place_id * 1000 + rack_unit, place_id * 1000 + rack_unit + rack_height) with &&,
    int4range(case rack_face when 'rear' then 1 else 0 end, case rack_face when 'front' then 1 else 2 end) with &&
) where (rack_unit is not null);

-- What takes units of a rack, also where the reader may not see what it is.
create function steward.rack_units_taken(rack bigint)
returns table (ci bigint, low integer, high integer, face text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
select i.record_id, i.rack_unit, i.rack_unit + i.rack_height - 1, i.rack_face
from public.configuration_configurationitem i where i.place_id = rack and i.rack_unit is not null
$$;
