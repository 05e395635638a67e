-- A large lab on paper, for bin/bench scale: :hosts KVM hosts of libvirt's test driver below :directory, each with ten
-- ready pods of six machines and no room for more, but for the last one, which has room for 50.
insert into lab (id, name) values ('00000000-0000-0000-0000-00000000e57a', 'Large lab');
insert into kvm_host (id, lab_id, name, uri, vcpus, memory_mib, disk_gib, image_directory, disk_directory, access_subnet)
select gen_random_uuid(), '00000000-0000-0000-0000-00000000e57a', 'host' || n, 'test://:directory/host' || n || '.xml',
    60 * size, 9600 * size, 60 * size, '/images', '/disks', '192.168.150.0/24'
from generate_series(1, :hosts) n, lateral (select case when n = :hosts then 6 else 1 end) sizes (size);

create temporary table estate as
select gen_random_uuid() booking, gen_random_uuid() deployment, host.id host, p.id pod, c.id config,
    'e' || lpad(substring(host.name from 5), 4, '0') || 'p' || lpad(n::text, 4, '0') tag, host.name host_name
from kvm_host host, generate_series(1, 10) n, pod_version p, config_version c
where host.lab_id = '00000000-0000-0000-0000-00000000e57a'
    and p.pod_key = 'virtual-pharos-tiny' and c.config_key = 'virtual-pharos-tiny-guest';

insert into booking (id, owner_id, lab_id, pod_id, config_id, purpose, starts_at, ends_at, prepare_from, state, booked_at)
select booking, (select id from person where role = 'ADMIN' limit 1), '00000000-0000-0000-0000-00000000e57a', pod, config,
    'Part of a large lab', now() - interval '1 hour', now() + interval '20 days', now() - interval '2 hours', 'CONFIRMED', now()
from estate;
insert into capacity_hold (id, booking_id, host_id, vcpus, memory_mib, disk_gib, during)
select gen_random_uuid(), booking, host, 6, 960, 6, tstzrange(now() - interval '2 hours', now() + interval '21 days')
from estate;
insert into deployment (id, booking_id, host_id, tag, pod_id, config_id, state, attempt, prepare_from, work_began_at, ready_at)
select deployment, booking, host, tag, pod, config, 'READY', 1, now() - interval '2 hours', now() - interval '2 hours', now() - interval '1 hour'
from estate;
insert into deployment_machine (deployment_id, node, ordinal, host_name, domain, login, host_key_public, fingerprint)
select deployment, node, ordinal, node, 'pk-' || tag || '-' || node, 'pod', 'ssh-ed25519 AAAA', 'SHA256:none'
from estate, unnest(array['jump', 'node1', 'node2', 'node3', 'node4', 'node5']) with ordinality as nodes (node, ordinal);
analyze;

-- what each host is to say of itself
select host_name, string_agg(
    (select string_agg(format(
        '<domain type="test"><name>pk-%s-%s</name><metadata><podkeeper:machine xmlns:podkeeper="https://podkeeper.org/xmlns/machine/1" digest="paper">'
        || '<podkeeper:belongs name="installation">%s</podkeeper:belongs><podkeeper:belongs name="deployment">%s</podkeeper:belongs>'
        || '</podkeeper:machine></metadata><memory unit="MiB">160</memory><vcpu>1</vcpu><os><type>hvm</type></os></domain>',
        tag, node, (select id from installation), deployment), '')
     from unnest(array['jump', 'node1', 'node2', 'node3', 'node4', 'node5']) node)
    || (select string_agg(format('<network><name>pk-%s-net%s</name><bridge name="pk%sn%s"/></network>', tag, n, tag, n), '')
        from generate_series(0, 3) n), '')
from estate group by host_name;

-- libvirt's test driver lacks what a probe wants of a real host
update scheduled_tasks set execution_time = now() + interval '1 day' where task_name = 'probe-hosts' and not picked;
