-- Records alike to a text: those that share its rarest words, best first, within the reader's scope.

-- Articles and known errors are few and must be found by frequent words too.
create index searchrow_of_answers on kernel_searchrow using gin (vector) where kind in ('article', 'problem');

-- How telling each word of a text is: the rarer among all records, the more. By the database's own statistics, so that
-- nothing has to be kept; a word that these don't name is rarer than all that they name.
create function steward.telling(content text) returns table (word text, share real, weight real)
language sql stable security definer set search_path = public, pg_temp as $$
with known as (
    select known.word, known.share
    from pg_catalog.pg_stats s,
        unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) as known(word, share)
    where s.schemaname = 'public' and s.tablename = 'kernel_searchrow' and s.attname = 'vector' and not s.inherited
        and known.word is not null
), rest as (
    select coalesce(min(known.share), 0.01) / 2 as share from known
), asked as (
    select w as word from unnest(steward.words(left(content, 4000))) w
    where length(w) > 1 and w !~ '^[0-9.:,/-]+$'
)
select asked.word, coalesce(known.share, rest.share)::real, (-ln(least(coalesce(known.share, rest.share), 0.99)))::real
from asked cross join rest left join known on known.word = asked.word
order by 3 desc, 1
$$;
revoke all on function steward.telling(text) from public;

create function steward.alike(content text, kinds text[], most integer)
returns table (record_id bigint, score real)
language plpgsql stable security definer set search_path = public, pg_temp
-- Each text has its own plan, and always one by the index: a word's rows may all lie together.
set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
    customers bigint[] := steward.scope('customers');
    projects bigint[] := steward.scope('projects');
    suppliers bigint[] := steward.scope('suppliers');
    audiences bigint[] := steward.scope('audiences');
    restrictions text[] := steward.scope_words('restrictions');
    few constant text[] := array['article', 'problem'];
    -- So many words are weighed, so many records read; of words that more records have, the newest records alone.
    most_words constant integer := 24;
    looked_at constant integer := 800;
    newest constant bigint := 32768;
    oldest bigint := 0;
    terms text[];
    weights real[];
    whole real;
    rarest tsquery;
    wanted tsquery;
begin
    with told as (
        select t.word, t.weight, row_number() over seq as place, sum(t.share) over seq
            * (select greatest(reltuples, 1) from pg_catalog.pg_class where oid = 'kernel_searchrow'::regclass) as rows
        from steward.telling(content) t window seq as (order by t.weight desc, t.word)
    )
    select array_agg(told.word), array_agg(told.weight), sum(told.weight),
        string_agg(quote_literal(told.word), ' | ')::tsquery,
        string_agg(quote_literal(told.word), ' | ') filter (where told.place <= 4 or told.rows <= looked_at)::tsquery,
        case when max(told.rows) filter (where told.place <= 4) > looked_at
            then (select max(id) from kernel_record) - newest else 0 end
    into terms, weights, whole, wanted, rarest, oldest
    from told where told.place <= most_words;
    if terms is null then
        return;
    end if;
    return query
    with candidate as (
        (select s.record_id, s.vector, 1.0 as brevity from kernel_searchrow s
        where s.vector @@ wanted and s.kind in ('article', 'problem') and s.kind = any(kinds)
            and s.reach = any(audiences)
            and (s.audience = 0 or s.customer_id = any(customers) or s.project_id = any(projects)
                or s.supplier_id = any(suppliers))
            and s.audience = any(audiences) and s.restriction = any(restrictions)
        limit looked_at)
        union all
        -- A long ticket holds many words by chance: measured on real ones, this counts its length about right.
        (select s.record_id, s.vector, 40.0 / (30 + length(s.vector)) from kernel_searchrow s
        where s.vector @@ rarest and s.kind <> all(few) and s.kind = any(kinds) and s.reach = any(audiences)
            and s.record_id >= oldest
            and (s.audience = 0 or s.customer_id = any(customers) or s.project_id = any(projects)
                or s.supplier_id = any(suppliers))
            and s.audience = any(audiences) and s.restriction = any(restrictions)
        limit looked_at)
    )
    select c.record_id, max(hit.score / whole * c.brevity)::real
    from candidate c cross join lateral (
        select sum(w.weight) as score from unnest(terms, weights) as w(word, weight)
        where c.vector @@ quote_literal(w.word)::tsquery
    ) hit
    group by c.record_id order by 2 desc, 1 desc limit most;
end $$;
