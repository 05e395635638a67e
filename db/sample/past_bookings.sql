-- Bookings that are over, for the sample lab. Their deployments carry no times of their own, so that they count in no history.
with past (who, pod_key, days_ago, hours, purpose) as (values
    ('yuki', 'virtual-pharos-tiny', 19, 72, 'Compare two schedulers'),
    ('pvanrijn', 'virtual-pharos-tiny', 16, 24, 'Bisect the bridge regression'),
    ('anjali', 'all-in-one-tiny', 14, 6, 'Try an installer'),
    ('tomas', 'virtual-pharos-tiny', 12, 96, 'Class: networks, group A'),
    ('okello', 'all-in-one-tiny', 9, 12, 'Check the release candidate'),
    ('yuki', 'virtual-pharos-tiny', 7, 48, 'Storage network, first try'),
    ('mira', 'all-in-one-tiny', 5, 3, 'Host check after the memory upgrade'),
    ('anjali', 'virtual-pharos-tiny', 3, 36, 'Documentation screenshots')
), made as (
    insert into booking (id, owner_id, lab_id, pod_id, config_id, purpose, starts_at, ends_at, prepare_from, state, booked_at, ended_at)
    select gen_random_uuid(), person.id, kvm_host.lab_id, p.id, c.id, past.purpose,
           cast(:now as timestamptz) - past.days_ago * interval '1 day',
           cast(:now as timestamptz) - past.days_ago * interval '1 day' + past.hours * interval '1 hour',
           cast(:now as timestamptz) - past.days_ago * interval '1 day', 'ENDED',
           cast(:now as timestamptz) - past.days_ago * interval '1 day',
           cast(:now as timestamptz) - past.days_ago * interval '1 day' + past.hours * interval '1 hour'
    from past
    join person on person.user_name = past.who
    join kvm_host on kvm_host.id = :host
    join lateral (select id from pod_version v where v.pod_key = past.pod_key order by version desc limit 1) p on true
    join lateral (select v.id from config_version v join config on config.key = v.config_key
                  where config.pod_key = past.pod_key order by config.position, v.version desc limit 1) c on true
    order by past.days_ago desc
    returning id, pod_id, config_id, prepare_from
)
insert into deployment (id, booking_id, host_id, tag, pod_id, config_id, state, attempt, prepare_from)
select gen_random_uuid(), id, :host, substr(replace(id::text, '-', ''), 1, 10), pod_id, config_id, 'GONE', 1, prepare_from from made
