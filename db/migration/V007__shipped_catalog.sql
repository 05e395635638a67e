-- The catalog of a first start. All of it is data: a lab admin changes it on the catalog pages.

insert into image (id, key, name, minimum_disk_gib, minimum_memory_mib, source_url, checksum_list_url, position) values
    ('0d9a5c1e-6b0f-4f0a-9a3e-000000000001', 'tiny', 'Tiny guest', 1, 128, null, null, 10),
    ('0d9a5c1e-6b0f-4f0a-9a3e-000000000002', 'debian-13', 'Debian 13', 4, 512,
     'https://cloud.debian.org/images/cloud/trixie/latest/debian-13-generic-amd64.qcow2',
     'https://cloud.debian.org/images/cloud/trixie/latest/SHA512SUMS', 20),
    ('0d9a5c1e-6b0f-4f0a-9a3e-000000000003', 'ubuntu-24.04', 'Ubuntu 24.04', 5, 512,
     'https://cloud-images.ubuntu.com/releases/noble/release/ubuntu-24.04-server-cloudimg-amd64.img',
     'https://cloud-images.ubuntu.com/releases/noble/release/SHA256SUMS', 30),
    ('0d9a5c1e-6b0f-4f0a-9a3e-000000000004', 'debian-12', 'Debian 12', 4, 512,
     'https://cloud.debian.org/images/cloud/bookworm/latest/debian-12-generic-amd64.qcow2',
     'https://cloud.debian.org/images/cloud/bookworm/latest/SHA512SUMS', 40);

insert into pod (key, position) values
    ('virtual-pharos', 10), ('virtual-pharos-tiny', 20), ('all-in-one', 30), ('all-in-one-tiny', 40);

with
networks (name, cidr, n) as (values
    ('admin', '192.168.11.0/24', 1), ('management', '172.16.10.0/24', 2),
    ('public', '10.16.0.0/24', 3), ('storage', '192.168.20.0/24', 4)),
sizes (pod_key, vcpus, memory_mib, disk_gib, nodes) as (values
    ('virtual-pharos', 4, 8192, 100, 5), ('virtual-pharos-tiny', 1, 160, 1, 5),
    ('all-in-one', 4, 8192, 100, 0), ('all-in-one-tiny', 1, 160, 1, 0)),
texts (pod_key, name, description) as (values
    ('virtual-pharos', 'Virtual Pharos pod',
     'A jump host and five nodes on four networks, as the Pharos specification describes a bare-metal pod: 4 cores, 8 GB and 100 GB each.'),
    ('virtual-pharos-tiny', 'Virtual Pharos pod, tiny',
     'The same six machines and four networks with 160 MiB of memory each, for a first try and for hosts without KVM.'),
    ('all-in-one', 'All-in-one',
     'One machine with 4 cores, 8 GB and 100 GB that you reach directly, for whatever fits on a single node.'),
    ('all-in-one-tiny', 'All-in-one, tiny',
     'One machine with 160 MiB of memory that is ready within seconds.')),
cards as (
    select jsonb_agg(jsonb_build_object('name', 'nic' || n,
        'attachments', jsonb_build_array(jsonb_build_object('network', name, 'vlan', null))) order by n) as four
    from networks)
insert into pod_version (id, pod_key, version, name, description, definition)
select gen_random_uuid(), sizes.pod_key, 1, texts.name, texts.description, jsonb_build_object(
    'networks', case when nodes = 0 then '[]'::jsonb else
        (select jsonb_agg(jsonb_build_object('name', name, 'cidr', cidr) order by n) from networks) end,
    'nodes', (select jsonb_agg(jsonb_build_object(
            'name', case i when 0 then 'jump' else 'node' || i end,
            'jumpHost', i = 0, 'vcpus', vcpus, 'memoryMib', memory_mib,
            'disksGib', jsonb_build_array(disk_gib),
            'nics', case when nodes = 0 then '[]'::jsonb else cards.four end) order by i)
        from generate_series(0, nodes) as i))
from sizes join texts using (pod_key) cross join cards;

insert into config (key, pod_key, position) values
    ('virtual-pharos-debian-13', 'virtual-pharos', 10),
    ('virtual-pharos-ubuntu-24-04', 'virtual-pharos', 20),
    ('virtual-pharos-debian-12', 'virtual-pharos', 30),
    ('virtual-pharos-tiny-guest', 'virtual-pharos-tiny', 10),
    ('all-in-one-debian-13', 'all-in-one', 10),
    ('all-in-one-ubuntu-24-04', 'all-in-one', 20),
    ('all-in-one-debian-12', 'all-in-one', 30),
    ('all-in-one-tiny-guest', 'all-in-one-tiny', 10);

with
texts (config_key, image_key, name, description) as (values
    ('virtual-pharos-debian-13', 'debian-13', 'Debian 13', 'Debian 13 (trixie) on all six machines.'),
    ('virtual-pharos-ubuntu-24-04', 'ubuntu-24.04', 'Ubuntu 24.04', 'Ubuntu 24.04 LTS (noble) on all six machines.'),
    ('virtual-pharos-debian-12', 'debian-12', 'Debian 12', 'Debian 12 (bookworm) on all six machines.'),
    ('virtual-pharos-tiny-guest', 'tiny', 'Tiny guest', 'A kernel, a shell and SSH on all six machines; ready within seconds.'),
    ('all-in-one-debian-13', 'debian-13', 'Debian 13', 'Debian 13 (trixie).'),
    ('all-in-one-ubuntu-24-04', 'ubuntu-24.04', 'Ubuntu 24.04', 'Ubuntu 24.04 LTS (noble).'),
    ('all-in-one-debian-12', 'debian-12', 'Debian 12', 'Debian 12 (bookworm).'),
    ('all-in-one-tiny-guest', 'tiny', 'Tiny guest', 'A kernel, a shell and SSH.')),
made as (
    insert into config_version (id, config_key, version, name, description, definition)
    select gen_random_uuid(), config_key, 1, texts.name, texts.description, (
        select jsonb_build_object('nodes', jsonb_agg(jsonb_build_object(
            'node', node ->> 'name', 'image', image_key, 'hostName', node ->> 'name', 'cloudInit', null)
            order by i))
        from config join pod_version using (pod_key),
            jsonb_array_elements(pod_version.definition -> 'nodes') with ordinality as nodes (node, i)
        where config.key = config_key)
    from texts
    returning id, config_key)
insert into config_version_image (config_version_id, image_id)
select made.id, image.id from made join texts using (config_key) join image on image.key = texts.image_key;
